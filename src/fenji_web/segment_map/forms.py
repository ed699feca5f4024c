"""A map as it stands in the form: its areas on the grid of recency and frequency scores, and what takes the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import QueryDict

    from fenji_web.library import Grid

SCORES = (1, 2, 3, 4, 5)
MOST_AREAS, LONGEST = 25, 60


@dataclass(frozen=True)
class AreaLine:
    """One area: its name and the scores it covers, both ends included; `key` is empty while it is new."""

    key: str = ""
    zh: str = ""
    en: str = ""
    recency: tuple[int, int] = (1, 5)
    frequency: tuple[int, int] = (1, 5)


@dataclass(frozen=True)
class MapDraft:
    """A map in the form; without a name for the rest there is none."""

    name: str = ""
    zh: str = ""
    en: str = ""
    areas: tuple[AreaLine, ...] = (AreaLine(),)
    rest: str = ""
    overlaps: str = "refused"
    digest: str = ""

    @classmethod
    def of(cls, grid: Grid, *, digest: str = "", is_copy: bool = False) -> Self | None:
        """A map as the form shows it; None where it has a money axis or scales of its own."""
        usual = type(grid)(name="x", title=grid.title, areas=grid.areas)
        if grid.money is not None or (grid.recency, grid.frequency) != (usual.recency, usual.frequency):
            return None
        areas = tuple(
            AreaLine(one.key, one.name.zh, one.name.en, one.r or (1, 5), one.f or (1, 5)) for one in grid.areas
        )
        rest = "" if grid.rest is None else grid.rest.name.zh
        names = ("", "", "") if is_copy else (grid.name, grid.title.zh, grid.title.en)
        return cls(*names, areas, rest, grid.overlaps, digest)

    @classmethod
    def read(cls, sent: QueryDict, *, name: str = "") -> Self:
        """The form as it was sent; what is beyond its size is left out."""
        areas = tuple(_area(sent, f"a{number}") for number in range(MOST_AREAS) if f"a{number}-zh" in sent)
        zh, en, rest, digest = (sent.get(key, "").strip()[:LONGEST] for key in ("zh", "en", "rest", "digest"))
        overlaps = "first" if sent.get("overlaps") == "first" else "refused"
        return cls(name, zh, en, areas or (AreaLine(),), rest, overlaps, digest)

    def changed(self, what: str) -> MapDraft:
        """The form with an area more or less: `area`, `drop-3`."""
        if what == "area" and len(self.areas) < MOST_AREAS:
            return replace(self, areas=(*self.areas, AreaLine()))
        number = what.removeprefix("drop-")
        if what.startswith("drop-") and number.isdecimal() and len(self.areas) > 1:
            return replace(self, areas=tuple(one for place, one in enumerate(self.areas) if place != int(number)))
        return self

    def written(self, name: str) -> dict[str, Any]:
        """The map as a file has it; names that are missing are numbers, so that it can be drawn already."""
        keys = _keys(self.areas)
        areas = [
            {"key": key, "name": _both(one.zh, one.en) or _both(key, key), "r": list(one.recency),
             "f": list(one.frequency)}
            for key, one in zip(keys, self.areas, strict=True)
        ]  # fmt: skip
        written: dict[str, Any] = {"kind": "grid", "name": name, "title": _both(self.zh, self.en) or _both(name, name),
                                   "segments": areas, "overlaps": self.overlaps}  # fmt: skip
        if self.rest:
            written["rest"] = {"key": "rest", "name": _both(self.rest, self.rest)}
        return written

    @property
    def nameless(self) -> bool:
        """Whether the map or an area has no name yet."""
        return not (self.zh or self.en) or any(not (one.zh or one.en) for one in self.areas)


def _area(sent: QueryDict, place: str) -> AreaLine:
    key, zh, en = (sent.get(f"{place}-{name}", "").strip()[:LONGEST] for name in ("key", "zh", "en"))
    spans = [sorted(_score(sent.get(f"{place}-{axis}-{end}", ""), usual) for end, usual in (("from", 1), ("to", 5)))
             for axis in ("r", "f")]  # fmt: skip
    return AreaLine(key, zh, en, (spans[0][0], spans[0][1]), (spans[1][0], spans[1][1]))


def _score(written: str, usual: int) -> int:
    return int(written) if written.isdecimal() and int(written) in SCORES else usual


def _keys(areas: Sequence[AreaLine]) -> list[str]:
    """A key for each area, none twice: as it was kept, else from its name."""
    keys: list[str] = []
    for number, one in enumerate(areas, start=1):
        bare = re.sub(r"[^\w-]+", "_", one.key or one.en or one.zh).strip("_-")[:30].lower()
        key = bare if bare and not bare[0].isdigit() and bare != "rest" else f"area_{number}"
        keys.append(key if key not in keys else f"{key}_{number}")
    return keys


def _both(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh or en, "en": en or zh} if zh or en else {}
