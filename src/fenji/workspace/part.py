"""A part of a run's customers, as pictures are asked for: by columns and values, or by a segment, said in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from fenji.errors import FenjiError, UnknownName
from fenji.language import Text, same
from fenji.pictures.evidence import VALUES
from fenji.tables import CANONICAL
from fenji.workspace.members import find_segment
from fenji.workspace.segment_files import definitions

if TYPE_CHECKING:
    from fenji.result import Result
    from fenji.workspace.workspace import Workspace

SHOWN = 6
Where = Mapping[str, Sequence[str]]

_COLUMN = Text("column", "列")
_NO_SIGN = Text("'{one}' names no column and value", "“{one}”不是“列=值”的形式")
_WRITE = Text("Write --where province=浙江.", "写成 --where province=浙江。")
_NOBODY = Text("no customer has {words}", "没有符合 {words} 的客户")
_OTHER = Text("Choose another value: {values}.", "请换一个取值：{values}。")
_PERSON = Text("'{column}' says who a person is; a picture is of many", "“{column}”是个人信息，图只展示一批客户")
_GROUP = Text(
    "Choose a column that many share: province, owner, rfm_class.", "请选择多人共有的列：province、owner、rfm_class。"
)
_IS = Text("{column}: {values}", "{column}：{values}")


def read_where(workspace: Workspace, asked: Sequence[str], segment: str | None = None) -> dict[str, list[str]]:
    """The columns and values that `province=浙江` and a segment's name ask for; the same column again means either."""
    where: dict[str, list[str]] = {}
    for one in asked:
        column, sign, value = one.partition("=")
        if not sign or not value.strip():
            raise FenjiError(_NO_SIGN.fill(one=one), where="--where", fix=_WRITE)
        where.setdefault(column.strip(), []).append(value.strip())
    if segment is not None:
        segmentation, found = find_segment(
            [one.segmentation for one in definitions(workspace)], segment, where="--segment"
        )
        where.setdefault(segmentation.name, []).append(found.key)
    return where


def part_of(workspace: Workspace, result: Result, where: Where) -> Result:
    """The run's customers with one of the values in every column named; all of them where nothing is asked for.

    Errors: an unknown column, with the nearest one; a column that says who a person is; nobody left.
    """
    if not where:
        return result
    for column in where:
        if column not in result.columns:
            raise UnknownName(_COLUMN, column, known=result.columns, where="--where")
        if column == "customer_id" or _canonical(column)[1]:
            raise FenjiError(_PERSON.fill(column=column), where="--where", fix=_GROUP)
    words = _words(workspace, result, where)
    part = result.among(where, words)
    if not part.run.customers:
        raise FenjiError(_NOBODY.fill(words=words), where="--where", fix=_OTHER.fill(values=_there(result, where)))
    return part


def part_before(workspace: Workspace, then: Result, where: Where) -> Result | None:
    """The same part of an earlier run; None where that run does not know the columns, or nobody was in it."""
    if any(column not in then.columns for column in where):
        return None
    part = then.among(where, _words(workspace, then, where)) if where else then
    return part if part.run.customers else None


def _there(result: Result, where: Where) -> str:
    """The values that most customers have, of the first column asked for."""
    found = sorted(
        ((n, str(key)) for (key,), n, _ in result.counts(next(iter(where))) if key is not None), reverse=True
    )
    return ", ".join(key for _, key in found[:SHOWN]) or "-"


def _words(workspace: Workspace, result: Result, where: Where) -> Text:
    known = {one.segmentation.name: one.segmentation for one in definitions(workspace)}
    tiers = {tier.key: tier.name for tier in result.scheme.scheme.tiers}
    said = []
    for column, values in where.items():
        own = known.get(column)
        label = own.title if own else _canonical(column)[0]
        names = {one.key: one.name for one in own.segments()} if own else tiers if column == "tier" else VALUES
        listed = [names.get(value, same(value)) for value in values]
        said.append(
            _IS.fill(column=label, values=Text(" / ".join(x.en for x in listed), " / ".join(x.zh for x in listed)))
        )
    return Text(" · ".join(one.en for one in said), " · ".join(one.zh for one in said))


def _canonical(column: str) -> tuple[Text, bool]:
    """(how people call a column, whether it says who a person is)."""
    if column == "tier":
        return Text("Tier", "等级"), False
    found = next((one for one in CANONICAL["customers"].columns if one.name == column), None)
    return (found.label, found.is_personal) if found else (same(column), False)
