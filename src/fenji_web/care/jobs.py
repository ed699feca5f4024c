"""What the worker does for customers: imports what was typed, carries decisions on overrides out, reads them again."""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fenji_web import library
from fenji_web.accounts.models import User
from fenji_web.care import forms
from fenji_web.care.forms import MINE, NEXT_DAY, NEXT_STEP, Form, both, problem
from fenji_web.care.queries import faces, has_order, profile_of, recorded, twins
from fenji_web.care.services import keep_overrides, keep_profile, keep_record, today_in
from fenji_web.library import Text
from fenji_web.runs.services import job
from fenji_web.ui.reading import reading_for
from fenji_web.ui.words import words

Progress = Callable[[Text, float], None]
SOURCE = "fenji-web"
FORMS = {"customer": forms.customer_form, "order": forms.order_form, "contact": forms.contact_form}
NUMBERS = {"orders": "order_id", "interactions": "interaction_id"}
# where an error of the library says it is → the field of the form
_FIELDS = {"--until": "until", "--reason": "reason", "--tier": "tier", "approval": "reason"}
_KEEPING = Text("recording", "登记")
_DECIDING = Text("recording the decision", "记录操作")


@job("care_record", label=Text("Recording what was typed", "登记"), permission="edit_customer")
def record(workspace: Any, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """One typed row through the checks of an import; what is wrong comes back, and nothing is kept then."""
    form, values, token = FORMS[arguments["form"]](), arguments["values"], arguments["token"]
    customer_id = arguments["customer"]
    progress(_KEEPING, 0.1)
    person = _person(workspace)
    if (before := recorded(token)) is not None:
        return {"customer": before.customer_id, "import_id": before.import_id}
    if form.table != "customers":
        library.known_customer(workspace.lake, customer_id, where=customer_id)
    if found := _twins(workspace, form, customer_id, values):
        return {"problems": found}
    row = _row(form, customer_id, values, token=token, today=today_in(workspace.settings.zone), owner=str(person or ""))
    report, problems = _imported(workspace, form, row, token=token, progress=progress)
    if report is None:
        return {"problems": problems}
    task = None
    if values.get(NEXT_DAY):
        task = (values[NEXT_STEP], date.fromisoformat(values[NEXT_DAY]))
    kept = {"token": token, "customer_id": customer_id, "kind": form.name, "values": values}
    kept |= {"import_id": report.import_id, "snapshot": report.snapshot_after}
    keep_record(kept, by=person, task=task, is_mine=bool(values.get(MINE)))
    return {"customer": customer_id, "import_id": report.import_id}


@job("care_profile", label=Text("Correcting customer data", "修改客户资料"), permission="edit_customer")
def correct(workspace: Any, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """A customer's own data corrected by a row of the whole form, through the checks of an import; only what differs.

    `was`: what the person saw. A value that somebody else changed since then is shown instead of overwritten.
    """
    form, customer_id, token = forms.profile_form(), arguments["customer"], arguments["token"]
    progress(_KEEPING, 0.1)
    if recorded(token) is not None:
        return {"customer": customer_id}
    library.known_customer(workspace.lake, customer_id, where=customer_id)
    columns = tuple(form.columns({one.name: "" for one in form.fields}))
    before = profile_of(workspace.lake, customer_id, columns)
    typed, was = form.columns(arguments["values"]), arguments["was"]
    changed = {name: value for name, value in typed.items() if value not in (was.get(name, ""), before[name])}
    if found := _misfits(workspace, customer_id, changed, before=before, was=was):
        return {"problems": found, "seen": {one["field"]: before[one["field"]] for one in found}}
    if not changed:
        return {"customer": customer_id, "is_same": True}
    row, emptied = {"customer_id": customer_id, **before, **changed}, [name for name, one in changed.items() if not one]
    report, problems = _imported(workspace, form, row, token=token, progress=progress, emptied=emptied)
    if report is None:
        return {"problems": problems}
    now = profile_of(workspace.lake, customer_id, tuple(changed))
    kept = {"token": token, "customer_id": customer_id, "kind": form.name, "values": now}
    kept |= {"import_id": report.import_id, "snapshot": report.snapshot_after}
    keep_profile(kept, before, now, by=_person(workspace))
    return {"customer": customer_id, "import_id": report.import_id}


def _misfits(
    workspace: Any, customer_id: str, changed: Mapping[str, str], *, before: Mapping[str, str], was: Mapping[str, str]
) -> list[dict[str, Any]]:
    """What keeps corrections from being imported: a value changed by somebody else, or another customer's."""
    found = [
        problem(name, words("care.meanwhile"), words("care.meanwhile_fix"), where=before[name])
        for name in changed
        if before[name] not in ("", was.get(name, ""))
    ]
    return found + _taken(workspace, customer_id, changed)


@job("ask_override", label=Text("Asking for a tier", "申请调级"), permission="edit_customer")
def ask_override(workspace: Any, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """A tier set by hand; it waits where the policy says so, and where the person may not approve."""
    values, person = arguments["values"], _person(workspace)
    progress(_DECIDING, 0.2)
    if workspace.settings.approval is None and not (person is not None and person.can("approve_scheme")):
        waiting = workspace.settings.model_copy(update={"approval": library.Approval()})
        workspace = replace(workspace, settings=waiting)
    scheme = workspace.scheme(arguments["scheme"])
    try:
        made = library.overrides.set_override(
            workspace,
            arguments["customer"],
            scheme=scheme,
            tier=values["tier"],
            until=date.fromisoformat(values["until"]),
            reason=values["reason"],
        )
    except library.FenjiError as refused:
        return {"problems": [_refused(refused)]}
    keep_overrides(library.overrides.overrides(workspace.lake))
    return {"customer": arguments["customer"], "override": made.override_id, "state": made.state}


@job("decide_override", label=Text("Decision on an override", "调级审批"), permission="approve_scheme")
def decide_override(workspace: Any, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Approves or rejects an override, signed by the person who asked."""
    progress(_DECIDING, 0.2)
    number, reason = int(arguments["override"]), arguments["reason"] or None
    steps = {"approve": library.overrides.approve_override, "reject": library.overrides.reject_override}
    steps[arguments["step"]](workspace, number, reason=reason)
    keep_overrides(library.overrides.overrides(workspace.lake))
    return {"override": number}


@job("end_override", label=Text("Ending an override", "结束调级"), permission="edit_customer")
def end_override(workspace: Any, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """From the next grading on the standard decides again."""
    progress(_DECIDING, 0.2)
    number = int(arguments["override"])
    library.overrides.end_override(workspace, number, reason=arguments["reason"] or None)
    keep_overrides(library.overrides.overrides(workspace.lake))
    return {"override": number}


@job("read_overrides", label=Text("Reading overrides", "读取调级记录"), permission="see_whole")
def read_overrides(workspace: Any, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Overrides decided elsewhere, by the command line for one, shown on pages too."""
    del arguments
    progress(_DECIDING, 0.2)
    return {"overrides": keep_overrides(library.overrides.overrides(workspace.lake))}


def _imported(
    workspace: Any,
    form: Form,
    row: Mapping[str, str],
    *,
    token: str,
    progress: Progress,
    emptied: Sequence[str] = (),
) -> tuple[Any, list[dict[str, Any]]]:
    """One row through the checks of an import: its report, or what is wrong with it, and then nothing is kept."""
    with _written(row, f"{form.name}-{token}.csv") as path:
        preview, report = library.offer(workspace, _asked(workspace, path, form, row, emptied), _is_good, progress)
    problems = [_rejected(form, one) for one in preview.rejects]
    if report is None or problems:
        return None, problems or [problem("", words("care.refused"), words("care.refused_fix"))]
    return report, []


def _row(
    form: Form, customer_id: str, values: Mapping[str, str], *, token: str, today: date, owner: str
) -> dict[str, str]:
    """The row that is imported: what was typed, the customer, a number of its own where none was given."""
    row = {"customer_id": customer_id, **form.columns(values)}
    if form.table == "customers":
        return {**row, "registered_on": today.isoformat()}
    number = NUMBERS[form.table or ""]
    row |= {number: row.get(number) or f"W-{token}"}
    return {**row, "owner": owner} if form.table == "interactions" else row


def _twins(workspace: Any, form: Form, customer_id: str, values: Mapping[str, str]) -> list[dict[str, Any]]:
    """What is there already: the order's number, or another customer with that mobile or e-mail."""
    if form.table == "orders" and has_order(workspace.lake, values["number"]):
        return [problem("number", words("care.order_twin"), words("care.order_twin_fix"), where=values["number"])]
    if form.table != "customers":
        return []
    return _taken(workspace, customer_id, values)


def _taken(workspace: Any, customer_id: str, values: Mapping[str, str]) -> list[dict[str, Any]]:
    """Another customer has that mobile or e-mail; who it is is said to those who see that customer."""
    found, person = twins(workspace.lake, customer_id, values), _person(workspace)
    known: Collection[str] = {*found.values()}
    if found and person is not None and person.is_narrowed:
        with reading_for(person) as reading:
            known = faces(reading.result, known, by=person)
    return [
        problem(field, words("care.twin", id=other), words("care.twin_fix"))
        if other in known
        else problem(field, words("care.twin_elsewhere"), words("care.twin_elsewhere_fix"))
        for field, other in found.items()
    ]


@contextmanager
def _written(row: Mapping[str, str], name: str) -> Iterator[Path]:
    with TemporaryDirectory(prefix="fenji-typed-") as folder:
        path = Path(folder) / name
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerows([row.keys(), row.values()])
        yield path


def _asked(workspace: Any, path: Path, form: Form, row: Mapping[str, str], emptied: Sequence[str]) -> Any:
    """The row and how it is read: by a mapping of its own, never guessed."""
    options: dict[str, Any] = {"encoding": "utf-8", "delimiter": ",", "header_row": 1, "date_order": "ymd"}
    mapping = {
        "table": form.table,
        "columns": {name: name for name in row},
        "options": {**options, "emptied": list(emptied)} if emptied else options,
    }
    settings = library.intake_settings(workspace, SOURCE, rows="all-or-nothing")
    return library.asked_of(workspace, path, form.table, mapping=mapping, settings=settings)


def _is_good(preview: Any) -> bool:
    return not preview.rejects and bool(preview.accepted)


def _rejected(form: Form, one: Any) -> dict[str, Any]:
    """One problem of the import, beside the field its column was typed in."""
    what, remedy = library.words_of(one.code)
    return problem(form.field_of(one.header), what, remedy, where=one.value)


def _refused(refused: Any) -> dict[str, Any]:
    place = refused.where.partition(" ")[0]
    field = _FIELDS.get(place, "")
    return {"field": field, "problem": both(refused.problem), "where": both(library.same("")), "fix": both(refused.fix)}


def _person(workspace: Any) -> User | None:
    return User.objects.filter(username=workspace.asked_by).first()
