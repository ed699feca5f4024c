"""Customers made comparable: every value in one form, and the keys by which two of them may meet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from fenji.intake.identity.address import address_key, address_words, place, postcode
from fenji.intake.identity.codes import company_code, is_card_number
from fenji.intake.identity.company_name import company_name, is_branch, is_company
from fenji.intake.identity.marks import known, plain
from fenji.intake.identity.person_name import PersonName, person_name
from fenji.intake.identity.telephone import landline, mobile

if TYPE_CHECKING:
    import pyarrow as pa

READ = (
    *("customer_id", "kind", "name", "mobile", "landline", "email", "wechat", "wecom_id", "company_code"),
    *("identity_hash", "province", "city", "district", "address", "gender", "born_on", "note"),
)
MOST_HOLDERS = 10  # a number or address of more customers than these is a hotline or a front desk: no evidence
MOST_IN_A_BLOCK = 60  # customers with one key in common who are compared with each other
_OWN = ("company_code", "identity_hash", "mobile", "landline", "email", "wechat", "wecom_id", "address")
_NO_TEXTS = ("length", "parts", "words", "rare_words", "keys", "is_branch")
_GENDERS = {"男": "m", "male": "m", "m": "m", "先生": "m", "女": "f", "female": "f", "f": "f", "女士": "f"}


@dataclass
class Prepared:
    """One customer as they are compared. None: unknown, hidden or useless, and then no evidence either way."""

    customer_id: str
    kind: str | None = None
    company_code: str | None = None
    identity_hash: str | None = None
    mobile: str | None = None
    landline: str | None = None
    extension: str | None = None
    email: str | None = None
    wechat: str | None = None
    wecom_id: str | None = None
    name: str | None = None
    sound: str | None = None
    length: int = 0
    parts: tuple[str, ...] = ()
    company: str | None = None
    is_branch: bool = False
    born: str | None = None
    gender: str | None = None
    address: str | None = None
    words: tuple[str, ...] = ()
    rare_words: tuple[str, ...] = ()
    postcode: str | None = None
    place: str | None = None
    keys: list[str] = field(default_factory=list)


def prepared(rows: Sequence[dict[str, Any]]) -> list[Prepared]:
    """Customers ready to be compared; a value too many share is dropped, a key too many share joins nobody."""
    found = [_one(row) for row in rows]
    for name in _OWN:
        counts = Counter(getattr(one, name) for one in found)
        for one in found:
            if counts[getattr(one, name)] > MOST_HOLDERS:
                setattr(one, name, None)
    _pick_rare_words(found)
    for one in found:
        one.keys = sorted(set(_keys(one)))
    held = Counter(key for one in found for key in one.keys)
    for one in found:
        one.keys = [key for key in one.keys if 1 < held[key] <= MOST_IN_A_BLOCK]
    return found


def as_table(customers: Sequence[Prepared]) -> pa.Table:
    """The prepared customers as Arrow, for the engine; those who can meet nobody are left out."""
    import pyarrow as pa

    texts = [name for name in Prepared.__dataclass_fields__ if name not in _NO_TEXTS]
    able = [one for one in customers if one.keys]
    columns: dict[str, pa.Array] = {name: pa.array([getattr(one, name) for one in able], pa.string()) for name in texts}
    columns["length"] = pa.array([one.length for one in able], pa.int32())
    columns["is_branch"] = pa.array([one.is_branch for one in able], pa.bool_())
    columns["first"] = pa.array([one.parts[0] if one.parts else None for one in able], pa.string())
    columns["last"] = pa.array([one.parts[-1] if len(one.parts) > 1 else None for one in able], pa.string())
    for name in ("words", "rare_words", "keys"):
        columns[name] = pa.array([list(getattr(one, name)) for one in able], pa.list_(pa.string()))
    return pa.table(columns)


def _pick_rare_words(customers: Sequence[Prepared]) -> None:
    """Words of addresses that tell houses apart: not Renmin Road, not house number 8."""
    held = Counter(word for one in customers for word in one.words)
    most = max(MOST_HOLDERS, len(customers) // 200)
    for one in customers:
        one.rare_words = tuple(word for word in one.words if held[word] <= most)


def _one(row: dict[str, Any]) -> Prepared:
    name, kind = row.get("name"), row.get("kind")
    one = Prepared(str(row["customer_id"]))
    called = known(name)
    company = called is not None and is_company(name, kind)
    one.kind = kind or (None if called is None else "company" if company else "person")
    _reach(one, row)
    if company:
        one.company, one.is_branch = company_name(name), is_branch(name)
    elif kind != "company" and called is not None and not is_card_number(name):
        _name(one, person_name(str(name)))
    one.born = _day(row.get("born_on"))
    one.gender = _GENDERS.get(plain(row.get("gender")))
    one.words = address_words(row.get("address"), row.get("province"), row.get("city"), row.get("district"))
    one.address = address_key(one.words)
    one.postcode = postcode(row.get("address"))
    one.place = place(row.get("district"), row.get("city"), row.get("province"))
    return one


def _reach(one: Prepared, row: dict[str, Any]) -> None:
    numbers = (row.get("mobile"), row.get("landline"))
    one.mobile = next(filter(None, map(mobile, numbers)), None)
    fixed = next(filter(None, map(landline, numbers)), None)
    if fixed is not None:
        one.landline, one.extension = fixed.number, fixed.extension
    email = known(row.get("email"))
    one.email = email if email and "@" in email and "." in email.rpartition("@")[2] else None
    one.wechat, one.wecom_id = known(row.get("wechat")), known(row.get("wecom_id"))
    codes = (row.get(column) for column in ("company_code", "customer_id", "name", "note"))
    one.company_code = next(filter(None, map(company_code, codes)), None)
    one.identity_hash = row.get("identity_hash")


def _name(one: Prepared, name: PersonName | None) -> None:
    if name is not None:
        one.name, one.sound, one.length, one.parts = name.key, name.sound, name.length, name.parts


def _day(value: object) -> str | None:
    if isinstance(value, date):
        return value.strftime("%Y%m%d")
    digits = "".join(sign for sign in plain(value) if sign.isdigit())
    return digits if len(digits) == 8 else None


def _keys(one: Prepared) -> Iterator[str]:
    """What two customers must share to be compared at all: one number of their own, or two facts together."""
    for name in ("company_code", "identity_hash", "mobile", "landline", "email", "wechat", "wecom_id", "company",
                 "address", "name", "born"):  # fmt: skip
        if value := getattr(one, name):
            yield f"{name}:{value}"
    names = {one.name, one.sound, *one.parts} - {None}
    for other in (one.place, one.postcode, one.born and one.born[:6], one.born and one.born[4:]):
        yield from (f"{word} & {other}" for word in names if other)
    if one.born and one.place:
        yield f"{one.born[:4]} & {one.place}"
