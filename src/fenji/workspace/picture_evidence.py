"""What a run's strategy picture is drawn from, kept in a file: an edit is drawn again, nothing is counted again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_type_hints

from pydantic import TypeAdapter

from fenji.ink.whole_file import write_whole
from fenji.journeys.journey import FILE as JOURNEY
from fenji.language import Language
from fenji.pictures.evidence import Evidence, segment_lists, stages
from fenji.pictures.sheets import A3, Size
from fenji.pictures.strategy import strategy_picture
from fenji.version import __version__
from fenji.workspace.advising import tier_words
from fenji.workspace.picturing import EVERYBODY, colour_of, evidence, logo_of
from fenji.workspace.segment_files import definitions

if TYPE_CHECKING:
    from fenji.language import Text
    from fenji.pictures.strategy_file import Strategy
    from fenji.pictures.typeset import Sheet
    from fenji.result import Result
    from fenji.workspace.workspace import Workspace

KEPT = 24
_HELD = [one.name for one in fields(Evidence) if one.name != "result"]


def kept_evidence(workspace: Workspace, result: Result, folder: Path) -> Evidence:
    """The evidence of a run as `folder` keeps it; counted once, and again where the own journey changed since."""
    path = folder / f"{result.run.id}-{_mark(workspace)}.json"
    if path.is_file():
        return _read(result, path.read_bytes())
    found = evidence(workspace, result, EVERYBODY)
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(path, _written(found))
    for old in sorted(folder.glob("*.json"), key=lambda one: one.stat().st_mtime)[:-KEPT]:
        old.unlink(missing_ok=True)
    return found


def strategy_preview(
    workspace: Workspace,
    known: Evidence,
    written: Strategy,
    company: Text,
    *,
    lang: Language = "zh",
    size: Size = A3,
) -> Sheet:
    """The strategy picture with words that nobody has saved yet, from evidence that is known already."""
    segmentations = [one.segmentation for one in definitions(workspace)]
    shown = {"company": written.company if written.company.en else company, "colour": colour_of(workspace, written)}
    return strategy_picture(
        known,
        written.model_copy(update=shown),
        segment_lists(known.result, segmentations, written.segments),
        stages(known.result, segmentations),
        lang=lang,
        size=size,
        logo=logo_of(workspace, written, workspace.folder),
        playbook=tier_words(workspace.folder, known.result),
    )


def _mark(workspace: Workspace) -> str:
    journey = workspace.folder / JOURNEY
    said = journey.read_bytes() if journey.is_file() else b""
    return hashlib.sha256(__version__.encode() + b"\0" + said).hexdigest()[:12]


def _written(found: Evidence) -> bytes:
    kinds = _kinds()
    said = {name: TypeAdapter(kinds[name]).dump_python(getattr(found, name), mode="json") for name in _HELD}
    return json.dumps(said, ensure_ascii=False).encode()


def _read(result: Result, content: bytes) -> Evidence:
    kinds, said = _kinds(), json.loads(content)
    return Evidence(result, **{name: TypeAdapter(kinds[name]).validate_python(said[name]) for name in _HELD})


def _kinds() -> Mapping[str, Any]:
    """The type of each piece, so that one that is added to the evidence is kept as well."""
    return get_type_hints(Evidence, localns={"Result": Any, "Mapping": Mapping, "Sequence": Sequence})
