"""What the worker does for privacy: keeps consents and opt-outs in the lake, writes what a person is handed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from fenji_web import library
from fenji_web.accounts.access import MOST_ALONE
from fenji_web.accounts.models import User
from fenji_web.library import Text
from fenji_web.runs.services import export_folder, job
from fenji_web.ui.reading import reading_for
from fenji_web.ui.words import words

Progress = Callable[[Text, float], None]
_KEEPING, _WRITING = Text("recording", "登记"), Text("writing the file", "生成文件")
_GRADING = Text("grading everybody once more", "重新评级")


@job("keep_consent", label=Text("Recording a consent", "登记同意"), permission="edit_customer")
def keep_consent(workspace: Any, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """One word of one person on one purpose and channel, with its proof."""
    progress(_KEEPING, 0.1)
    given = dict(arguments["given"])
    expires = given.pop("expires_on")
    said = library.consents.Said.of(
        customer_id=arguments["customer"],
        happened_at=datetime.now(UTC).replace(tzinfo=None),
        expires_on=date.fromisoformat(expires) if expires else None,
        **given,
    )
    return {"customer": arguments["customer"], "number": library.consents.keep(workspace, [said])}


@job("opt_out", label=Text("Opting a customer out", "登记拒绝画像"), permission="edit_customer")
def opt_out(workspace: Any, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Takes a person out of profiling, or in again, as they asked."""
    progress(_KEEPING, 0.1)
    step = library.opting_out.opt_in if arguments["step"] == "in" else library.opting_out.opt_out
    step(workspace, arguments["customer"], said_by=arguments["came_by"], reason=arguments["words"])
    return {"customer": arguments["customer"]}


@job("contact_list", label=Text("Writing a contact list", "生成联系名单"), permission="export")
def contact_list(workspace: Any, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Customers of some tiers who consented, as far as the person who asked may see them."""
    progress(_WRITING, 0.1)
    person = User.objects.get(username=workspace.asked_by)
    if not person.can("see_contact"):
        raise library.FenjiError(words("privacy.no_contact"), where="", fix=words("privacy.no_contact_fix"))
    purpose, channel = library.purpose_of(arguments["purpose"]), library.channel_of(arguments["channel"])
    asked = library.contact_list.Asked(purpose, channel, tuple(arguments["tiers"]))
    folder = export_folder(workspace.folder)
    path = folder / f"contacts-{purpose.key}-{channel.key}.{arguments['form']}"
    with reading_for(person, arguments["scheme"]) as reading:
        if reading.result is None:
            raise library.FenjiError(words("privacy.not_graded"), where="", fix=words("privacy.not_graded_fix"))
        made = library.write_contacts(workspace, reading.result, asked, path, arguments["lang"], most=MOST_ALONE)
        run = reading.result.run.id
    return {
        "run": run,
        "file": f"{path.parent.name}/{path.name}",
        "list": made.list_id,
        "customers": made.customers,
        "left_out": made.left_out,
        "purpose": purpose.key,
        "channel": channel.key,
    }


@job("turn_round", label=Text("Grading turned round", "换位检验"), permission="privacy")
def turn_round(workspace: Any, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The disparity report of a standard with the test that turns round who people are."""
    progress(_GRADING, 0.1)
    told = library.fairness.study(workspace, workspace.result(scheme=arguments["scheme"]), flips=True)
    return {"flipped": told["flipped"]}


@job("processing_record", label=Text("Writing the record of processing", "生成处理活动记录"), permission="privacy")
def processing_record(workspace: Any, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The record of processing as it is now."""
    progress(_WRITING, 0.1)
    folder = export_folder(workspace.folder)
    path = library.write_record(workspace, folder / "processing-record.xlsx", arguments["lang"])
    return {"file": f"{folder.name}/{path.name}"}


@job("subject_export", label=Text("Gathering a person's data", "导出个人信息副本"), permission="privacy")
def subject_export(workspace: Any, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Everything held about one person, as one of two files."""
    progress(_WRITING, 0.1)
    lang = arguments["lang"]
    told = library.subject_export.subject(workspace, arguments["customer"], lang=lang)
    folder = export_folder(workspace.folder)
    stem = "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in told["customer_id"])
    path = folder / f"{stem}.{arguments['form']}"
    if arguments["form"] == "json":
        path.write_text(library.subject_export.to_json(told), "utf-8")
    else:
        library.write_subject(told, path, lang)
    return {"customer": arguments["customer"], "file": f"{folder.name}/{path.name}"}
