"""Duplicate customers: how many are found and how many of those found are, on Febrl's data; and how long it takes."""

from __future__ import annotations

import argparse
import os
import random
import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import combinations
from pathlib import Path
from typing import Any

from fenji.intake.identity.find import LIKELY, find

FEBRL = ("dataset1", "dataset2", "dataset3")
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华文建国志梅红玉兰春生海燕雪峰晓宇欣怡子涵浩然梓轩思佳雨泽"
CITIES = ("上海", "北京", "杭州", "广州", "深圳", "成都", "武汉", "南京", "西安", "重庆", "苏州", "天津")
ROADS = ("人民路", "中山路", "建设路", "解放路", "和平路", "新华路", "文化路", "长江路", "黄河路", "建国路")
TRADES = ("贸易", "科技", "电子", "商贸", "建材", "食品", "物流", "机械")
Pair = tuple[str, str]


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--customers", type=int, default=100_000)
    asked.add_argument("--duplicates", type=int, default=1_000)
    options = asked.parse_args()
    print("| data | customers | pairs | method | precision | recall | seconds |")
    print("| --- | --: | --: | --- | --: | --: | --: |")
    folder = Path(os.environ.get("FENJI_SHARED", Path(__file__).parents[2] / "shared")) / "data" / "febrl"
    for name in FEBRL if folder.is_dir() else ():
        rows = febrl(folder / f"{name}.parquet")
        true = true_pairs(row["customer_id"] for row in rows)
        _print(name, rows, true, "surname + birth date", by_surname_and_birth(folder / f"{name}.parquet"), None)
        _measure(name, rows, true)
    rows, true = made_up(options.customers, options.duplicates)
    _measure("made up, Chinese", rows, true)


def febrl(path: Path) -> list[dict[str, Any]]:
    """Febrl's records as canonical customers, without soc_sec_id; a date that does not exist is unknown."""
    rows = []
    for row in _read(path):
        rows.append(
            {
                "customer_id": row["rec_id"],
                "kind": "person",
                "name": _joined(row, "given_name", "surname"),
                "address": _joined(row, "street_number", "address_1", "address_2", "postcode"),
                "district": row["suburb"] or None,
                "province": row["state"] or None,
                "born_on": _day(row["date_of_birth"]),
            }
        )
    return rows


def true_pairs(ids: Iterable[str]) -> set[Pair]:
    """Pairs of records of one person: rec-7-org and rec-7-dup-0."""
    return _within((one.split("-")[1], one) for one in ids)


def by_surname_and_birth(path: Path) -> set[Pair]:
    """What is compared with: equal surname and equal date of birth, both given."""
    rows = _read(path)
    return _within(
        ((row["surname"], row["date_of_birth"]), row["rec_id"])
        for row in rows
        if row["surname"] and row["date_of_birth"]
    )


def quality(found: Collection[Pair], true: Collection[Pair]) -> tuple[Decimal, Decimal]:
    """Precision (found pairs that are true) and recall (true pairs that are found), four decimals."""
    right = len(set(found) & set(true))
    return round(Decimal(right) / max(len(found), 1), 4), round(Decimal(right) / max(len(true), 1), 4)


def found_pairs(rows: Sequence[dict[str, Any]], at_least: Decimal = LIKELY) -> set[Pair]:
    """The pairs fenji finds."""
    return {(pair.first, pair.second) for pair in find(rows, at_least=at_least)}


def made_up(customers: int, duplicates: int) -> tuple[list[dict[str, Any]], set[Pair]]:
    """Chinese persons and companies, and copies of some as another clerk would have typed them; always the same."""
    chance = random.Random(20240630)
    rows = [_customer(number, chance) for number in range(customers - duplicates)]
    copied = chance.sample(range(len(rows)), duplicates)
    copies = [_retyped(rows[at], number, chance) for number, at in enumerate(copied)]
    true = {(rows[at]["customer_id"], f"D{number:06d}") for number, at in enumerate(copied)}
    every = rows + copies
    chance.shuffle(every)
    return every, {(min(pair), max(pair)) for pair in true}


