"""A list of customers to contact as a file: written with its record alone, chosen again where somebody withdrew."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fenji.errors import DrawError, FenjiError
from fenji.intake.spreadsheet_text import spreadsheet_cell
from fenji.language import Language, Text, same, say_date
from fenji.workspace.contact_list import LEFT_OUT, Asked, Chosen, choose, log, standing_of, writing

if TYPE_CHECKING:
    from fenji.result import Result
    from fenji.workspace.workspace import Workspace

_HEADINGS = {
    "customer_id": Text("Customer id", "客户ID"),
    "name": Text("Name", "姓名"),
    "tier": Text("Tier", "等级"),
    "mobile": Text("Mobile", "手机"),
    "landline": Text("Telephone", "固定电话"),
    "email": Text("E-mail", "电子邮箱"),
    "wechat": Text("WeChat id", "微信号"),
    "address": Text("Address", "地址"),
    "consent": Text("Consent no.", "同意编号"),
    "consent_until": Text("Consent until", "同意有效期至"),
}
_ENDINGS = (".csv", ".xlsx")


@dataclass(frozen=True)
class Listed:
    """What was written: the list's number, how many are in it, how many were left out by why."""

    list_id: int
    path: Path
    customers: int
    left_out: dict[str, int]


def write_contacts(
    workspace: Workspace,
    result: Result,
    asked: Asked,
    path: Path,
    lang: Language,
    *,
    reason: str = "",
    most: int | None = None,
    meanwhile: Callable[[], None] | None = None,
) -> Listed:
    """Writes who may be contacted as CSV or Excel, and keeps who was listed, by which consent, for whom.

    Whoever withdraws while it is written is not in it: under the write lock it is asked again whether anything was
    said since, and if so the list is chosen anew. The file appears whole, after its record, or not at all.
    `most`: how many one person may take away alone; more is an error. `meanwhile` is called between choosing and
    keeping.
    """
    if path.suffix.lower() not in _ENDINGS:
        problem = Text("a list cannot be written as '{s}'", "名单无法写成“{s}”格式").fill(s=path.suffix)
        raise DrawError(
            problem, where="--out", fix=Text("End the name in .csv or .xlsx.", "文件名请以 .csv 或 .xlsx 结尾。")
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".list-", dir=path.parent) as beside:
        draft = Path(beside) / path.name
        while True:
            chosen = choose(workspace, result, asked)
            try:
                if most is not None and chosen.customers > most:
                    raise _too_many(chosen.customers, most)
                _write(chosen, draft, lang)
                if meanwhile is not None:
                    meanwhile()
                with writing(workspace, f"contact list: {asked.purpose.key} {asked.channel.key}") as tx:
                    if standing_of(workspace.lake) != chosen.stand:
                        continue
                    number = log(tx, workspace.lake, chosen, actor=workspace.actor, file=path.name, reason=reason)
                draft.replace(path)
                return Listed(number, path, chosen.customers, dict(chosen.left_out))
            finally:
                chosen.drop()


def heading(column: str) -> Text:
    """What a column of a list is called."""
    return _HEADINGS[column]


def _too_many(customers: int, most: int) -> FenjiError:
    problem = Text(
        "the list has {n} customers; more than {most} need a second person",
        "名单有 {n} 位客户，超过 {most} 位须两人办理",
    )
    fix = Text("Choose fewer tiers, or have the whole list let through on the page Customers.",
               "请少选等级，或在“客户”页提交导出审批。")  # fmt: skip
    return FenjiError(problem.fill(n=customers, most=most), where="", fix=fix)


def _write(chosen: Chosen, path: Path, lang: Language) -> None:
    tiers = {tier.key: tier.name.say(lang) for tier in chosen.result.scheme.scheme.tiers}
    if path.suffix.lower() == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([heading(name).say(lang) for name in chosen.columns])
            for row in chosen.rows():
                writer.writerow([spreadsheet_cell(_cell(name, row[name], tiers)) for name in chosen.columns])
        return
    from fenji.workbook.list_workbook import Found, SheetColumn, write_list

    def column(name: str) -> SheetColumn:
        kind, width = ("date", 14) if name == "consent_until" else ("text", 20)
        return SheetColumn(heading(name), Text("", ""), lambda row: _cell(name, row[name], tiers, kind), kind, width)  # type: ignore[arg-type]

    columns = [column(name) for name in chosen.columns]
    write_list(chosen.result, Found(columns, chosen.rows(), chosen.customers, (), _said(chosen)), path, lang)


def _said(chosen: Chosen) -> list[tuple[Text, Text]]:
    asked = chosen.asked
    left = [(Text("Left out", "未列入"), Text(f"{n}: {LEFT_OUT[why].en}", f"{n} 位：{LEFT_OUT[why].zh}"))
            for why, n in chosen.left_out.items()]  # fmt: skip
    return [
        (Text("Purpose", "用途"), asked.purpose.text),
        (Text("Channel", "渠道"), asked.channel.text),
        (Text("Tier", "等级"), same(", ".join(asked.tiers)) if asked.tiers else Text("all", "全部")),
        *left,
    ]


def _cell(name: str, value: Any, tiers: dict[str, str], kind: str = "text") -> Any:
    if name == "tier":
        return tiers.get(value, "")
    if name == "consent_until":
        return value if kind == "date" else "" if value is None else say_date(value, "en")
    return "" if value is None else str(value)
