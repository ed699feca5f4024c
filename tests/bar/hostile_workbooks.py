"""Workbooks made to break the reader; run as a program: `make FOLDER COUNT`, then `look FOLDER`."""

from __future__ import annotations

import io
import json
import resource
import sys
import zipfile
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import xlsxwriter

from fenji.errors import FenjiError
from fenji.intake.peek import peek

Change = Callable[[bytes], bytes]
SHEET, BOOK, RELS = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
STRINGS, STYLES, TYPES = "xl/sharedStrings.xml", "xl/styles.xml", "[Content_Types].xml"
HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
ENTITIES = b'<!DOCTYPE x [<!ENTITY a "' + b"z" * 1000 + b'">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 20) for n in range(8)
) + b"]>"  # fmt: skip
OUTSIDE = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd"><!ENTITY % p SYSTEM "http://127.0.0.1:9/x">%p;]>'


def plain() -> bytes:
    """A good workbook of a few orders."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("orders")
        for number, row in enumerate([("order_id", "customer_id", "ordered_at", "amount"), *_rows(5)]):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def _rows(count: int) -> Iterator[tuple[str, str, str, float]]:
    return ((f"A{number}", f"C{number}", "2024-01-01", 5.0) for number in range(count))


def _with(parts: dict[str, bytes | Change], *, packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The good workbook with parts changed or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain())) as old, zipfile.ZipFile(out, "w", packed) as new:
        there = {name: old.read(name) for name in old.namelist()}
        for name, change in parts.items():
            there[name] = change if isinstance(change, bytes) else change(there[name])
        for name, content in there.items():
            new.writestr(name, content)
    return out.getvalue()


def _said(old: bytes, new: bytes) -> Change:
    return lambda part: part.replace(old, new)


def _rows_of(rows: bytes) -> Change:
    return lambda part: part.split(b"<sheetData>")[0] + b"<sheetData>" + rows + b"</sheetData></worksheet>"


def _cells(count: int) -> bytes:
    return b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(1, count))


def workbooks() -> Iterator[tuple[str, bytes]]:
    """The name of what is wrong, and the file; the worst first."""
    whole = plain()
    yield "entities that multiply", _with({SHEET: _said(HEAD, HEAD + ENTITIES), STRINGS: _said(b"A1", b"&i;")})
    yield "entities in strings", _with({STRINGS: _said(HEAD, HEAD + ENTITIES), SHEET: _said(b"<v>0", b"<v>0")})
    yield (
        "an entity of a file",
        _with({STRINGS: lambda part: part.replace(HEAD, HEAD + OUTSIDE).replace(b"A1", b"&e;")}),
    )
    yield "a bomb in a sheet", _with({SHEET: _rows_of(b" " * 400_000_000)})
    yield "a bomb in strings", _with({STRINGS: HEAD + b"<sst>" + b"<si><t>a</t></si>" * 12_000_000})
    yield "a bomb beside", _with({"xl/media/image1.png": b"\0" * 600_000_000})
    yield "a far cell", _with({SHEET: _rows_of(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')})
    yield "a cell beyond", _with({SHEET: _rows_of(b'<row r="99999999"><c r="ZZZZZ99999999"><v>1</v></c></row>')})
    yield (
        "a merge of all",
        _with(
            {
                SHEET: _said(
                    b"</sheetData>", b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
                )
            }
        ),
    )
    yield "nested without end", _with({SHEET: _rows_of(b"<a>" * 2_000_000)})
    yield "a path out", _with({RELS: _said(b"worksheets/sheet1.xml", b"../../../../../etc/passwd")})
    yield "an absolute path", _with({RELS: _said(b"worksheets/sheet1.xml", b"/etc/passwd")})
    yield (
        "a sheet on the network",
        _with(
            {RELS: _said(b'Target="worksheets/sheet1.xml"', b'TargetMode="External" Target="http://127.0.0.1:9/s.xml"')}
        ),
    )
    yield "names that lead out", _with({"../../../tmp/evil.xml": b"x", "/tmp/evil2.xml": b"x", "a\\..\\b.xml": b"x"})
    yield "a link to another book", _with({"xl/externalLinks/externalLink1.xml": HEAD + b"<externalLink/>"})
    yield "macros", _with({"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + b"Auto_Open" * 1000})
    yield (
        "a web query",
        _with(
            {
                "xl/connections.xml": HEAD
                + b'<connections><connection type="4"><webPr url="http://127.0.0.1:9"/></connection></connections>'
            }
        ),
    )
    yield "strings that are not there", _with({SHEET: _said(b"<v>0</v>", b"<v>999999999</v>")})
    yield "a negative string", _with({SHEET: _said(b"<v>0</v>", b"<v>-1</v>")})
    yield "no strings", _with({STRINGS: b""})
    yield "a count that lies", _with({STRINGS: _said(b'uniqueCount="', b'uniqueCount="99999999999')})
    yield "a dimension that lies", _with({SHEET: _said(b'ref="A1:D6"', b'ref="A1:XFD1048576"')})
    yield "a style beyond", _with({SHEET: _said(b'<c r="D2"', b'<c r="D2" s="4294967295"')})
    yield "a date beyond", _with({SHEET: _said(b"<v>5</v>", b"<v>1e308</v>")})
    yield "a number without end", _with({SHEET: _said(b"<v>5</v>", b"<v>" + b"9" * 5_000_000 + b"</v>")})
    yield "an attribute without end", _with({SHEET: _said(b'<c r="D2"', b'<c r="D2" x="' + b"a" * 50_000_000 + b'"')})
    yield "many columns", _with({SHEET: _rows_of(b'<row r="1">' + b"<c><v>1</v></c>" * 300_000 + b"</row>")})
    yield (
        "many sheets",
        _with({BOOK: _said(b"</sheets>", b'<sheet name="s" sheetId="2" r:id="rId1"/>' * 50_000 + b"</sheets>")}),
    )
    yield "rows that go back", _with({SHEET: _rows_of(_cells(200) + _cells(200))})
    yield "an unknown encoding", _with({SHEET: _said(b"UTF-8", b"utf-7")})
    yield "UTF-16 inside", _with({SHEET: lambda part: part.decode().replace("UTF-8", "UTF-16").encode("utf-16")})
    yield "not XML", _with({SHEET: b"\x00\xff" * 10_000})
    yield "no workbook", _with({BOOK: b""})
    yield "relations that are none", _with({RELS: b"<x/>"})
    yield "types that are none", _with({TYPES: b""})
    yield "a workbook in itself", _with({"xl/embeddings/book.xlsx": whole, "xl/embeddings/b2.xlsx": whole})
    yield "cut in half", whole[: len(whole) // 2]
    yield "its directory twisted", whole[:-40] + bytes(reversed(whole[-40:]))
    yield "lengths that lie", whole.replace(b"PK\x01\x02\x14\x00", b"PK\x01\x02\xff\xff")
    yield "an old book that is none", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 5_000
    yield (
        "a shared formula of itself",
        _with({SHEET: _said(b"<v>5</v>", b'<f t="shared" ref="A1:XFD99" si="0">D2</f><v/>')}),
    )
    yield "good", whole


def make(folder: Path, many: int) -> None:
    """Writes so many of them, a good one the last."""
    chosen = [*islice(workbooks(), many - 1), ("good", plain())]
    for number, (name, content) in enumerate(chosen):
        (folder / f"{number:02} {name}.xlsx").write_bytes(content)


def look(folder: Path) -> None:
    """One line of JSON a file: what became of it, processor seconds, and the most megabytes of a child so far."""
    for path in sorted(folder.glob("*.xlsx")):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        try:
            became = "asks" if peek(path).questions else "read"
        except FenjiError as refusal:
            became = getattr(refusal, "code", type(refusal).__name__)
            became = became if refusal.say("zh").strip() and refusal.say("en").strip() else "without words"
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
        told = {"name": path.stem[3:], "became": became, "cpu": cpu, "megabytes": used.ru_maxrss // 1024}
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    make(Path(sys.argv[2]), int(sys.argv[3])) if sys.argv[1] == "make" else look(Path(sys.argv[2]))