def _customer(number: int, chance: random.Random) -> dict[str, Any]:
    city = chance.choice(CITIES)
    row: dict[str, Any] = {
        "customer_id": f"C{number:06d}",
        "mobile": f"1{chance.choice('3578')}{chance.randrange(10**9):09d}" if chance.random() < 0.85 else None,
        "email": f"u{chance.randrange(10**8)}@example.com" if chance.random() < 0.4 else None,
        "city": city,
        "address": f"{city}市{chance.choice(ROADS)}{chance.randrange(1, 900)}号{chance.randrange(1, 30)}栋"
        f"{chance.randrange(101, 3300)}室",
    }
    if chance.random() < 0.15:
        size = len(GIVEN)  # a name is registered once
        word = GIVEN[number % size] + GIVEN[number // size % size] + GIVEN[number // size**2 % size]
        return row | {"name": f"{city}{word}{chance.choice(TRADES)}有限公司", "kind": "company",
                      "landline": f"021-{chance.randrange(20_000_000, 89_999_999)}"}  # fmt: skip
    given = "".join(chance.choice(GIVEN) for _ in range(1 if chance.random() < 0.35 else 2))
    born = date(1950, 1, 1) + timedelta(days=chance.randrange(20_000)) if chance.random() < 0.5 else None
    return row | {"name": chance.choice(SURNAMES) + given, "kind": "person", "born_on": born}


def _retyped(row: dict[str, Any], number: int, chance: random.Random) -> dict[str, Any]:
    """The same customer from another system: other spelling, some values missing, sometimes a new mobile number."""
    copy = row | {"customer_id": f"D{number:06d}"}
    if copy["mobile"] and chance.random() < 0.5:
        copy["mobile"] = f"+86 {copy['mobile'][:3]}-{copy['mobile'][3:7]}-{copy['mobile'][7:]}"
    elif copy["mobile"] and chance.random() < 0.2:
        copy["mobile"] = f"139{chance.randrange(10**8):08d}"
    if copy["kind"] == "company":
        copy["name"] = copy["name"].replace("有限公司", chance.choice(("（股份）有限公司", "有限责任公司", "公司")))
    for name in ("email", "address", "born_on"):
        if chance.random() < 0.25:
            copy[name] = None
    if copy["address"] and chance.random() < 0.5:
        copy["address"] = copy["address"].replace("号", "-").replace("栋", "-").replace("室", "")
    return copy


def _measure(name: str, rows: Sequence[dict[str, Any]], true: Collection[Pair]) -> None:
    began = time.perf_counter()
    found = found_pairs(rows)
    _print(name, rows, true, f"fenji, {LIKELY} or more", found, time.perf_counter() - began)


def _print(
    name: str,
    rows: Sequence[Any],
    true: Collection[Pair],
    method: str,
    found: Collection[Pair],
    seconds: float | None,
) -> None:
    precision, recall = quality(found, true)
    took = "" if seconds is None else f"{seconds:.1f}"
    print(f"| {name} | {len(rows):,} | {len(true):,} | {method} | {precision} | {recall} | {took} |", flush=True)


def _read(path: Path) -> list[dict[str, str]]:
    import pyarrow.parquet as pq

    rows = pq.read_table(path).to_pylist()
    return [{name: (value or "").strip() for name, value in row.items()} for row in rows]


def _within(named: Iterable[tuple[Any, str]]) -> set[Pair]:
    groups: dict[Any, list[str]] = defaultdict(list)
    for key, one in named:
        groups[key].append(one)
    return {pair for group in groups.values() for pair in combinations(sorted(group), 2)}


def _joined(row: dict[str, str], *names: str) -> str | None:
    return " ".join(row[name] for name in names if row[name]) or None


def _day(words: str) -> date | None:
    try:
        return datetime.strptime(words, "%Y%m%d").date()
    except ValueError:
        return None


if __name__ == "__main__":
    main()
