"""Files nobody would send on purpose: tables of odd cells in every format and encoding, then damaged byte by byte."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import xlsxwriter
from hypothesis import strategies as st

Rows = list[list[str]]
_FAR = 1 << 20  # a place is drawn first and laid into the file after: what is drawn depends on nothing else

HEADERS = st.sampled_from([
    ["order_id", "customer_id", "ordered_at", "amount"],
    ["订单号", "客户ID", "下单时间", "金额", "状态", "币种", "手机"],
    ["订单号", "客户ID", "下单时间", "单价", "数量", "商品编号"],
    ["客户ID", "姓名", "手机", "现有等级", "购买次数", "累计消费金额", "最近购买日期"],
    ["customer_id", "happened_at", "kind"],
    ["订单号", "客户ID", "下单时间", "金额", "金额 ", "", "Ａmount"],
    ["", "", ""],
    ["清单"],
])  # fmt: skip
CELLS = st.one_of(
    st.sampled_from(
        ["", " ", "A1", "A2", "C1", "C1", "5", "-5", "1.2万", "(12.00)", "1.38E+10", "00123", "NULL", "无"]
    ),
    st.sampled_from(["2024-01-01", "2024/1/5 13:05", "2024年1月5日 下午3:05", "01/02/2024", "45000", "113/01/05"]),
    st.sampled_from(["2024-02-30", "9999-12-31", "infinity", "NaN", "1e400", "9" * 40, "x" * 10_050, "#N/A", "=1+1"]),
    st.sampled_from(["合计", "制单人：王", "示例 EXAMPLE", "退款成功", "交易关闭", "USD", "¥3", "138****8000", "TRUE"]),
    st.sampled_from(
        ['q"q', "x\ny", "\r", "\t", "\x00", "\x07", "\u200b", "\u202e", "\ufdd0", "\ufdd5A1\ufddf", "𠮷", "é"]
    ),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
)
# What a column of that name should hold; others hold anything.
GOOD = {
    "order_id": ("A1", "A2", "A3", "A4", "A5"),
    "customer_id": ("C1", "C2", "C3"),
    "ordered_at": ("2024-01-01", "2024-01-02 10:00", "2024/1/3"),
    "amount": ("5", "10.50", "3"),
}

SAME = {
    **dict.fromkeys(("订单号",), "order_id"),
    **dict.fromkeys(("客户ID",), "customer_id"),
    **dict.fromkeys(("下单时间", "happened_at", "最近购买日期"), "ordered_at"),
    **dict.fromkeys(("金额", "单价", "数量", "购买次数", "累计消费金额"), "amount"),
}
TOKENS = (b'"', b",", b"\n", b"\r", b"\0", b"\xff", b"\xef\xbb\xbf", b"<", b">", b"<c r=\"A9\">", b' t="e"', b"<f>",
          b"</row>", b"99999999", b"-1", b'{"a":', b"[", b"]", b"\xe4", b";", b"\t",
          b'<mergeCell ref="A1:XFD1048576"/>',
          b'r="ZZZ9999999"', b"<!DOCTYPE", b"<table>", b"</td>", b"PK\x03\x04", b'"' * 3)  # fmt: skip
ENCODINGS = ("utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "big5", "shift_jis", "cp1252")
ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".json", ".jsonl", ".parquet", ".zip", "")


@dataclass(frozen=True)
class Fuzzed:
    """One file: its name and its bytes."""

    name: str
    content: bytes

    def __repr__(self) -> str:
        shown = self.content if len(self.content) < 400 else self.content[:400] + b"..."
        return f"Fuzzed({self.name!r}, {len(self.content)} bytes, {shown!r})"


def as_text(rows: Rows, draw: st.DrawFn) -> bytes:
    mark, end = draw(st.sampled_from([",", "\t", ";", "|"])), draw(st.sampled_from(["\n", "\r\n", "\r"]))
    quoted = draw(st.sampled_from(["all", "needed", "never"]))

    def cell(words: str) -> str:
        is_needed = any(sign in words for sign in (mark, '"', "\n", "\r"))
        is_quoted = quoted == "all" or (quoted == "needed" and is_needed)
        return f'"{words.replace(chr(34), chr(34) * 2)}"' if is_quoted else words

    words = end.join(mark.join(map(cell, row)) for row in rows) + draw(st.sampled_from(["", end, end * 3]))
    return words.encode(draw(st.sampled_from(("utf-8", *ENCODINGS))), "replace")


def as_book(rows: Rows, draw: st.DrawFn) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "date_1904": draw(st.booleans())}) as book:
        book.set_properties({"created": datetime(2024, 1, 1, tzinfo=UTC)})  # the same bytes at each draw
        for name in draw(st.sampled_from([("订单",), ("订单", "说明"), ("a", "b")])):
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, words in enumerate(row):
                    if words.isascii() and words.isdigit() and len(words) < 300:
                        sheet.write_number(number, column, float(words))
                    else:
                        sheet.write_string(number, column, words[:32_000])
            if draw(st.booleans()):
                sheet.merge_range(1, 0, 3, 1, "M")
            if draw(st.booleans()):
                sheet.set_row(2, None, None, {"hidden": True})
    return out.getvalue()


def as_json_lines(rows: Rows, draw: st.DrawFn) -> bytes:
    objects = [dict(zip(rows[0], row, strict=False)) for row in rows[1:]]
    if draw(st.booleans()):
        return json.dumps(objects, ensure_ascii=False, indent=draw(st.sampled_from([None, 1]))).encode()
    return "\n".join(json.dumps(one, ensure_ascii=False) for one in objects).encode()


def as_web_page(rows: Rows, draw: st.DrawFn) -> bytes:
    body = "".join(f"<tr>{''.join(f'<td>{words}</td>' for words in row)}</tr>" for row in rows)
    page = f"<html><head><meta charset=gbk></head><body><table>{body}</table></body></html>"
    return page.encode(draw(st.sampled_from(["utf-8", "gbk"])), "replace")


FORMATS: dict[str, Callable[[Rows, st.DrawFn], bytes]] = {
    ".csv": as_text,
    ".xlsx": as_book,
    ".jsonl": as_json_lines,
    ".xls": as_web_page,
}


@st.composite
def tables(draw: st.DrawFn) -> Fuzzed:
    """A table in some format, whole."""
    header = draw(HEADERS)
    ragged = st.lists(CELLS, min_size=max(len(header) - 1, 1), max_size=len(header) + 1)
    good = st.tuples(*(_good(name) for name in header)).map(list)
    odd = st.tuples(*(st.one_of(_good(name), CELLS) for name in header)).map(list)
    least = draw(st.sampled_from([1, 2, 5, 0]))
    body = draw(st.lists(st.one_of(good, odd, good, ragged), min_size=least, max_size=12))
    titles = draw(st.sampled_from([[], [], [], [], [["2024年清单"]], [[""]]]))
    ending = draw(st.sampled_from([".csv", ".csv", *FORMATS]))
    name = draw(st.sampled_from(["文件", "a", "=cmd", "\u202egnp"]))
    return Fuzzed(f"{name}{ending}", FORMATS[ending]([*titles, header, *body], draw))


def _good(name: str) -> st.SearchStrategy[str]:
    values = GOOD.get(SAME.get(name, name))
    return st.sampled_from(values) if values else CELLS


@st.composite
def archives(draw: st.DrawFn) -> Fuzzed:
    """A ZIP of tables, of ZIPs, or of names that lead out of it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for place in range(draw(st.integers(0, 3))):
            inner = draw(st.one_of(tables(), damaged(tables()), archives() if draw(st.booleans()) else tables()))
            folder = draw(st.sampled_from(["", "一月/", "../", "/", "__MACOSX/"]))
            made.writestr(f"{folder}{place}{inner.name}", inner.content)
    return Fuzzed("export.zip", out.getvalue())


