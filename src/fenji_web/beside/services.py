"""Owners and tags of now, kept beside each read model that is shown: laid once, then followed change by change."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Max

from fenji_web import library
from fenji_web.beside import queries
from fenji_web.ui.reading import opened
from fenji_web.ui.remembered import file_of

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from fenji_web.library import Engine, Result
    from fenji_web.ui.reading import Reading

OWNER, TAG = "owner", "tag"
AT_ONCE = 20_000
_FOLLOWED = 5000  # changes; after more of them everything is laid anew
_APART = 8  # times as long as it took, before everything is laid anew again
_LATE = 200  # changes may become visible a little out of order
_MOST_KEPT = 3
_IN_A_QUESTION = 900
_LOCK = threading.Lock()


@dataclass(frozen=True)
class Stamp:
    """How far the application's owners and tags have come."""

    owned_at: datetime | None = None
    change: int = 0
    changed_at: datetime | None = None
    tag: int = 0

    @property
    def is_nothing(self) -> bool:
        """Whether nobody was given to anybody and nothing is tagged."""
        return self.owned_at is None and not self.tag

    def __str__(self) -> str:
        return "" if self.is_nothing else f"{self.owned_at}|{self.change}|{self.changed_at}|{self.tag}"


@dataclass
class _Kept:
    """A file with its table; its cursor keeps the table alive."""

    result: Result
    engine: Engine
    stamp: Stamp
    took: float
    laid_at: float


_KEPT: OrderedDict[Path, _Kept] = OrderedDict()


def laid(path: Path, result: Result) -> str:
    """Sees to it that the table beside a file says what holds now, and gives its stamp; empty: nothing is said.

    `result` is the file's own, not a request's: with a request's cursor the cursors made of it are closed.
    """
    now = stamp()
    if now.is_nothing:
        return ""
    with _LOCK:
        kept = _KEPT.get(path)
        if kept is None:
            own = result.engine.cursor()
            queries.begin(own)
            took = _whole(own)
            _KEPT[path] = _Kept(result, own, now, took, time.monotonic())
            while len(_KEPT) > _MOST_KEPT:
                _KEPT.popitem(last=False)[1].engine.close()
        elif kept.stamp != now:
            _follow(kept, now)
        return str(_KEPT[path].stamp)


def laid_here(reading: Reading) -> str:
    """The same beside the file that a request reads."""
    result, path = reading.result, library.newest_file(reading.workspace_folder / "runs", reading.scheme)
    if result is not None and path is not None and not path.name.startswith(f"{result.run.id}."):
        path = file_of(reading, result.run.id)  # another run became the newest meanwhile
    return laid(path, opened(path)) if path is not None and result is not None else ""


def stamp() -> Stamp:
    """How far owners and tags have come; both answers come from the ends of indexes."""
    owned_at = _kept_in("Ownership").aggregate(at=Max("changed_at"))["at"]
    change, changed_at = _kept_in("Change").order_by("-id").values_list("id", "made_at").first() or (0, None)
    tag = _kept_in("Tag").order_by("-id").values_list("id", flat=True).first()
    return Stamp(owned_at, change, changed_at, tag or 0)


def forget() -> None:
    """Lets every table go."""
    with _LOCK:
        while _KEPT:
            _KEPT.popitem()[1].engine.close()


def _follow(kept: _Kept, now: Stamp) -> None:
    """Lays what changed since; everything, where much did or where the past is another one."""
    before = kept.stamp
    then = _kept_in("Change").filter(pk=before.change).values_list("made_at", flat=True).first()
    is_behind = before.owned_at is not None and (now.owned_at is None or now.owned_at < before.owned_at)
    since = _kept_in("Change").filter(pk__gt=before.change - _LATE, what__in=(OWNER, TAG))
    touched = list(since.values_list("customer_id", flat=True)[: _FOLLOWED + 1])
    if before.owned_at is not None:
        newer = _kept_in("Ownership").filter(changed_at__gte=before.owned_at)
        touched += newer.values_list("customer_id", flat=True)[: _FOLLOWED + 1]
    is_other_past = then != before.changed_at or is_behind
    if is_other_past or len(touched) > _FOLLOWED:
        if not is_other_past and time.monotonic() < kept.laid_at + _APART * kept.took:
            return  # many are being changed just now: what was laid is shown for some seconds more
        kept.took, kept.laid_at = _whole(kept.engine), time.monotonic()
    else:
        with _together(kept.engine):
            for part in _parts(sorted({*touched}), _IN_A_QUESTION):
                queries.lay(kept.engine, _said_of(part))
    kept.stamp = now


def _whole(engine: Engine) -> float:
    """Lays everything that is said; gives the seconds it took."""
    began = time.monotonic()
    owners = _kept_in("Ownership").order_by().values_list("customer_id", "owner", "person_id")
    tags = _kept_in("Tag").order_by().values_list("customer_id", "name")
    with _together(engine):
        queries.lay_whole(engine, _chunks(owners), _chunks(tags))
    return time.monotonic() - began


def _kept_in(model: str) -> Any:
    """What care keeps; care stands above the list, which stands above this."""
    return apps.get_model("care", model).objects


def _said_of(customers: Sequence[str]) -> list[queries.Given]:
    here = _kept_in("Ownership").filter(pk__in=customers).values_list("customer_id", "owner", "person_id")
    owners = {one: (owner or None, person) for one, owner, person in here}
    tags = _tags(_kept_in("Tag").filter(customer_id__in=customers))
    nobody = (None, None)
    return [(one, owners.get(one, nobody)[0], one in owners, tags.get(one), owners.get(one, nobody)[1])
            for one in customers]  # fmt: skip


def _tags(found: Any) -> dict[str, list[str]]:
    said: dict[str, list[str]] = defaultdict(list)
    for one, name in found.order_by("customer_id", "name").values_list("customer_id", "name"):
        said[one].append(name)
    return said


def _chunks(found: Any) -> Iterator[list[Any]]:
    part = []
    for row in found.iterator(chunk_size=AT_ONCE):
        part.append(row)
        if len(part) == AT_ONCE:
            yield part
            part = []
    if part:
        yield part


def _parts(values: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (values[at : at + size] for at in range(0, len(values), size))


@contextmanager
def _together(engine: Any) -> Iterator[None]:
    """What is laid inside the block is seen at once by those who read beside it."""
    engine.begin()
    try:
        yield
    except BaseException:
        engine.rollback()
        raise
    engine.commit()
