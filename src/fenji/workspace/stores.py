"""Where else people's data rests: every other part of fenji that keeps some adds a store here, by name.

A package adds its stores by the entry-point group `fenji.stores`: a function that is given the workspace's folder and
returns them. An erasure, the preview of one and the retention rules ask every store there is; one that cannot be
asked stops the erasure, so that no certificate says more than is true.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING

from fenji.language import Text

if TYPE_CHECKING:
    from fenji.workspace.erasing_person import Person

GROUP = "fenji.stores"


@dataclass(frozen=True)
class Store:
    """One place with rows about people: what it is called, how many are somebody's, and how they are taken out.

    `erase` gives how many rows went or were blanked; asked twice it gives 0 the second time. `rule`: the retention rule
    that holds for it, and `expire` (the day before which rows go, customers whose rows stay, whether it is only
    counted) gives how many.
    """

    name: str
    title: Text
    count: Callable[[Person], int]
    erase: Callable[[Person], int]
    rule: str = ""
    expire: Callable[[str, Sequence[str], bool], int] | None = None


def other_stores(folder: Path) -> tuple[Store, ...]:
    """The stores that other packages have added, by name."""
    found: list[Store] = []
    for point in entry_points(group=GROUP):
        stores: Callable[[Path], Sequence[Store]] = point.load()
        found += stores(folder)
    return tuple(sorted(found, key=lambda store: store.name))
