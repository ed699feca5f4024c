"""What the worker does with standards: reads and measures for pages, saves drafts, carries decisions out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fenji_web import library
from fenji_web.library import Text
from fenji_web.runs.services import job
from fenji_web.schemes.services import read_back, said_once

Progress = Callable[[Text, float], None]
_READING = Text("reading standards", "读取分级标准")
_KEEPING = Text("keeping the version", "保存版本")
_DECIDING = Text("recording the decision", "记录操作")


@job("read_standards", label=Text("Reading standards", "读取分级标准"), permission="see")
def read_standards(workspace: Any, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Every standard with its versions, kept for pages."""
    del arguments
    progress(_READING, 0.1)
    return {"standards": len(library.standards_file.write_standards(workspace).standards)}


@job("measure", label=Text("Measuring customers for previews", "计算客户指标（用于预览）"), permission="see_whole")
def measure(workspace: Any, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The customers measured for previews of a standard, and the standards as they are."""
    progress(_READING, 0.05)
    library.standards_file.write_standards(workspace)
    also = read_back(arguments["also"]).measures() if arguments.get("also") else ()
    scheme = _grading(workspace, arguments["scheme"])
    start = library.preview_file.write_preview_file(workspace, scheme, also=also, progress=progress)
    return {"as_of": start.as_of.isoformat()}


@job("save_standard", label=Text("Saving a standard", "保存分级标准"), permission="edit_scheme")
def save_standard(workspace: Any, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """A new draft, unless somebody has saved another version since the edit began: then nothing is written.

    What was wanted comes back then, so that nobody's work is lost. With `submit` it is handed in at once.
    """
    scheme = read_back(arguments["scheme"])
    progress(_KEEPING, 0.1)
    kept = library.versions.versions(workspace.lake, scheme.name)
    newest = (kept[-1].version, kept[-1].written_digest) if kept else (0, "")
    if newest != (arguments["newest"], arguments["digest"]):
        library.standards_file.write_standards(workspace)
        return {"conflict": True, "theirs": newest[0], "mine": said_once(scheme), "base": arguments["base"]}
    start = library.preview_file.read_preview_file(workspace.folder, scheme.name)
    as_of = start.as_of if start is not None else None
    made = library.publishing.draft(workspace, scheme, as_of=as_of, reason=arguments["reason"] or None)
    if arguments["submit"]:
        library.publishing.submit(workspace, scheme.name, made.version)
    _refresh(workspace, scheme.name, progress)
    return {"version": made.version, "scheme": scheme.name}


@job("decide_standard", label=Text("Decision on a standard", "分级标准操作"), permission="see")
def decide_standard(workspace: Any, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Hands in, approves, rejects, publishes or rolls back a version, signed by the person who asked."""
    name, number, reason = arguments["scheme"], int(arguments["version"]), arguments["reason"] or None
    progress(_DECIDING, 0.1)
    steps: dict[str, Callable[..., Any]] = {
        "submit": library.publishing.submit,
        "approve": library.publishing.approve,
        "reject": library.publishing.reject,
        "publish": library.publishing.publish,
        "rollback": library.publishing.roll_back,
    }
    done = steps[arguments["step"]](workspace, name, number, reason=reason)
    _refresh(workspace, name, progress)
    return {"version": number, "state": done.state}


def _refresh(workspace: Any, name: str, progress: Progress) -> None:
    """What pages read, as it is after a decision; previews begin at the version that grades now."""
    progress(_READING, 0.6)
    library.standards_file.write_standards(workspace)
    if library.preview_file.read_preview_file(workspace.folder, name) is not None:
        library.preview_file.write_preview_file(workspace, _grading(workspace, name), progress=progress)


def _grading(workspace: Any, name: str) -> Any:
    """The version that grades now, which a file of that name may say otherwise; the name where there is none."""
    kept = [one for one in library.versions.versions(workspace.lake, name) if one.state == "published"]
    return library.versions.body(workspace.lake, name, kept[-1].version).scheme if kept else name
