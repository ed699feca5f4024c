"""Makes the files that people really send: text in every encoding, workbooks with what Excel hides, archives."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

Make = Callable[[Path], Path]
HEADERS = "order_id,customer_id,ordered_at,amount"
CHINESE = "订单号,客户ID,下单时间,实付金额(元)"
ORDERS = ("订单号", "客户ID", "下单时间", "金额")


def text(words: str | bytes, name: str = "orders.csv", encoding: str = "utf-8") -> Make:
    """A text file with these words."""

    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(words if isinstance(words, bytes) else words.encode(encoding))
        return path

    return make


def orders(*rows: str, headers: str = HEADERS, name: str = "orders.csv", encoding: str = "utf-8") -> Make:
    """A CSV of orders below a header."""
    return text("\n".join((headers, *rows)) + "\n", name, encoding)


def book(
    rows: Sequence[Sequence[Any]],
    *,
    name: str = "orders.xlsx",
    shape: Callable[[Any, Any], None] | None = None,
    **options: Any,
) -> Make:
    """A workbook with one sheet 订单; days get a date format, `shape` may do more to the sheet and the book."""

    def make(folder: Path) -> Path:
        path = folder / name
        made = xlsxwriter.Workbook(path, options)
        sheet = made.add_worksheet("订单")
        day = made.add_format({"num_format": "yyyy-mm-dd"})
        for index, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, datetime | date):
                    sheet.write_datetime(index, column, value, day)
                elif isinstance(value, Serial):
                    sheet.write_number(index, column, value, day)
                elif value is not None:
                    sheet.write(index, column, value)
        if shape is not None:
            shape(sheet, made)
        made.close()
        return path

    return make


class Serial(float):
    """A day as Excel counts it, shown as a date."""


def changed(make: Make, change: Callable[[str, bytes], bytes], extra: dict[str, bytes] | None = None) -> Make:
    """The same workbook with its parts rewritten one by one, and more parts added."""

    def remake(folder: Path) -> Path:
        path = make(folder)
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as old:
            parts = {name: change(name, old.read(name)) for name in old.namelist()}
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
            for name, content in {**parts, **(extra or {})}.items():
                new.writestr(name, content)
        return path

    return remake


def sheet_changed(make: Make, change: Callable[[bytes], bytes], **extra: bytes) -> Make:
    """The same workbook with the XML of its first sheet rewritten."""
    parts = {name.replace("__", "/"): content for name, content in extra.items()}
    return changed(make, lambda name, content: change(content) if name.endswith("sheet1.xml") else content, parts)


def renamed(make: Make, name: str) -> Make:
    """The same file under another name."""

    def remake(folder: Path) -> Path:
        return make(folder).rename(folder / name)

    return remake


def cut(make: Make, share: float = 0.6) -> Make:
    """The first part of the same file, as after a broken upload."""

    def remake(folder: Path) -> Path:
        path = make(folder)
        path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
        return path

    return remake


def archive(entries: Sequence[tuple[str, bytes]], *, link: str = "", name: str = "orders.xlsx") -> Make:
    """An archive with these entries; `link` names one that is a symbolic link."""

    def make(folder: Path) -> Path:
        path = folder / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
            for entry, content in entries:
                info = zipfile.ZipInfo(entry)
                info.external_attr = 0o120777 << 16 if entry == link else 0o644 << 16
                info.compress_type = zipfile.ZIP_DEFLATED
                made.writestr(info, content)
        return path

    return make


def compound(streams: dict[str, bytes], name: str) -> Make:
    """A compound file (the container of old .xls and of encrypted workbooks) with these streams."""

    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(_compound({key: content.ljust(4_096, b"\0") for key, content in streams.items()}))
        return path

    return make


def _compound(streams: dict[str, bytes]) -> bytes:
    sectors: list[bytes] = []
    chain: list[int] = []
    starts = {}
    for name, content in streams.items():
        starts[name] = len(sectors)
        count = -(-len(content) // 512)
        sectors += [content[at * 512 : at * 512 + 512].ljust(512, b"\0") for at in range(count)]
        chain += [*range(starts[name] + 1, starts[name] + count), 0xFFFFFFFE]
    entries = [_entry("Root Entry", 5, child=1)]
    for place, (name, content) in enumerate(streams.items(), 1):
        right = place + 1 if place < len(streams) else 0xFFFFFFFF
        entries.append(_entry(name, 2, start=starts[name], size=len(content), right=right))
    folder = b"".join(entries).ljust(-(-len(entries) // 4) * 512, b"\0")
    first = len(sectors)
    sectors += [folder[at : at + 512] for at in range(0, len(folder), 512)]
    chain += [*range(first + 1, len(sectors)), 0xFFFFFFFE, 0xFFFFFFFD]
    table = b"".join(struct.pack("<I", value) for value in chain).ljust(512, b"\xff")
    head = struct.pack("<8s16xHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6,
                       0, 1, first, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)  # fmt: skip
    head += struct.pack("<I", len(sectors)).ljust(436, b"\xff")
    return head + b"".join(sectors) + table


def _entry(
    name: str,
    kind: int,
    *,
    start: int = 0xFFFFFFFE,
    size: int = 0,
    child: int = 0xFFFFFFFF,
    right: int = 0xFFFFFFFF,
) -> bytes:
    wide = (name + "\0").encode("utf-16-le")
    return struct.pack("<64sHBBIII16x4x16xIQ", wide, len(wide), kind, 1, 0xFFFFFFFF, right, child, start, size)


def old_book(rows: Sequence[Sequence[str | float]], name: str = "orders.xls") -> Make:
    """A BIFF8 workbook, as Excel 97 wrote it."""
    cells = b""
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            if isinstance(value, str):
                words = value.encode("utf-16-le")
                cells += _record(0x0204, struct.pack("<HHHHB", row, column, 0, len(value), 1) + words)
            else:
                cells += _record(0x0203, struct.pack("<HHHd", row, column, 0, value))
    size = struct.pack("<IIHHH", 0, len(rows), 0, len(rows[0]), 0)
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 6))
    sheet += _record(0x0200, size) + cells + _record(0x000A, b"")
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 6)) + _record(0x0042, b"\xb0\x04")
    bound = _record(0x0085, struct.pack("<IHBB", 0, 0, 6, 0) + b"Sheet1")
    offset = len(start) + len(bound) + 4
    bound = _record(0x0085, struct.pack("<IHBB", offset, 0, 6, 0) + b"Sheet1")
    return compound({"Workbook": start + bound + _record(0x000A, b"") + sheet}, name)


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def open_document(rows: Sequence[Sequence[Any]], name: str = "orders.ods") -> Make:
    """A spreadsheet of LibreOffice."""
    said = "".join(f"<table:table-row>{''.join(map(_open_cell, row))}</table:table-row>" for row in rows)
    spaces = " ".join(f'xmlns:{key}="urn:oasis:names:tc:opendocument:xmlns:{key}:1.0"' for key in _OPEN)
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="订单">{said}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    parts = [("mimetype", kind), ("META-INF/manifest.xml", manifest.encode()), ("content.xml", content.encode())]
    return archive(parts, name=name)


_OPEN = ("office", "table", "text")


def _open_cell(value: Any) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, datetime):
        return f'<table:table-cell office:value-type="date" office:date-value="{value.isoformat()}"/>'
    if isinstance(value, float):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'


def xlsb(rows: Sequence[Sequence[str | float]], name: str = "orders.xlsb") -> Make:
    """A workbook in Excel's binary format of 2007."""
    sheet = _part(0x81) + _part(0x94, struct.pack("<IIII", 0, len(rows) - 1, 0, len(rows[0]) - 1)) + _part(0x91)
    for number, row in enumerate(rows):
        sheet += _part(0x00, struct.pack("<I13x", number))
        for column, value in enumerate(row):
            place = struct.pack("<II", column, 0)
            is_text = isinstance(value, str)
            sheet += (
                _part(0x06, place + _wide(str(value))) if is_text else _part(0x05, place + struct.pack("<d", value))
            )
    sheet += _part(0x92) + _part(0x82)
    bundle = struct.pack("<II", 0, 1) + _wide("rId1") + _wide("订单")
    book = _part(0x83) + _part(0x8F) + _part(0x9C, bundle) + _part(0x90) + _part(0x9D, bytes(26)) + _part(0x84)
    office = "http://schemas.openxmlformats.org"
    relations = (
        f'<Relationships xmlns="{office}/package/2006/relationships"><Relationship Id="rId1" Type="{office}/'
        'officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.bin"/></Relationships>'
    )
    parts = [
        ("xl/workbook.bin", book),
        ("xl/_rels/workbook.bin.rels", relations.encode()),
        ("xl/worksheets/sheet1.bin", sheet),
    ]
    return archive(parts, name=name)


def _wide(words: str) -> bytes:
    return struct.pack("<I", len(words)) + words.encode("utf-16-le")


def _part(kind: int, content: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, left = b"", len(content)
    while left > 0x7F:
        size, left = size + bytes([left & 0x7F | 0x80]), left >> 7
    return head + size + bytes([left]) + content
