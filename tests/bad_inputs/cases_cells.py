"""Bad inputs 50 to 117 (cells), each with what must happen."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from tests.bad_inputs.cell_case import Before, CellCase, Wrong, amount, day, names, orders

D = Decimal
CARD, BAD_CARD, SMALL_CARD = "11010119900307109X", "110101199003071091", "11010119900307109x"
NAMES = "SELECT name FROM lake.main.customers ORDER BY customer_id"
IDS = "SELECT DISTINCT customer_id FROM lake.main.customers ORDER BY 1"
AMOUNTS = "SELECT order_id, amount FROM lake.main.orders ORDER BY order_id"
DAYS = "SELECT ordered_on FROM lake.main.orders ORDER BY order_id"
MANY = orders(*(f"A{number},C1,2024-01-05,1" for number in range(2, 20_501)), "B1,C1,2024-01-05,viele")
TOMORROW = datetime.now(UTC).date() + timedelta(days=30)
PHONES = "customer_id,name,mobile\nC1,a,+86 138-0013-8000\nC2,b,0086 13800138000\nC3,c,１３８００１３８０００\n"
REFUNDS = "order_id,customer_id,ordered_at,amount,original_order_id\n"
MONEY = "order_id,customer_id,ordered_at,amount,currency\n"
USUAL = orders(*(f"U{number},C{number},2024-03-0{number},{number}00" for number in range(1, 9)))
LIST = "customer_id,name\n" + "".join(f"C{number},n{number}\n" for number in range(1, 11))
EVIL = ("<img src=x onerror=alert(1)>", '"=HYPERLINK(""http://a.b"")"', "@SUM(A1)", "＝1+1", "'); DROP TABLE x;--",
        "{{7*7}}", "${7*7}", "{0.__class__}", "%s%s%n", "阿凡提·买买提", "😀𠮷", "Робин")  # fmt: skip


def wrong_amount(code: str, value: str, detail: str = "") -> tuple[Wrong, ...]:
    return (Wrong(code, 2, "D", "amount", value, detail),)


def refused(number: int, code: str, cell: str, *, detail: str = "") -> CellCase:
    """One amount that is rejected, beside a good row that decides for the decimal point."""
    content = amount(cell) + "A2,C1,2024-01-05,1.50\n"
    wrong = wrong_amount(code, cell.strip('"'), detail)
    return CellCase(number, f"amount {cell[:20]}", content, "R", wrong=wrong, ask=AMOUNTS, rows=(("A2", D("1.50")),))


def read(number: int, cell: str, value: str, **options: str) -> CellCase:
    """One amount that is read."""
    return CellCase(number, f"amount {cell}", amount(cell), options=options, ask=AMOUNTS, rows=(("A1", D(value)),))


def dated(number: int, cell: str, on: date, **options: str) -> CellCase:
    """One day that is read."""
    return CellCase(number, f"day {cell}", day(cell), options=options, ask=DAYS, rows=((on,),))


def undated(number: int, code: str, cell: str) -> CellCase:
    """One day that is rejected."""
    wrong = (Wrong(code, 2, "C", "ordered_at", cell),)
    return CellCase(number, f"day {cell}", day(cell) + "A2,C1,2024-01-05,5\n", "R", wrong=wrong)


def asked(number: int, code: str, content: str, answers: dict[str, str], *, ask: str, value: object) -> CellCase:
    """A question; with its answer the file comes in with this value."""
    name = f"{code.lower()} {content.splitlines()[1][:40]} {answers}"
    return CellCase(number, name, content, "Q", code, answers=answers, ask=ask, rows=((value,),))


AMOUNT = "SELECT amount FROM lake.main.orders"

CELLS = (
    CellCase(
        50,
        "type changes after many rows",
        MANY,
        "R",
        accepted=20_499,
        wrong=(Wrong("NOT_A_NUMBER", 20_501, "D", "amount", "viele"),),
        ask="SELECT sum(amount) FROM lake.main.orders",
        rows=((D(20_499),),),
    ),
    CellCase(
        51,
        "empty words",
        "customer_id,name,mobile,city,gender\nC1,Null,无,NA,-\nC2,None,#,N/A,女\n",
        "W",
        "EMPTY_WORDS",
        table="customers",
        accepted=2,
        ask="SELECT name, mobile, city, gender FROM lake.main.customers ORDER BY customer_id",
        rows=(("Null", None, None, None), ("None", None, None, "女")),
    ),
    CellCase(52, "leading zeros", "customer_id,name\n00123,a\n", table="customers", ask=IDS, rows=(("00123",),)),
    CellCase(
        53,
        "scientific notation",
        "customer_id,mobile\nC1,1.38E+10\n1.1E+17,13800138000\nC3,13800138000\n",
        "R",
        table="customers",
        wrong=(
            Wrong("SCIENTIFIC", 2, "B", "mobile", "1.38E+10"),
            Wrong("SCIENTIFIC", 3, "A", "customer_id", "1.1E+17"),
        ),
    ),
    CellCase(56, "identity card", f"customer_id,name\n{SMALL_CARD},a\n", table="customers", ask=IDS, rows=((CARD,),)),
    CellCase(
        56,
        "identity card, wrong check digit",
        f"customer_id,name\n{BAD_CARD},a\n",
        "W",
        "ID_CHECKSUM",
        table="customers",
        ask=IDS,
        rows=((BAD_CARD,),),
    ),
    CellCase(
        56,
        "identity card, refused",
        f"customer_id,name\n{BAD_CARD},a\n{CARD},b\n",
        "R",
        table="customers",
        options={"id_checksum": "reject"},
        wrong=(Wrong("ID_CHECKSUM", 2, "A", "customer_id", BAD_CARD),),
    ),
    CellCase(
        57,
        "telephones",
        PHONES,
        table="customers",
        accepted=3,
        ask="SELECT DISTINCT mobile FROM lake.main.customers",
        rows=(("13800138000",),),
    ),
    CellCase(
        58,
        "numbers as ids",
        "customer_id,name\n0x10,a\n1_000,b\n1e3,c\nTRUE,d\n",
        table="customers",
        accepted=4,
        ask=IDS,
        rows=(("0x10",), ("1_000",), ("1e3",), ("TRUE",)),
    ),
    CellCase(
        59,
        "long ids",
        f"customer_id,name\n{'1' * 20},a\n{'2' * 40},b\n",
        table="customers",
        accepted=2,
        ask=IDS,
        rows=(("1" * 20,), ("2" * 40,)),
    ),
    CellCase(
        60, "5,000 digits", amount("9" * 5000) + "A2,C1,2024-01-05,1\n", "R", wrong=wrong_amount("TOO_LONG", "9" * 5000)
    ),
    CellCase(
        61,
        "composed and not",
        orders("A1,café,2024-01-05,1", "A2,cafe\u0301,2024-01-05,1"),
        accepted=2,
        ask=IDS,
        rows=(("café",),),
    ),
    CellCase(
        62,
        "spaces of all kinds",
        orders("A1,张三\u3000,2024-01-05,1", "A2,\u200b张三,2024-01-05,1", "A3,\u00a0张三\ufeff,2024-01-05,1"),
        "W",
        "INVISIBLE_MARKS",
        accepted=3,
        ask=IDS,
        rows=(("张三",),),
    ),
    CellCase(
        63,
        "mail addresses",
        "customer_id,email\nC1,ａ@ｂ．com\nC2,A@B.COM\n",
        table="customers",
        accepted=2,
        ask="SELECT DISTINCT email FROM lake.main.customers",
        rows=(("a@b.com",),),
    ),
    CellCase(
        64,
        "look-alikes",
        names("張偉", "张偉", "Paul", "Pаul"),
        "W",
        "LOOKALIKE",
        table="customers",
        accepted=4,
        ask="SELECT count(DISTINCT name) FROM lake.main.customers",
        rows=((4,),),
    ),
    CellCase(
        65,
        "same customer, same data",
        "customer_id,name\nC1,a\nC1,a\n",
        table="customers",
        skipped=1,
        ask=IDS,
        rows=(("C1",),),
    ),
    CellCase(
        66,
        "same customer, other data",
        "customer_id,name\nC1,a\nC1,b\nC2,c\n",
        "R",
        table="customers",
        wrong=(Wrong("CONFLICT", 2, detail="row 3"), Wrong("CONFLICT", 3, detail="row 2")),
    ),
    CellCase(
        67,
        "order twice",
        orders("A1,C1,2024-01-05,5", "A1,C1,2024-01-05,5.00"),
        skipped=1,
        ask=AMOUNTS,
        rows=(("A1", D("5.00")),),
    ),
    CellCase(
        67,
        "order twice, other amount",
        orders("A1,C1,2024-01-05,5", "A1,C1,2024-01-05,6", "A2,C1,2024-01-05,7"),
        "R",
        wrong=(Wrong("CONFLICT", 2, detail="row 3"), Wrong("CONFLICT", 3, detail="row 2")),
        ask=AMOUNTS,
        rows=(("A2", D("7.00")),),
    ),
    CellCase(
        67,
        "order of an earlier import",
        orders("A1,C1,2024-01-05,6", "A2,C1,2024-01-05,7"),
        "R",
        before=(Before(orders("A1,C1,2024-01-05,5")),),
        wrong=(Wrong("CONFLICT", 2, detail="an earlier import"),),
    ),
    CellCase(
        68,
        "order number of two shops",
        orders("A1,C1,2024-01-05,6"),
        before=(Before(orders("A1,C1,2024-01-05,5"), source="b"),),
        ask="SELECT source, amount FROM lake.main.orders ORDER BY 1",
        rows=(("b", D("5.00")), ("shop", D("6.00"))),
    ),
    CellCase(
        69,
        "unknown customer waits",
        orders("A1,C1,2024-01-05,6", "A2,C9,2024-01-05,7"),
        "W",
        "WAITING",
        accepted=2,
        before=(Before(names("a"), "customers"),),
        ask="SELECT customer_id, is_listed FROM lake.main.customers ORDER BY 1",
        rows=(("C1", True), ("C9", False)),
    ),
    CellCase(
        69,
        "list attaches",
        "customer_id,name\nC9,z\n",
        table="customers",
        before=(Before(orders("A2,C9,2024-01-05,7")),),
        ask="SELECT name, is_listed, order_id FROM lake.main.customers JOIN lake.main.orders USING (customer_id)",
        rows=(("z", True, "A2"),),
    ),
    CellCase(
        70,
        "no id",
        "customer_id,name\n,a\n\u3000 ,b\nC3,c\n",
        "R",
        table="customers",
        ask=IDS,
        rows=(("C3",),),
        wrong=(Wrong("REQUIRED", 2, "A", "customer_id", ""), Wrong("REQUIRED", 3, "A", "customer_id", "\u3000 ")),
    ),
    CellCase(
        71,
        "names of all kinds, kept to the letter (73, 74, 76, 77 too)",
        names(*EVIL),
        table="customers",
        accepted=len(EVIL),
        ask="SELECT name FROM lake.main.customers ORDER BY CAST(customer_id[2:] AS INTEGER)",
        rows=tuple((cell.strip('"').replace('""', '"'),) for cell in EVIL),
    ),
    CellCase(
        72,
        "turned writing",
        names("\u202egnp.exe", "李四"),
        "W",
        "INVISIBLE_MARKS",
        table="customers",
        accepted=2,
        file_name="\u202evsc.csv",
        ask=NAMES,
        rows=(("gnp.exe",), ("李四",)),
    ),
    CellCase(74, "tab before a formula", names("\t=1"), table="customers", ask=NAMES, rows=(("=1",),)),
    CellCase(
        75,
        "line break in a name",
        names('"张三\r\nBcc: a@b.c"'),
        "W",
        "INVISIBLE_MARKS",
        table="customers",
        ask=NAMES,
        rows=(("张三 Bcc: a@b.c",),),
    ),
    CellCase(78, "file name of a device", orders("A1,C1,2024-01-05,5"), file_name="CON.csv"),
    CellCase(78, "file name of a path", orders("A1,C1,2024-01-05,5"), file_name="..\\..\\etc\\passwd.csv"),
    read(79, '"1,234.50"', "1234.50"),
    read(79, '"1.234,50"', "1234.50", decimal_mark=","),
    asked(79, "DECIMAL_MARK", amount('"1 234,50"'), {"decimal_mark": ","}, ask=AMOUNT, value=D("1234.50")),
    asked(79, "DECIMAL_MARK", amount('"1.234,50"'), {"decimal_mark": ","}, ask=AMOUNT, value=D("1234.50")),
    read(80, '"¥1,234"', "1234.00"),
    read(80, "￥88", "88.00"),
    read(80, "1234元", "1234.00"),
    read(80, "RMB 5", "5.00"),
    CellCase(
        80,
        "another currency's sign",
        amount("$5") + "A2,C1,2024-01-05,¥6.00\n",
        "R",
        wrong=wrong_amount("CURRENCY", "$5"),
    ),
    refused(81, "NUMBER_WORDS", "1.2万", detail="1.2万 = 12000?"),
    refused(81, "NUMBER_WORDS", "3千", detail="3千 = 3000?"),
    refused(81, "NUMBER_WORDS", "壹佰元", detail="壹佰元 = 100?"),
    asked(81, "UNITS", amount("1.2万"), {"units": "read"}, ask=AMOUNT, value=D("12000.00")),
    *(
        CellCase(
            82,
            f"negative {cell}",
            amount(cell),
            "W",
            "SIGN_FORM",
            options={"negative_amount": "refund"},
            ask=AMOUNTS,
            rows=(("A1", D("-12.00")),),
        )
        for cell in ("(12.00)", "12-", "−12")
    ),
    *(refused(83, "NOT_A_NUMBER", cell) for cell in ("12%", "=1+1", "约500")),
    asked(
        84,
        "NEGATIVE_AMOUNT",
        amount("-5"),
        {"negative_amount": "refund"},
        ask="SELECT kind FROM lake.main.orders",
        value="refund",
    ),
    CellCase(
        84,
        "negative refused",
        amount("-5") + "A2,C1,2024-01-05,5\n",
        "R",
        options={"negative_amount": "reject"},
        wrong=wrong_amount("NEGATIVE", "-5"),
    ),
    CellCase(
        85,
        "refund beyond the sale",
        REFUNDS + "S1,C1,2024-01-05,50,\nR1,C1,2024-01-06,-80,S1\n",
        "W",
        "REFUND_EXCEEDS",
        accepted=2,
    ),
    CellCase(
        85,
        "refund without a sale",
        REFUNDS + "S1,C1,2024-01-05,50,\nR1,C1,2024-01-06,-80,S9\n",
        "W",
        "UNLINKED_REFUNDS",
        accepted=2,
    ),
    CellCase(
        86,
        "refund before the sale",
        REFUNDS + "S1,C1,2024-01-05,50,\nR1,C1,2024-01-01,-50,S1\n",
        "R",
        wrong=(Wrong("ORDER", 3),),
    ),
    CellCase(87, "gift", amount("0"), "W", "ZERO_PRICE", ask=AMOUNTS, rows=(("A1", D("0.00")),)),
    *(refused(88, "NOT_A_NUMBER", cell) for cell in ("NaN", "inf", "-Infinity")),
    *(refused(90, "RANGE", cell) for cell in ("1e400", "1e308")),
    CellCase(91, "three decimals", amount("1.005"), "W", "SCALE", ask=AMOUNTS, rows=(("A1", D("1.01")),)),
    read(92, "19.989999999999998", "19.99"),
    refused(93, "RANGE", "99999999999999999.99"),
    refused(94, "REQUIRED", ""),
    CellCase(
        95,
        "no currency among several",
        MONEY + "A1,C1,2024-01-05,5,CNY\nA2,C1,2024-01-05,5,USD\nA3,C1,2024-01-05,5,\n",
        "R",
        accepted=2,
        wrong=(Wrong("CURRENCY_MISSING", 4, "E", "currency", ""),),
    ),
    CellCase(
        96,
        "unknown currency",
        MONEY + "A1,C1,2024-01-05,5,CNY\nA2,C1,2024-01-05,5,XYZ\n",
        "R",
        wrong=(Wrong("CURRENCY", 3, "E", "currency", "XYZ"),),
    ),
    CellCase(
        96,
        "half a yen",
        MONEY + "A1,C1,2024-01-05,100,JPY\nA2,C1,2024-01-05,100.5,JPY\n",
        "R",
        wrong=(Wrong("SCALE", 3, "D", "amount", "100.5"),),
    ),
    refused(97, "TYPE", "TRUE"),
    refused(97, "TYPE", "2024-01-05"),
    *(undated(99, "DATE", cell) for cell in ("2024-02-30", "0000-00-00", "2024-13-01")),
    asked(100, "DATE_ORDER", day("01/02/2024"), {"date_order": "dmy"}, ask=DAYS, value=date(2024, 2, 1)),
    asked(100, "DATE_ORDER", day("01/02/2024"), {"date_order": "mdy"}, ask=DAYS, value=date(2024, 1, 2)),
    CellCase(
        100,
        "the column decides",
        day("01/02/2024") + "A2,C1,25/02/2024,5\n",
        accepted=2,
        ask=DAYS,
        rows=((date(2024, 2, 1),), (date(2024, 2, 25),)),
    ),
    dated(101, "2024年1月5日", date(2024, 1, 5)),
    dated(101, "20240105", date(2024, 1, 5)),
    dated(101, "2024.1.5", date(2024, 1, 5)),
    asked(104, "DATE_ORDER", day("24-1-5"), {"date_order": "ymd"}, ask=DAYS, value=date(2024, 1, 5)),
    asked(104, "CALENDAR", day("113/01/05"), {"calendar": "roc"}, ask=DAYS, value=date(2024, 1, 5)),
    asked(104, "CALENDAR", day("民国113年1月5日"), {"calendar": "roc"}, ask=DAYS, value=date(2024, 1, 5)),
    asked(104, "CALENDAR", day("2567-01-05"), {"calendar": "buddhist"}, ask=DAYS, value=date(2024, 1, 5)),
    undated(105, "FUTURE", f"{TOMORROW:%Y-%m-%d}"),
    dated(105, f"{TOMORROW:%Y-%m-%d}", TOMORROW, future="keep"),
    *(
        CellCase(
            106,
            f"day {cell}",
            f"customer_id,registered_on\nC1,{cell}\n",
            "W",
            "SENTINEL",
            table="customers",
            ask="SELECT registered_on FROM lake.main.customers",
            rows=((None,),),
        )
        for cell in ("1900-01-01", "1970-01-01", "9999-12-31", "infinity")
    ),
    undated(106, "SENTINEL", "1900-01-01"),
    dated(107, "2024-01-31T16:30:00Z", date(2024, 2, 1)),
    *(
        CellCase(
            108,
            name,
            day(cell),
            "W",
            "CLOCK_CHANGE",
            options={"zone": "America/New_York"},
            ask="SELECT ordered_at FROM lake.main.orders",
            rows=((at,),),
        )
        for name, cell, at in (
            ("in a gap", "2024-03-10 02:30", datetime(2024, 3, 10, 7, 30)),
            ("in a fold", "2024-11-03 01:30", datetime(2024, 11, 3, 5, 30)),
        )
    ),
    CellCase(
        115,
        "another column",
        USUAL.replace("00\n", "\n").replace("U", "V"),
        "W",
        "SCALE_SHIFT",
        before=(Before(USUAL),),
        accepted=8,
    ),
    CellCase(
        116,
        "complete file without most",
        names("n1"),
        "Q",
        "MOSTLY_MISSING",
        table="customers",
        before=(Before(LIST, "customers"),),
        settings={"file_is": "complete"},
        accepted=0,
    ),
    CellCase(
        116,
        "partial by default",
        names("n1 changed"),
        table="customers",
        before=(Before(LIST, "customers"),),
        ask="SELECT count(*) FILTER (is_listed) FROM lake.main.customers",
        rows=((10,),),
    ),
    CellCase(117, "older file", orders("O1,C1,2023-01-05,500"), "W", "OLDER_FILE", before=(Before(USUAL),)),
)
