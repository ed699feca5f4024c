"""What each personal field may be used for: grading, segments, contact, files, messages to other systems."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fenji.errors import FenjiError
from fenji.language import Text
from fenji.tables import CANONICAL


@dataclass(frozen=True)
class Use:
    """One use of a field."""

    key: str
    text: Text


GRADING = Use("grading", Text("grading", "评级"))
SEGMENTS = Use("segments", Text("segments and charts", "客群与图表"))
CONTACT = Use("contact", Text("contact", "联系客户"))
EXPORT = Use("export", Text("files", "导出文件"))
WEBHOOK = Use("webhook", Text("messages to other systems", "推送到其他系统"))
USES = (GRADING, SEGMENTS, CONTACT, EXPORT, WEBHOOK)

SENSITIVE = frozenset({"born_on", "income", "household_size", "attitudes", "lifestyle", "note", "text"})
"""Strict: never in a grading, a contact list or a message; a file only of who may see contact data."""
PROFILE = frozenset({"gender", "age_band", "education", "province", "city", "district", "interests", "country"})
"""Says who somebody is: for segments and charts, never for a grade (`fenji.scheme.protected`)."""


def class_of(table: str, field: str) -> str:
    """public, personal or sensitive.

    >>> class_of("customers", "mobile"), class_of("customers", "born_on"), class_of("orders", "amount")
    ('personal', 'sensitive', 'public')
    """
    if table in ("customers", "contacts", "feedback") and field in SENSITIVE:
        return "sensitive"
    if table in CANONICAL and any(one.name == field and one.is_personal for one in CANONICAL[table].columns):
        return "personal"
    return "personal" if table == "customers" and field in PROFILE else "public"


def purposes_of(table: str, field: str) -> tuple[Use, ...]:
    """What a field may be used for.

    >>> [one.key for one in purposes_of("customers", "mobile")], [one.key for one in purposes_of("customers", "gender")]
    (['contact', 'export'], ['segments', 'export'])
    """
    kind = class_of(table, field)
    if kind == "public":
        return USES
    if kind == "sensitive" or field in PROFILE:
        return (SEGMENTS, EXPORT)
    return (CONTACT, EXPORT)


def refuse_unfit(use: Use, fields: Iterable[str], *, table: str = "customers", where: str = "") -> None:
    """Refuses fields that may not be used so; the error names them.

    >>> refuse_unfit(CONTACT, ["customer_id", "mobile"])
    >>> refuse_unfit(WEBHOOK, ["tier", "mobile"], where="message")
    Traceback (most recent call last):
    fenji.errors.FenjiError: message: 'mobile' may not be used for messages to other systems. Leave it out.
    """
    wrong = [name for name in fields if use not in purposes_of(table, name)]
    if wrong:
        names = Text(", ".join(f"'{name}'" for name in wrong), "、".join(f"“{name}”" for name in wrong))
        problem = Text("{names} may not be used for {use}", "{names}不得用于{use}").fill(names=names, use=use.text)
        raise FenjiError(problem, where=where, fix=Text("Leave it out.", "请去掉该字段。"))
