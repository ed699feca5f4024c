"""Importing: a CSV beside DuckDB's own COPY of it, a workbook beside its bare reader; seconds and memory."""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from benchmarks.measured import Run, median, module, run
from benchmarks.report import Promise, machine, size, table

PER_FILE = 3.0  # times DuckDB's COPY of the same CSV
PER_BOOK = 2.0  # times the bare reader plus the commit
CHILD, BOOK = 1_000_000_000, 1_500_000_000
ORDERS = ("order_id", "customer_id", "ordered_at", "amount", "discount", "currency", "channel", "store", "owner",
          "status")  # fmt: skip
MORE = ("product_id", "product_name", "category", "quantity", "unit_price", "province", "city", "district", "address",
        "name")  # fmt: skip
CITIES = ("上海", "北京", "杭州", "广州", "深圳", "成都", "武汉", "南京", "西安", "重庆")


def main() -> None:
    options = asked(sys.argv[1:])
    if options.work:
        print(json.dumps(WORK[options.work](options.folder, options.file)))
        return
    os.environ["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    options.folder.mkdir(parents=True, exist_ok=True)
    rows = [*_csv(options), *(_book(options) if options.book_rows else ())]
    text = table(["what", "promised", "found"], [[one.what, one.promised, one.found] for one in rows])
    print(text)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(page(text, " ".join(sys.argv[1:]), options.rounds), "utf-8")


def asked(arguments: list[str]) -> argparse.Namespace:
    """The sizes; the defaults are those of the published table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.intake")
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of the CSV, ten columns each")
    parser.add_argument("--book-rows", type=int, default=100_000, help="rows of the workbook, twenty columns; 0: none")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "fenji-bench-intake")
    parser.add_argument("--out", type=Path, default=Path("docs/benchmarks/intake.md"))
    parser.add_argument("--work", choices=tuple(WORK), help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def page(text: str, arguments: str, rounds: int) -> str:
    """The page in docs."""
    day = datetime.now(UTC).date().isoformat()
    command = f"python -m benchmarks.intake {arguments}".strip()
    return f"""# Importing: speed and memory

`{command}`, {day}, on {machine()}.

Orders of a made-up shop, Chinese words among them, the same file for everybody. The ways take turns, {rounds} rounds,
each a process of its own; seconds are the work alone, without the start of Python, and a ratio is the median of the
ratios within the rounds. fenji hashes and archives the file, reads it in a limited child process, types and checks
every cell, settles duplicates and refunds, and commits orders, customers and the import record, files synced and
hashed. DuckDB copies the same CSV to Parquet with all columns as text; the bare reader (calamine) makes lists of the
workbook's cells, and "the commit" writes the same typed rows into an empty lake. Memory is the highest resident size.

{text}
"""


def _csv(options: argparse.Namespace) -> list[Promise]:
    path = options.folder / f"orders-{options.rows}.csv"
    _made(path, lambda: write_csv(path, options.rows))
    copied, brought = _in_turns(options, path, "copy", "import")
    ratio = median([ours.seconds / theirs.seconds for ours, theirs in zip(brought, copied, strict=True)])
    cpu = median([ours.said["cpu"] / theirs.said["cpu"] for ours, theirs in zip(brought, copied, strict=True)])
    return [
        Promise(f"CSV of {options.rows:,} × {len(ORDERS)}: DuckDB's COPY, all text", "", _seconds(copied)),
        Promise("the same imported", "", _seconds(brought)),
        Promise("import to COPY", f"at most {PER_FILE:.0f} ×", f"{ratio:.2f} ×"),
        Promise("processor time, import to COPY", "", f"{cpu:.2f} ×"),
        Promise("reading child, memory", f"under {size(CHILD)}", size(max(one.said["child"] for one in brought))),
        Promise("importing process, memory", "", size(max(one.peak for one in brought))),
    ]


def _book(options: argparse.Namespace) -> list[Promise]:
    path = options.folder / f"orders-{options.book_rows}.xlsx"
    _made(path, lambda: write_book(path, options.book_rows))
    bare, commit, brought = _in_turns(options, path, "bare", "commit", "import")
    ratio = median([
        ours.seconds / (theirs.seconds + write.seconds)
        for ours, theirs, write in zip(brought, bare, commit, strict=True)
    ])  # fmt: skip
    both = max(max(one.said["child"], one.peak) for one in brought)
    return [
        Promise(f"workbook of {options.book_rows:,} × {len(ORDERS + MORE)}: bare calamine", "", _seconds(bare)),
        Promise("the commit alone", "", _seconds(commit)),
        Promise("the same imported", "", _seconds(brought)),
        Promise("import to bare calamine plus the commit", f"at most {PER_BOOK:.0f} ×", f"{ratio:.2f} ×"),
        Promise("the larger of both processes, memory", f"under {size(BOOK)}", size(both)),
    ]


def _in_turns(options: argparse.Namespace, path: Path, *works: str) -> list[list[Run]]:
    runs: dict[str, list[Run]] = {work: [] for work in works}
    for number in range(options.rounds):
        for work, found in runs.items():
            with tempfile.TemporaryDirectory(dir=options.folder) as place:
                found.append(run(module("intake", "--work", work, "--folder", place, "--file", path)))
            print(f"round {number + 1}: {path.name}: {work}: {found[-1].seconds:.2f} s", flush=True)
    return list(runs.values())


def _seconds(runs: list[Run]) -> str:
    return f"{median([one.seconds for one in runs]):.2f} s"


def _made(path: Path, make: Callable[[], None]) -> None:
    if not path.exists():
        print(f"making {path.name}", flush=True)
        make()


def write_csv(path: Path, count: int) -> None:
    """Ten columns of orders: numbers, instants, amounts and words, 50,000 customers to a million rows."""
    coming = path.with_suffix(".part")
    with coming.open("w", encoding="utf-8") as file:
        file.write(",".join(ORDERS) + "\n")
        file.writelines(",".join(map(str, row)) + "\n" for row in order_rows(count))
    coming.replace(path)


def write_book(path: Path, count: int) -> None:
    """The same orders with ten more columns, as a workbook with numbers and days of their own type."""
    import xlsxwriter

    coming = path.with_suffix(".part")
    with xlsxwriter.Workbook(str(coming), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("订单")
        day = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        sheet.write_row(0, 0, ORDERS + MORE)
        for number, row in enumerate(order_rows(count), 1):
            moment = datetime.fromisoformat(str(row[2]))
            sheet.write_row(number, 0, row[:2])
            sheet.write_datetime(number, 2, moment, day)
            sheet.write_row(number, 3, [float(row[3]), float(row[4]), *row[5:], *_more(number, row)])
    coming.replace(path)


def order_rows(count: int) -> Iterator[tuple[object, ...]]:
    """Orders, always the same."""
    chance = random.Random(20240630)
    first = date(2023, 1, 1)
    customers = max(count // 20, 1)
    for number in range(count):
        day = first + timedelta(days=chance.randrange(720))
        moment = f"{day} {chance.randrange(24):02}:{chance.randrange(60):02}:00"
        amount = f"{chance.randrange(1, 100_000) / 100:.2f}"
        store = f"{CITIES[number % 10]}{chance.randrange(1, 50)}店"
        yield (f"A{number:08d}", f"C{chance.randrange(customers):06d}", moment, amount, "0.00", "CNY", "天猫", store,
               f"王{chance.randrange(99)}", "交易成功")  # fmt: skip


def _more(number: int, row: tuple[object, ...]) -> list[object]:
    city, price = CITIES[number % 10], float(str(row[3]))
    return [f"P{number % 500:04d}", f"商品{number % 500}", "数码", 1, price, f"{city}省", f"{city}市", "某区",
            f"人民路{number % 900}号", f"客户{str(row[1])[1:]}"]  # fmt: skip


def _copy(folder: Path, file: Path) -> dict[str, float]:
    import duckdb

    connection = duckdb.connect()
    target = folder / "copy.parquet"
    began, busy = time.perf_counter(), time.process_time()
    connection.execute(f"COPY (FROM read_csv('{file}', all_varchar = true)) TO '{target}' (FORMAT parquet)")
    return {"seconds": time.perf_counter() - began, "cpu": time.process_time() - busy}


def _import(folder: Path, file: Path) -> dict[str, float]:
    from fenji.intake.importing import import_file
    from fenji.intake.report import IntakeSettings
    from fenji.lake.lake import Lake

    settings = IntakeSettings("Asia/Shanghai", "CNY", "shop", folder / "originals", folder / "rejects")
    with Lake.create(folder / "lake") as lake:
        began, busy = time.perf_counter(), _busy()
        report = import_file(lake, file, mapping=None, table="orders", settings=settings)
        seconds, cpu = time.perf_counter() - began, _busy() - busy
        if report.accepted != report.rows_in or not report.rows_in:
            sys.exit(f"rows were not taken: {report}")
    return {"seconds": seconds, "cpu": cpu, "child": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024}


def _bare(folder: Path, file: Path) -> dict[str, float]:
    import python_calamine

    del folder
    began, busy = time.perf_counter(), time.process_time()
    sheet = python_calamine.CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0)
    rows = sum(1 for _ in sheet.iter_rows())
    return {"seconds": time.perf_counter() - began, "cpu": time.process_time() - busy, "rows": rows}


def _commit(folder: Path, file: Path) -> dict[str, float]:
    """What an import wrote, written into an empty lake in one transaction."""
    from fenji.lake.lake import Lake
    from fenji.tables import CANONICAL

    _import(folder / "before", file)
    typed = folder / "before" / "lake"
    with Lake.create(folder / "lake", allow=(folder,)) as lake:
        names = [path.parent.name for path in typed.rglob("*.parquet")]
        tables = [name for name in dict.fromkeys(names) if name in CANONICAL]
        began, busy = time.perf_counter(), time.process_time()
        with lake.write(actor="bench", what="commit") as tx:
            for name in tables:
                columns = CANONICAL[name].duckdb_columns()
                tx.create(name, columns, sorted_by=("customer_id",))
                tx.append(name, f"FROM read_parquet('{typed}/data/main/{name}/*.parquet')")
        seconds, cpu = time.perf_counter() - began, time.process_time() - busy
    return {"seconds": seconds, "cpu": cpu}


def _busy() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


WORK: dict[str, Callable[[Path, Path], dict[str, float]]] = {
    "copy": _copy,
    "import": _import,
    "bare": _bare,
    "commit": _commit,
}


if __name__ == "__main__":
    main()
