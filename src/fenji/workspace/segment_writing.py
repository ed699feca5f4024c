"""Own segments made, changed and removed: one YAML file each, written whole, never over somebody else's change."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any

import yaml
from pydantic import ValidationError

from fenji.errors import FenjiError, SchemeIssues
from fenji.language import Text
from fenji.segments.by_rule import ByRule
from fenji.workspace.segment_files import FOLDER, KINDS, judge, read_all, read_file
from fenji.workspace.segment_mistakes import mistakes_of

if TYPE_CHECKING:
    from fenji.errors import Issue
    from fenji.segments.segmentation import Segmentation
    from fenji.workspace.workspace import Workspace

_OF = Text("the folder of segments", "客群文件")
_CHANGED = Text("somebody else has changed this segment meanwhile", "其间已有他人修改了该客群")
_LOOK = Text("Open it again: your conditions stand beside the new ones.", "请重新打开该客群，再作修改。")
_USED = Text("other segments rest on it: {names}", "以下客群引用了它：{names}")
_FREE = Text("Change those first.", "请先修改这些客群。")


@dataclass(frozen=True)
class OwnFile:
    """A segmentation that a person has written: its file, and what says whether it is still the same."""

    segmentation: Segmentation
    path: Path
    digest: str


def own_files(folder: Path) -> dict[str, OwnFile]:
    """The workspace's own segmentations by name, as far as their files can be read; nothing else is opened."""
    found = {}
    for path in sorted((folder / FOLDER).glob("*.y*ml")):
        segmentation, _, _ = read_file(path)
        if segmentation is not None:
            found[segmentation.name] = OwnFile(segmentation, path, digest_of(path))
    return found


def read_written(written: Mapping[str, Any]) -> tuple[Segmentation | None, list[Issue]]:
    """A segmentation from plain values as a file has them, or what is wrong with them."""
    model = KINDS[str(written.get("kind", "rule"))]
    try:
        return model.model_validate(dict(written)), []
    except ValidationError as error:
        return None, [issue for _, issue in mistakes_of(error, model, dict(written))]


def digest_of(path: Path) -> str:
    """What a file holds, in short; empty where there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16] if path.is_file() else ""


def keep_own(workspace: Workspace, segmentation: Segmentation, *, expected: str) -> Path:
    """Writes a segmentation into its file, if that is still the one `expected`; used from the next grading on.

    Errors: somebody else was quicker; names that don't exist, a ring of references.
    """
    mine = own_files(workspace.folder).get(segmentation.name)
    path = mine.path if mine else workspace.folder / FOLDER / f"{segmentation.name}.yaml"
    if digest_of(path) != expected:
        raise FenjiError(_CHANGED, where=path.name, fix=_LOOK)
    found, _ = read_all(workspace)
    every = {one.segmentation.name: one.segmentation for one in found} | {segmentation.name: segmentation}
    issues = [one for _, one in judge(segmentation, every) if one.level == "error"]
    if issues:
        raise SchemeIssues(path.name, issues, of=_OF)
    before = path.read_bytes() if path.is_file() else None
    _write(path, text_of(segmentation).encode())
    wrong = [one for one in read_all(workspace)[1] if one.level == "error"]
    if wrong:
        path.unlink() if before is None else _write(path, before)
        raise SchemeIssues(path.name, wrong, of=_OF)
    return path


def drop_own(workspace: Workspace, name: str, *, expected: str) -> None:
    """Takes an own segmentation away; runs that kept it keep it. Refused while another one rests on it."""
    every = own_files(workspace.folder)
    mine = every.get(name)
    if mine is None or mine.digest != expected:
        raise FenjiError(_CHANGED, where=name, fix=_LOOK)
    using = [one.segmentation.title for one in every.values() if name in one.segmentation.rests_on()]
    if using:
        names = Text(", ".join(one.en for one in using), "、".join(one.zh for one in using))
        raise FenjiError(_USED.fill(names=names), where=name, fix=_FREE)
    mine.path.unlink()


def text_of(segmentation: Segmentation) -> str:
    """A segmentation as a YAML file; read again it is the same one."""
    return yaml.safe_dump(_bare(segmentation), allow_unicode=True, sort_keys=False, width=120)


def _bare(segmentation: Segmentation) -> dict[str, Any]:
    written = segmentation.written()
    if isinstance(segmentation, ByRule):
        written.pop("kind", None)
    first = {key: written.pop(key) for key in ("kind", "name", "title") if key in written}
    return first | {key: value for key, value in written.items() if not isinstance(value, Mapping) or value}


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        waiting = Path(file.name)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        waiting.chmod(0o644)
        waiting.replace(path)
    finally:
        waiting.unlink(missing_ok=True)
