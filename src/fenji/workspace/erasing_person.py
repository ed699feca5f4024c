"""Whom an erasure is about: every number the person has here, and every word by which files are searched for them."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from fenji.engines.engine import literal, quoted
from fenji.errors import FenjiError
from fenji.intake.identity.merges import merges
from fenji.lake.commit import DATA_FOLDER
from fenji.lake.tombstones import CUSTOMER, KINDS
from fenji.language import Text
from fenji.workspace.blanking import is_nobody

if TYPE_CHECKING:
    from fenji.lake.lake import Lake
    from fenji.lake.tombstones import Tombstones

_PROFILE = ("customers", "contacts")
_NAMED = (
    "name", "mobile", "landline", "email", "wechat", "wecom_id", "company_code", "address", "note", "interests",
    "attitudes", "lifestyle", "title",
)  # fmt: skip
_SAID = {"interactions": ("subject",), "feedback": ("text", "question", "topic"), "touches": ("response",)}
_NUMBERS = ("order_id", "payment_id", "interaction_id", "feedback_id", "touch_id", "contact_id")
_SHARED = 5


class NobodyFound(FenjiError):
    """No customer has that number, so that nothing can be erased."""


@dataclass(frozen=True)
class Person:
    """Somebody to be erased: `ids` are the customer's numbers, merged ones too; `words` what else names them.

    `contacts`: (kind, value) by which they are told again. `salt` makes the words by chance that stand in their place;
    it is forgotten when the erasure has ended.
    """

    ids: tuple[str, ...]
    words: tuple[str, ...] = ()
    orders: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    contacts: tuple[tuple[str, str], ...] = ()
    salt: str = field(default_factory=lambda: secrets.token_hex(16))

    def to_json(self) -> dict[str, Any]:
        """As it waits on the disk while the erasure runs."""
        return asdict(self)

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Person:
        """Back from JSON."""
        lists = {name: tuple(told[name]) for name in ("ids", "words", "orders", "numbers")}
        return cls(**lists, contacts=tuple((kind, value) for kind, value in told["contacts"]), salt=told["salt"])

    @property
    def sought(self) -> tuple[str, ...]:
        """What a search of files looks for."""
        return tuple(dict.fromkeys((*self.ids, *self.words, *self.orders, *self.numbers)))

    def marks(self, stones: Tombstones) -> tuple[tuple[str, str], ...]:
        """The keyed hashes by which they are told again."""
        found = [(CUSTOMER, one) for one in self.ids] + list(self.contacts)
        return tuple((kind, stones.mark(kind, value)) for kind, value in found)


def find_person(lake: Lake, customer_id: str) -> Person:
    """Everything that names a customer: in the lake as it is, in every older file of it, and in whom they were merged
    with. Words that at least five other customers share name nobody."""
    ids = _merged(lake, customer_id)
    words, contacts = _words(lake, ids)
    numbers = {name: _values(lake, name, ids) for name in _NUMBERS}
    if not _is_known(lake, ids) and not any(numbers.values()):
        problem = Text("no customer has the id '{id}'", "没有ID为“{id}”的客户").fill(id=customer_id)
        raise NobodyFound(problem, where=customer_id, fix=Text("Check the id.", "请核对客户ID。"))
    orders = numbers.pop("order_id")
    others = tuple(dict.fromkeys(value for found in numbers.values() for value in found))
    return Person(ids, words, tuple(orders), others, contacts)


def _merged(lake: Lake, customer_id: str) -> tuple[str, ...]:
    """The customer and all who were ever taken as one with them and still are."""
    links = [(one.customer_id, one.into_id) for one in merges(lake)]
    found = {customer_id}
    while True:
        more = {other for pair in links if found & set(pair) for other in pair} - found
        if not more:
            return (customer_id, *sorted(found - {customer_id}))
        found |= more


def _is_known(lake: Lake, ids: Sequence[str]) -> bool:
    tables = [name for name in lake.tables() if "customer_id" in lake.columns(name)]
    return any(lake.engine.rows(f"SELECT 1 FROM lake.main.{quoted(t)} WHERE {_mine(ids)} LIMIT 1") for t in tables)


def _words(lake: Lake, ids: Sequence[str]) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    words: dict[str, None] = {}
    contacts: dict[tuple[str, str], None] = {}
    for table, names in {**dict.fromkeys(_PROFILE, _NAMED), **_SAID}.items():
        files, columns = _files(lake, table), lake.columns(table)
        for name in names:
            if not files or name not in columns:
                continue
            found = lake.engine.rows(f"SELECT DISTINCT {quoted(name)} AS word FROM {files} WHERE {_mine(ids)}")
            own = [row["word"] for row in found if row["word"] and len(row["word"].strip()) > 1]
            shared = _shared(lake, files, name, ids, own)
            words |= dict.fromkeys(word for word in own if shared.get(word, 0) < _SHARED)
            if name in KINDS and table == "customers":
                contacts |= dict.fromkeys((name, word) for word in own if not shared.get(word))
    return tuple(words), tuple(contacts)


def _shared(lake: Lake, files: str, name: str, ids: Sequence[str], words: Iterable[str]) -> dict[str, int]:
    """How many other customers have each word."""
    listed = ", ".join(literal(word) for word in words) or "NULL"
    sql = (
        f"SELECT {quoted(name)} AS word, count(DISTINCT customer_id) AS n FROM {files} WHERE {quoted(name)} "
        f"IN ({listed}) AND customer_id IS NOT NULL AND NOT ({_mine(ids)}) GROUP BY 1"
    )
    return {row["word"]: int(row["n"]) for row in lake.engine.rows(sql)}


def _values(lake: Lake, name: str, ids: Sequence[str]) -> list[str]:
    """The numbers of a kind (orders, payments …) that are the person's, in whatever table and file they stand."""
    found: dict[str, None] = {}
    for table in ("orders", "order_lines", "payments", "interactions", "feedback", "touches", "contacts"):
        files = _files(lake, table)
        if files and name in lake.columns(table):
            sql = f"SELECT DISTINCT {quoted(name)} AS number FROM {files} WHERE {_mine(ids)}"
            found |= dict.fromkeys(row["number"] for row in lake.engine.rows(sql) if row["number"])
    return [one for one in found if not is_nobody(one)]


def _files(lake: Lake, table: str) -> str:
    """SQL that reads every file of a table, those of older snapshots too; empty where there is none."""
    if not lake.has(table):
        return ""
    folder = lake.folder / DATA_FOLDER / "main" / table
    files = sorted(path for path in folder.rglob("*.parquet") if not path.name.endswith("-delete.parquet"))
    listed = ", ".join(literal(str(path)) for path in files)
    return f"read_parquet([{listed}], union_by_name = true)" if files else ""


def _mine(ids: Sequence[str]) -> str:
    return f"customer_id IN ({', '.join(literal(one) for one in ids)})"


def told(person: Person) -> str:
    """The person as JSON text."""
    return json.dumps(person.to_json(), ensure_ascii=False)
