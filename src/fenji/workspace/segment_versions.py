"""Segmentations with their cut points as runs use them: learned once, frozen under a number, refitted on purpose."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from fenji.engines.engine import literal
from fenji.pipeline import asking
from fenji.segments.placed import learn
from fenji.workspace.segment_files import KINDS

if TYPE_CHECKING:
    from fenji.engines.engine import Engine
    from fenji.lake.commit import Transaction
    from fenji.lake.lake import Lake
    from fenji.segments.segmentation import Segmentation

VERSIONS = "segment_versions"
COLUMNS = {
    "name": "VARCHAR",
    "version": "INTEGER",
    "digest": "VARCHAR",
    "body": "VARCHAR",
    "learned": "VARCHAR",
    "created_at": "TIMESTAMP",
    "actor": "VARCHAR",
}


@dataclass(frozen=True)
class Version:
    """A segmentation with its cut points, as runs use it; `version` is 0 until a run has kept it."""

    segmentation: Segmentation
    version: int
    digest: str
    learned: dict[str, Any]

    @property
    def name(self) -> str:
        """The segmentation's name."""
        return self.segmentation.name


def versions_kept(lake: Lake, numbers: Mapping[str, int]) -> list[Version]:
    """The versions a run used, by name and number."""
    known = known_versions(lake)
    return [known[name, number] for name, number in numbers.items()]


def versions_of(lake: Lake, engine: Engine, table: str, every: Sequence[Segmentation], currency: str) -> list[Version]:
    """Each segmentation with its frozen cut points; what has none yet learns them on the customers of the table.

    Where earlier customers could not answer (nobody had a rhythm yet), these are asked again.
    """
    newest = {(one.name, one.digest): one for _, one in sorted(known_versions(lake).items())}
    old = {one.name: newest.get((one.name, digest_of(one, currency))) for one in every}
    missing = [one for one in every if not _is_learned(old[one.name])]
    found = learn(engine.table(table), missing, asking(engine)) if missing else {}
    return [_version(one, old[one.name], found.get(one.name), currency) for one in every]


def _is_learned(one: Version | None) -> bool:
    return one is not None and one.segmentation.is_learned(one.learned)


def _version(one: Segmentation, old: Version | None, found: dict[str, Any] | None, currency: str) -> Version:
    """The version kept before, unless customers had more to say now."""
    if old is not None and found in (None, old.learned):
        return old
    return Version(one, 0, digest_of(one, currency), found or {})


def marks_of(versions: Sequence[Version]) -> dict[str, str]:
    """By segmentation: what says whether two runs placed customers alike, cut points and what it rests on included."""
    own = {one.name: short(f"{one.digest}|{json.dumps(one.learned, sort_keys=True)}") for one in versions}
    resting = {one.name: one.segmentation.rests_on() for one in versions}

    def mark(name: str) -> str:
        return short("|".join([own[name], *(mark(other) for other in resting[name] if other in own)]))

    return {name: mark(name) for name in own}


def digest_of(segmentation: Segmentation, currency: str) -> str:
    """SHA-256 of a definition; money is compared in one currency, which is part of it."""
    return hashlib.sha256(f"{currency}|{content_of([segmentation])}".encode()).hexdigest()


def numbered(tx: Transaction, versions: Sequence[Version], actor: str) -> list[Version]:
    """The versions, those without a number kept under the next one."""
    found = []
    for one in versions:
        if not one.version:
            number = _next_number(tx, one.name)
            body = json.dumps(one.segmentation.content(), ensure_ascii=False)
            learned = json.dumps(one.learned, sort_keys=True)
            tx.append(VERSIONS, row_of(COLUMNS, [one.name, number, one.digest, body, learned, now(), actor]))
            found.append(replace(one, version=number))
        else:
            found.append(one)
    return found


def _next_number(tx: Transaction, name: str) -> int:
    sql = f"SELECT coalesce(max(version), 0) + 1 AS n FROM lake.main.{VERSIONS} WHERE name = {literal(name)}"
    return int(tx.rows(sql)[0]["n"])


def known_versions(lake: Lake) -> dict[tuple[str, int], Version]:
    """Every version ever kept, by name and number."""
    if not lake.has(VERSIONS):
        return {}
    found = {}
    for row in lake.engine.rows(f"SELECT * FROM lake.main.{VERSIONS} ORDER BY name, version"):
        body = json.loads(row["body"])
        segmentation = KINDS[body["kind"]].model_validate(body)
        one = Version(segmentation, int(row["version"]), row["digest"], json.loads(row["learned"]))
        found[one.name, one.version] = one
    return found


def newest_number(known: Mapping[tuple[str, int], Version], one: Version) -> int:
    """The newest number under which this very definition is kept: refitting makes a newer one."""
    return max(other.version for other in known.values() if (other.name, other.digest) == (one.name, one.digest))


def content_of(every: Sequence[Segmentation]) -> str:
    """Definitions as canonical JSON."""
    return json.dumps([one.content() for one in every], sort_keys=True, ensure_ascii=False)


def short(words: str) -> str:
    """A short name for something long."""
    return hashlib.sha256(words.encode()).hexdigest()[:12]


def row_of(columns: Mapping[str, str], values: Sequence[Any]) -> str:
    """One row as SQL, of our own values: as literals, because the first bound parameter costs half a second."""
    said = ("NULL" if value is None else literal(str(value)) for value in values)
    named = (f"CAST({value} AS {kind}) AS {name}" for (name, kind), value in zip(columns.items(), said, strict=True))
    return f"SELECT {', '.join(named)}"


def now() -> datetime:
    """This moment, in UTC without zone."""
    return datetime.now(UTC).replace(tzinfo=None)