@st.composite
def damaged(draw: st.DrawFn, whole: st.SearchStrategy[Fuzzed]) -> Fuzzed:
    """A file with some of its bytes flipped, cut, doubled, put in, or its end gone, or called something else."""
    file = draw(whole)
    content = bytearray(_repacked(file.content, draw) if file.content[:2] == b"PK" else file.content)
    for _ in range(draw(st.integers(1, 6))):
        if not content:
            break
        at, kind = draw(st.integers(0, _FAR)) % len(content), draw(st.integers(0, 5))
        if kind <= 1:
            content[at] = draw(st.integers(0, 255))
        elif kind == 2:
            content[at:at] = draw(st.sampled_from(TOKENS))
        elif kind == 3:
            del content[at : at + draw(st.integers(1, 40))]
        elif kind == 4:
            content[at:at] = content[at : at + draw(st.integers(1, 200))]
        else:
            del content[at:]
    ending = draw(st.sampled_from([None, None, *ENDINGS]))
    return Fuzzed(file.name if ending is None else f"renamed{ending}", bytes(content))


def _repacked(content: bytes, draw: st.DrawFn) -> bytes:
    """The same archive with one part damaged, so that the damage lies in the XML and not in the packing."""
    if draw(st.booleans()):
        return content
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        chosen = draw(st.sampled_from(names)) if names else ""
        for name in names:
            part = bytearray(old.read(name))
            if name == chosen and part:
                at = draw(st.integers(0, _FAR)) % len(part)
                part[at : at + draw(st.integers(0, 30))] = draw(st.sampled_from(TOKENS))
            new.writestr(zipfile.ZipInfo(name), bytes(part), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def files() -> st.SearchStrategy[Fuzzed]:
    """Any file: whole, damaged, an archive, a damaged archive, or bytes alone."""
    alone = st.builds(Fuzzed, st.sampled_from(ENDINGS).map(lambda ending: f"bytes{ending}"), st.binary(max_size=300))
    return st.one_of(tables(), tables(), damaged(tables()), damaged(tables()), archives(), damaged(archives()), alone)
