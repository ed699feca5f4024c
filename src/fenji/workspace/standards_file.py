"""Every standard with its versions, who decided what and when, as one file: pages show it without opening the lake."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from fenji.errors import FenjiError
from fenji.language import Text, same
from fenji.workspace.preview_file import stamp_of, write_whole
from fenji.workspace.versions import Act, State, Version, body, versions, with_versions

if TYPE_CHECKING:
    from fenji.scheme.calibrated import CalibratedScheme
    from fenji.scheme.model import Scheme
    from fenji.workspace.workspace import Workspace

PLACE = ("runs", "standards.json")
Origin = Literal["ready-made", "workspace", "drafted"]


@dataclass(frozen=True)
class Standard:
    """One standard: what its file (or the ready-made one) says, and its versions, oldest first.

    `written` None: its file has mistakes, or it was only ever drafted. `bodies` hold each version as it grades.
    `current` is the version that grades, None where what is written does.
    """

    name: str
    title: Text
    origin: Origin
    is_broken: bool
    versions: tuple[Version, ...]
    bodies: Mapping[int, str]
    text: str | None

    @cached_property
    def written(self) -> Scheme | None:
        """The standard as its file says it."""
        from fenji.scheme.model import Scheme

        return None if self.text is None else Scheme.model_validate(json.loads(self.text))

    def body(self, number: int) -> CalibratedScheme:
        """A version as it grades, with its cut points."""
        from fenji.scheme.calibrated import CalibratedScheme

        return CalibratedScheme.from_json(self.bodies[number])

    def version(self, number: int) -> Version | None:
        """A version by its number."""
        return next((one for one in self.versions if one.version == number), None)

    @property
    def published(self) -> Version | None:
        """The version that grades; None where none was published."""
        return next((one for one in self.versions if one.state == "published"), None)

    @property
    def newest(self) -> Version | None:
        """The version made last."""
        return self.versions[-1] if self.versions else None

    @property
    def acts(self) -> tuple[Act, ...]:
        """Every decision on every version, newest first."""
        every = [act for one in self.versions for act in one.acts]
        return tuple(sorted(every, key=lambda act: (act.decided_at, act.version), reverse=True))


@dataclass(frozen=True)
class StandardsFile:
    """The standards at hand as they were when the file was written; `stamp` says of which data (`stamp_of`)."""

    stamp: str
    standards: tuple[Standard, ...]

    def find(self, name: str) -> Standard | None:
        """A standard by its name."""
        return next((one for one in self.standards if one.name == name), None)


def write_standards(workspace: Workspace) -> StandardsFile:
    """Reads every standard and its versions from the workspace, and keeps them for pages."""
    stamp = stamp_of(workspace.folder)
    found = StandardsFile(stamp, tuple(_every(workspace)))
    kept = {"stamp": stamp, "standards": [_facts(one) for one in found.standards]}
    write_whole(workspace.folder.joinpath(*PLACE), json.dumps(kept, ensure_ascii=False))
    return found


def read_standards(folder: Path) -> StandardsFile | None:
    """The standards of the workspace in a folder, as they were kept last; None where they never were."""
    try:
        kept = json.loads(folder.joinpath(*PLACE).read_text("utf-8"))
        return StandardsFile(kept["stamp"], tuple(_standard(one) for one in kept["standards"]))
    except (FileNotFoundError, KeyError, ValueError):
        return None


def _every(workspace: Workspace) -> list[Standard]:
    entries = {one.name: one for one in workspace.schemes()}
    names = [*entries, *(name for name in with_versions(workspace.lake) if name not in entries)]
    found = []
    for name in names:
        scheme = _read(workspace, name)
        kept = tuple(versions(workspace.lake, name))
        bodies = {one.version: body(workspace.lake, name, one.version).to_json() for one in kept}
        origin: Origin = entries[name].origin if name in entries else "drafted"
        found.append(
            Standard(
                name=name,
                title=_title(name, scheme, bodies),
                origin=origin,
                is_broken=scheme is None and name in entries,
                versions=kept,
                bodies=bodies,
                text=None if scheme is None else json.dumps(scheme.model_dump(mode="json", by_alias=True)),
            )
        )
    return found


def _read(workspace: Workspace, name: str) -> Scheme | None:
    try:
        return workspace.scheme(name)
    except FenjiError:
        return None


def _title(name: str, scheme: Scheme | None, bodies: Mapping[int, str]) -> Text:
    if scheme is not None:
        return scheme.title
    if not bodies:
        return same(name)
    title = json.loads(bodies[max(bodies)])["scheme"]["title"]
    return Text(title["en"], title["zh"])


def _facts(one: Standard) -> dict[str, Any]:
    return {
        "name": one.name,
        "title": [one.title.en, one.title.zh],
        "origin": one.origin,
        "is_broken": one.is_broken,
        "versions": [_version_facts(each) for each in one.versions],
        "bodies": {str(number): text for number, text in one.bodies.items()},
        "text": one.text,
    }


def _version_facts(one: Version) -> dict[str, Any]:
    acts = [[act.state, act.actor, act.decided_at.isoformat(), act.reason, act.is_implicit] for act in one.acts]
    return {"version": one.version, "digest": one.digest, "written_digest": one.written_digest, "state": one.state,
            "acts": acts}  # fmt: skip


def _standard(kept: dict[str, Any]) -> Standard:
    return Standard(
        name=kept["name"],
        title=Text(*kept["title"]),
        origin=kept["origin"],
        is_broken=kept["is_broken"],
        versions=tuple(_version(kept["name"], one) for one in kept["versions"]),
        bodies={int(number): text for number, text in kept["bodies"].items()},
        text=kept["text"],
    )


def _version(scheme: str, kept: dict[str, Any]) -> Version:
    number = int(kept["version"])
    acts = tuple(
        Act(number, cast(State, state), actor, datetime.fromisoformat(at), reason, is_implicit)
        for state, actor, at, reason, is_implicit in kept["acts"]
    )
    return Version(scheme, number, kept["digest"], kept["written_digest"], kept["state"], acts)
