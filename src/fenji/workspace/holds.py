"""Legal holds: customers whose data must stay until a day, whatever a rule or a wish says."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from fenji.errors import WorkspaceError
from fenji.lake.tombstones import FOLDER
from fenji.language import Text, say_date

FILE = "holds.json"


@dataclass(frozen=True)
class Hold:
    """One hold: whose data, why, who said so, until which day (included; empty: until somebody ends it)."""

    customer_id: str
    reason: str
    actor: str
    until: str = ""

    def holds(self, day: date) -> bool:
        """Whether it still holds on a day."""
        return not self.until or date.fromisoformat(self.until) >= day


class HeldByLaw(WorkspaceError):
    """A legal hold keeps this customer's data."""


def holds(folder: Path, day: date | None = None) -> tuple[Hold, ...]:
    """The holds that hold on a day (today), by customer."""
    path = folder / FOLDER / FILE
    if not path.is_file():
        return ()
    found = [Hold(**row) for row in json.loads(path.read_text("utf-8"))]
    return tuple(one for one in found if one.holds(day or datetime.now(UTC).date()))


def hold(folder: Path, one: Hold) -> None:
    """Keeps a customer's data from now on; a later word on the same customer replaces the earlier."""
    _write(folder, [*(other for other in holds(folder) if other.customer_id != one.customer_id), one])


def release(folder: Path, customer_id: str) -> bool:
    """Ends a hold; False where there was none."""
    before = holds(folder)
    left = [one for one in before if one.customer_id != customer_id]
    if len(left) < len(before):
        _write(folder, left)
    return len(left) < len(before)


def refuse_held(folder: Path, ids: Iterable[str]) -> None:
    """Raises HeldByLaw where a hold keeps one of these customers."""
    wanted = set(ids)
    for one in holds(folder):
        if one.customer_id in wanted:
            problem = Text("a legal hold keeps the data of {id}: {why}", "{id} 的数据处于法定保留中：{why}")
            until = f" ({say_date(date.fromisoformat(one.until), 'en')})" if one.until else ""
            fix = Text("End the hold first: fenji retention release {id}", "请先解除保留：fenji retention release {id}")
            filled = problem.fill(id=one.customer_id, why=f"{one.reason}{until}")
            raise HeldByLaw(filled, where=one.customer_id, fix=fix.fill(id=one.customer_id))


def _write(folder: Path, found: Iterable[Hold]) -> None:
    path = folder / FOLDER / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    coming = path.with_name(f".{FILE}.{os.getpid()}")
    rows = [asdict(one) for one in sorted(found, key=lambda one: one.customer_id)]
    with os.fdopen(os.open(coming, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(rows, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    coming.replace(path)
