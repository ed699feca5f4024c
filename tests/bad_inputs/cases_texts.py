"""Bad inputs that are text files: encodings, delimiters, rows, and headers that are unclear."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.bad_inputs.case import Bad, Case
from tests.bad_inputs.made_files import (
    CHINESE,
    HEADERS,
    ORDERS,
    book,
    orders,
    text,
)

GOOD = "A1,C1,2024-01-05,1.50"
ZH = f"{CHINESE}\nA1,张三,2024-06-05,12.50\n"
DAY = datetime(2024, 1, 5)
ROW = ("A1", "C1", DAY, 12.5)
MANY = "\n".join(f"A{n},客户李四王五,2024-01-05,1" for n in range(2, 40_001))


def _two_rows(sheet: Any, made: Any) -> None:
    sheet.merge_range("A1:A2", "订单号")
    sheet.merge_range("B1:C1", "客户")
    sheet.merge_range("D1:E1", "交易")
    sheet.write_row(1, 1, ["客户ID", "姓名", "下单时间", "金额"])
    sheet.write_row(2, 0, ["A1", "C1", "张三", "2024-01-05", 5])
    sheet.write_row(3, 0, ["A2", "C2", "李四", "2024-01-06", 6])


TEXTS = (
    Case("01", "no bytes", text(b""), "F", "FILE_EMPTY"),
    Case("01", "only a byte order mark", text(b"\xef\xbb\xbf"), "F", "FILE_EMPTY"),
    Case("01", "only blank lines", text("\n \n\n"), "F", "FILE_EMPTY"),
    Case("02", "a header and nothing below", orders(), "F", "NO_ROWS"),
    Case("02", "a workbook's header and nothing below", book([ORDERS]), "F", "NO_ROWS"),
    Case("03", "UTF-8 with byte order mark", text(ZH, encoding="utf-8-sig"), "A", rows=(("A1", "张三"),)),
    Case("04", "GBK", text(ZH, encoding="gbk"), "A", rows=(("A1", "张三"),)),
    Case(
        "05",
        "rare characters of GB18030",
        text(ZH.replace("张三", "𠮷䶮€"), encoding="gb18030"),
        "A",
        rows=(("A1", "𠮷䶮€"),),
    ),
    Case(
        "06",
        "GBK that is valid UTF-8",
        text(HEADERS.encode() + b"\nA1,\xd2\xbb,2024-01-05,1\n"),
        "Q",
        "WHICH_ENCODING",
        answers={"encoding": "gb18030"},
        says="utf-8",
        rows=(("A1", "一"),),
    ),
    Case(
        "07",
        "Big5",
        text("訂單號,客戶編號,日期,金額\nA1,陳大文,2024-01-05,1\n", encoding="big5"),
        "Q",
        "WHICH_ENCODING",
        answers={"encoding": "big5"},
        says="big5",
        columns={"order_id": "訂單號", "customer_id": "客戶編號", "ordered_at": "日期", "amount": "金額"},
        rows=(("A1", "陳大文"),),
    ),
    Case(
        "07",
        "Shift-JIS",
        text(f"{HEADERS}\nA1,さくら,2024-01-05,1\n", encoding="shift_jis"),
        "Q",
        "WHICH_ENCODING",
        answers={"encoding": "shift_jis"},
        says="shift_jis",
        rows=(("A1", "さくら"),),
    ),
    Case("08", "UTF-16 little endian with mark", text(ZH, encoding="utf-16"), "A", rows=(("A1", "张三"),)),
    Case("08", "UTF-16 big endian with mark", text(b"\xfe\xff" + ZH.encode("utf-16-be")), "A", rows=(("A1", "张三"),)),
    Case("09", "UTF-16 without mark", text(ZH, encoding="utf-16-le"), "F", "ENCODING"),
    Case(
        "10",
        "one bad byte in row 40 001",
        text(f"{HEADERS}\n{MANY}\n".encode() + b"B1,C\xff,2024-01-05,1\n"),
        "R",
        accepted=39_999,
        bad=(Bad("ENCODING", 40_001, "B", "customer_id", "C\ufffd", str(len(f"{HEADERS}\n{MANY}\nB1,C".encode()))),),
    ),
    Case(
        "11",
        "garbled words",
        orders(GOOD, "A2,锟斤拷,2024-01-05,1", "A3,cafÃ©,2024-01-05,1", "A4,????,2024-01-05,1"),
        "W",
        "LOOKS_GARBLED",
        accepted=4,
        says="3",
    ),
    Case(
        "12",
        "Windows quotes and blanks in numbers",
        text(HEADERS.encode() + b"\nA1,\x93Caf\xe9\x94,2024-01-05,1\xa0234\n"),
        "A",
        rows=(("A1", "“Café”"),),
    ),
    Case("37", "semicolons", orders(GOOD.replace(",", ";"), headers=HEADERS.replace(",", ";")), "A"),
    Case("37", "tabs", orders(GOOD.replace(",", "\t"), headers=HEADERS.replace(",", "\t"), name="orders.tsv"), "A"),
    Case("37", "bars", orders(GOOD.replace(",", "|"), headers=HEADERS.replace(",", "|")), "A"),
    Case(
        "38",
        "too few cells",
        orders(GOOD, "A2,C2", "A3,C3,2024-01-05,3"),
        "R",
        accepted=2,
        bad=(Bad("TOO_FEW_CELLS", 3),),
    ),
    Case("39", "a comma in an address", orders(GOOD, "A2,C2,2024-01-05,2,更多"), "R", bad=(Bad("TOO_MANY_CELLS", 3),)),
    Case("40", "an open quote", orders(GOOD, 'A2,"C2,2024-01-05,2', "A3,C3,2024-01-05,3"), "F", "QUOTE_OPEN", says="3"),
    Case(
        "41",
        "an inch in a field",
        orders(GOOD, 'A2,5" pipe,2024-01-05,2', "A3,C3,2024-01-05,3"),
        "A",
        accepted=3,
        rows=(("A1", "C1"), ("A2", '5" pipe'), ("A3", "C3")),
    ),
    Case(
        "42",
        "a line break in quotes",
        orders('"A\n1",C1,2024-01-05,1', "A2,C2,never,2", "A3,C3,2024-01-05,1"),
        "R",
        accepted=2,
        bad=(Bad("DATE", 3, "C", "ordered_at", "never"),),
        lines={2: 2, 3: 4, 4: 5},
    ),
    Case("43", "returns only", text(f"{HEADERS}\r{GOOD}\rA2,C2,2024-01-05,2\r"), "A", accepted=2),
    Case(
        "43", "mixed line ends", text(f"{HEADERS}\r\n{GOOD}\nA2,C2,2024-01-05,2\r\nA3,C3,2024-01-05,3"), "A", accepted=3
    ),
    Case(
        "44",
        "a NUL in a cell",
        orders(GOOD, "A2,C\0 2,2024-01-05,2"),
        "R",
        bad=(Bad("CONTROL_CHAR", 3, "B", "customer_id", "C\0 2"),),
    ),
    Case(
        "45",
        "control marks in a name",
        orders(GOOD, "A2,C\x0b2\x07,2024-01-05,2"),
        "W",
        "CONTROL_STRIPPED",
        accepted=2,
        says="1",
        rows=(("A1", "C1"), ("A2", "C2")),
    ),
    Case(
        "46",
        "a cell of 3 MB",
        orders(GOOD, f"A2,{'x' * 3_000_000},2024-01-05,2"),
        "R",
        bad=(Bad("TOO_LONG", 3, "B", "customer_id", "x" * 3_000_000),),
    ),
)

HEADS = (
    Case(
        "30",
        "a title above the header",
        text(f"2024年客户清单,,,\n制表人,张三,,\n{ZH}"),
        "Q",
        "HEADER_ROW",
        answers={"header_row": 3},
        says="header_row: 3",
    ),
    Case(
        "30",
        "a title above a workbook's header",
        book([["2024年客户清单"], [], ORDERS, ROW, ("A2", "C2", DAY, 3)]),
        "Q",
        "HEADER_ROW",
        answers={"header_row": 3},
        says="header_row: 3",
        accepted=2,
    ),
    Case(
        "29",
        "a header of two rows",
        book([], shape=_two_rows),
        "Q",
        "TWO_ROW_HEADER",
        answers={"two_row_header": True},
        says="two_row_header",
        accepted=2,
    ),
    Case(
        "29",
        "a header of two rows in a text",
        text("订单号,客户,,金额,下单时间\n,客户ID,姓名,,\nA1,C1,张三,5,2024-01-05\nA2,C2,李四,6,2024-01-05\n"),
        "Q",
        "TWO_ROW_HEADER",
        answers={"two_row_header": True},
        says="客户ID",
        accepted=2,
    ),
    Case("31", "a total row at the end", orders(GOOD, "合计,,,1.50"), "R", bad=(Bad("TOTAL_ROW", 3),)),
    Case(
        "32",
        "one header twice",
        orders(f"{GOOD},9", headers=f"{HEADERS},amount"),
        "Q",
        "DUPLICATE_HEADER",
        answers={"unclear_headers": "letters"},
        says="D, E",
        columns={
            "order_id": "order_id",
            "customer_id": "customer_id",
            "ordered_at": "ordered_at",
            "amount": "amount #D",
        },
    ),
    Case(
        "33",
        "data below a blank header",
        orders(f"{GOOD},9", headers=f"{HEADERS},"),
        "Q",
        "BLANK_HEADER",
        answers={"unclear_headers": "letters"},
        says="E",
    ),
    Case("33", "nothing below a blank header", orders(f"{GOOD},", headers=f"{HEADERS},"), "A"),
    Case(
        "34",
        "headers equal but for width and blanks",
        orders(f"{GOOD},9,8", headers=f"{HEADERS},Ａmount , amount"),
        "Q",
        "DUPLICATE_HEADER",
        answers={"unclear_headers": "letters"},
        says="D, E, F",
        columns={
            "order_id": "order_id",
            "customer_id": "customer_id",
            "ordered_at": "ordered_at",
            "amount": "amount #D",
        },
    ),
    Case(
        "35",
        "a required column missing",
        orders("A1,C1,2024-01-05", headers="order_nr,customer_id,ordered_at"),
        "F",
        says="order_nr",
    ),
    Case(
        "36",
        "more columns in another order",
        orders("x,1.50,2024-01-05,C1,A1", headers="extra,amount,ordered_at,customer_id,order_id"),
        "W",
        "IGNORED_COLUMNS",
        says="extra",
        rows=(("A1", "C1"),),
    ),
)
