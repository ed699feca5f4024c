"""A file of consents: read as text, every line checked; what cannot be taken is told by line, nothing guessed."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fenji.errors import FenjiError, WorkspaceError
from fenji.language import Text
from fenji.workspace.consents import Said, keep

if TYPE_CHECKING:
    from fenji.workspace.workspace import Workspace

HEADINGS = {
    "customer_id": ("customer_id", "客户id", "客户编号", "会员号"),
    "purpose": ("purpose", "用途", "目的"),
    "channel": ("channel", "渠道"),
    "event": ("event", "state", "状态", "同意"),
    "source": ("source", "来源"),
    "happened_at": ("happened_at", "on", "时间", "日期", "同意时间"),
    "basis": ("basis", "依据", "合法性依据"),
    "expires_on": ("expires_on", "到期", "到期日"),
    "text_version": ("text_version", "文本版本", "版本"),
    "proof": ("proof", "凭证", "证据"),
}
NEEDED = ("customer_id", "purpose", "channel", "event", "source", "happened_at")
_EVENTS = {
    "granted": ("granted", "grant", "yes", "同意", "已同意", "是"),
    "withdrawn": ("withdrawn", "withdraw", "no", "撤回", "已撤回", "拒绝", "否"),
}
MOST_BYTES = 100_000_000


@dataclass(frozen=True)
class Refused:
    """One line that was not taken: its number in the file, and why."""

    line: int
    error: FenjiError


@dataclass(frozen=True)
class Taken:
    """What became of a file of consents: lines = kept + refused."""

    lines: int
    kept: int
    refused: tuple[Refused, ...]


def import_consents(workspace: Workspace, path: Path) -> Taken:
    """Keeps the consents of a CSV file (UTF-8 or GB18030) with a header, in one transaction.

    Lines that cannot be taken are told and left; the others are kept. The same file again changes nothing that holds:
    the newest word of a person counts by when it was said.
    """
    lines = _lines(path)
    known = _known(workspace)
    taken: list[Said] = []
    refused: list[Refused] = []
    for number, values in lines:
        try:
            taken.append(_said(values, known))
        except FenjiError as error:
            refused.append(Refused(number, error))
    if taken:
        keep(workspace, taken, is_known=True)
    return Taken(len(lines), len(taken), tuple(refused))


def _lines(path: Path) -> list[tuple[int, dict[str, str]]]:
    if path.stat().st_size > MOST_BYTES:
        problem = Text("the file is larger than 100 MB", "文件超过 100 MB")
        raise WorkspaceError(problem, where=path.name, fix=Text("Split it.", "请拆分后再导入。"))
    content = path.read_bytes()
    try:
        words = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        words = content.decode("gb18030", "replace")
    reader = csv.reader(io.StringIO(words, newline=""))
    try:
        header = next(reader, [])
        places = _places(header, path)
        return [
            (reader.line_num, {name: row[at].strip() if at < len(row) else "" for name, at in places.items()})
            for row in reader
            if any(cell.strip() for cell in row)
        ]
    except csv.Error as broken:
        problem = Text("line {n} cannot be read", "第 {n} 行无法读取").fill(n=reader.line_num)
        fix = Text("Save the file as CSV again.", "请重新另存为 CSV。")
        raise WorkspaceError(problem, where=path.name, fix=fix) from broken


def _places(header: list[str], path: Path) -> dict[str, int]:
    said = [cell.strip().casefold() for cell in header]
    found = {name: next((said.index(word) for word in words if word in said), -1) for name, words in HEADINGS.items()}
    missing = [name for name in NEEDED if found[name] < 0]
    if missing:
        names = Text(", ".join(missing), "、".join(HEADINGS[name][1] for name in missing))
        problem = Text("the columns {names} are missing", "缺少列：{names}").fill(names=names)
        fix = Text("Name them in the first line.", "请在首行写明这些列名。")
        raise WorkspaceError(problem, where=path.name, fix=fix)
    return {name: at for name, at in found.items() if at >= 0}


def _said(values: dict[str, str], known: set[str]) -> Said:
    customer_id = values["customer_id"]
    if customer_id not in known:
        problem = Text("no customer has the id '{id}'", "没有ID为“{id}”的客户").fill(id=customer_id)
        raise WorkspaceError(problem, where="customer_id", fix=Text("Check the id.", "请核对客户ID。"))
    event = next((key for key, words in _EVENTS.items() if values["event"].casefold() in words), None)
    if event is None:
        problem = Text("'{words}' is neither granted nor withdrawn", "“{words}”既不是同意也不是撤回")
        fix = Text("Write granted or withdrawn.", "请填写“同意”或“撤回”。")
        raise WorkspaceError(problem.fill(words=values["event"]), where="event", fix=fix)
    expires = values.get("expires_on", "")
    return Said.of(
        customer_id=customer_id,
        purpose=values["purpose"],
        channel=values["channel"],
        event=event,
        source=values["source"],
        happened_at=_moment(values["happened_at"], "happened_at"),
        basis=values.get("basis", "") or "consent",
        expires_on=_moment(expires, "expires_on").date() if expires else None,
        text_version=values.get("text_version", ""),
        proof=values.get("proof", ""),
    )


def _moment(words: str, where: str) -> datetime:
    for text in (words.replace("/", "-"), words.replace("/", "-").replace("Z", "")):
        try:
            return datetime.fromisoformat(text).replace(tzinfo=None)
        except ValueError:
            pass
        try:
            return datetime.combine(date.fromisoformat(text), datetime.min.time())
        except ValueError:
            continue
    problem = Text("'{words}' is no date", "“{words}”不是日期").fill(words=words)
    raise WorkspaceError(problem, where=where, fix=Text("Write it like 2024-06-05.", "请按 2024-06-05 的格式填写。"))


def _known(workspace: Workspace) -> set[str]:
    if not workspace.lake.has("customers"):
        return set()
    return {row["customer_id"] for row in workspace.lake.engine.rows("SELECT customer_id FROM lake.main.customers")}
