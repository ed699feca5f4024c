"""A workspace as the web app meets it: people with names, telephones, owners, graded twice; and ten times as many."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from benchmarks.__main__ import stored
from benchmarks.store import AS_OF
from fenji.engines.duckdb import DuckDBEngine
from fenji.engines.engine import literal
from fenji.engines.model import write_model
from fenji.workspace.model_file import newest_file
from fenji.workspace.sought import READ_THROUGH
from fenji.workspace.workspace import Workspace

BEFORE = date(2024, 11, 30)
SCHEME = "value"
FAMILIES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂兰建华文玉红国庆海燕春梅志鹏飞龙雪梦佳琪浩宇轩子涵欣怡晨曦思远"
COMPANIES = ("明达", "恒通", "华信", "中瑞", "金鼎", "天成", "远航", "盛世", "宏图", "嘉禾", "百川", "凯越")
PLACES = {"广东省": "深圳市", "江苏省": "南京市", "浙江省": "杭州市", "山东省": "济南市", "四川省": "成都市",
          "湖北省": "武汉市", "福建省": "厦门市", "河南省": "郑州市", "北京市": "北京市", "上海市": "上海市",
          "陕西省": "西安市", "湖南省": "长沙市"}  # fmt: skip
OWNERS = 24
RARE = "欧阳曦远"  # one customer in a hundred thousand is called so


def web_store(folder: Path, *, orders: int, customers: int) -> Path:
    """The workspace for so many orders and customers, made once in the folder."""
    place = folder / f"web_{orders}_{customers}"
    if (place / "ready").exists():
        _listed(place)
        return place
    original = stored(folder, orders, customers)
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(original / "lake" / "data", place / "lake" / "data", copy_function=os.link)
    for file in ("lake/catalog.sqlite", "lake/hashes.sqlite", "fenji.yaml"):
        shutil.copy2(original / file, place / file)
    for name in ("schemes", "originals", "rejects", "runs", "exports", "compiled"):
        (place / name).mkdir()
    workspace = Workspace.open(place)
    try:
        with workspace.lake.write(actor="bench", what="people") as transaction:
            transaction.delete("customers", "true")
            transaction.append("customers", people(customers))
        for day in (BEFORE, AS_OF):
            workspace.grade(SCHEME, as_of=day)
    finally:
        workspace.close()
    (place / "ready").touch()
    return place


def _listed(place: Path) -> None:
    """Read models as this version of fenji writes them, where an older one made the workspace."""
    if newest_file(place / "runs", SCHEME) is None:
        workspace = Workspace.open(place)
        for run in workspace.runs():
            workspace.result(run.id).engine.close()
        workspace.close()


def copied(place: Path, target: Path) -> Path:
    """The workspace again with the same files of data and read models, and catalogs of its own."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(place, target, copy_function=os.link, ignore=shutil.ignore_patterns("web"))
    for file in ("lake/catalog.sqlite", "lake/hashes.sqlite", "fenji.yaml", f"runs/{SCHEME}.newest"):
        (target / file).unlink()
        shutil.copy2(place / file, target / file)
    return target


def people(customers: int) -> str:
    """The customers' profile; one in twelve is a company, two in three have an owner."""
    provinces, cities = _list(PLACES), _list(PLACES.values())
    return f"""
        SELECT 'C' || lpad(i::VARCHAR, 8, '0') AS customer_id, 'bench' AS source,
            CASE WHEN i % 12 = 0 THEN 'company' ELSE 'person' END AS kind,
            CASE WHEN i % 12 = 0 THEN {cities}[1 + {_drawn(3)} % {len(PLACES)}] || {_list(COMPANIES)}[1 + {_drawn(4)} %
                {len(COMPANIES)}] || (i % 997) || '商贸有限公司'
            WHEN i % 100000 = 7 THEN '{RARE}'
            ELSE {_letter(FAMILIES, 1)} || {_letter(GIVEN, 2)} || {_letter(GIVEN, 5)} END AS name,
            '1' || (30 + {_drawn(6)} % 69) || lpad(({_drawn(7)} % 100000000)::VARCHAR, 8, '0') AS mobile,
            CASE WHEN i % 5 < 3 THEN 'u' || {_drawn(8)} % 10000000 || '@example.com' END AS email,
            {provinces}[1 + {_drawn(3)} % {len(PLACES)}] AS province, {cities}[1 + {_drawn(3)} % {len(PLACES)}] AS city,
            ['零售', '制造', '餐饮', '教育', '医疗', '物流'][1 + {_drawn(9)} % 6] AS industry,
            ['女', '男'][1 + {_drawn(10)} % 2] AS gender,
            CASE WHEN i % 3 < 2 THEN {_letter(FAMILIES, 11, OWNERS)} || '经理' END AS owner,
            DATE '2019-01-01' + ({_drawn(12)} % 2100)::INTEGER AS registered_on, TRUE AS is_listed, 1 AS import_id
        FROM range(1, {customers} + 1) AS numbers(i)"""


def many_more(place: Path, folder: Path, times: int) -> Path:
    """The workspace's newest read model with every customer so many times over, in a file of its own.

    What lists never ask for (thresholds, points, the run before) is left out.
    """
    file = newest_file(place / "runs", SCHEME)
    assert file is not None
    target = folder / f"web_{times}_times{''.join(file.suffixes[-2:])}"
    if target.exists():
        return target
    with DuckDBEngine.in_memory(memory_limit="6GB", temp_directory=folder) as engine:
        engine.run(f"ATTACH {literal(str(file))} AS one (READ_ONLY)")
        known = [row["column_name"] for row in engine.rows("DESCRIBE one.customers")]
        names = ", ".join(f'"{name}"' for name in known if not name.startswith(_UNASKED) and name not in _COPIED)
        others = [row["name"] for row in engine.rows("SHOW TABLES FROM one") if row["name"] != "customers"]
        asked = {name: f'SELECT * FROM one."{name}"' for name in others}
        asked["customers"] = f"""
            SELECT {names}, CASE WHEN n = 0 THEN customer_id ELSE customer_id || '-' || n END AS customer_id,
                concat_ws('-', sought_numbers, nullif(n, 0)) AS sought_numbers
            FROM (FROM one.customers ORDER BY rowid), (SELECT unnest(range({times})) AS n)
            ORDER BY rung NULLS LAST, score DESC NULLS LAST, net_revenue DESC NULLS LAST, customer_id"""
        write_model(target, engine, asked, scanned={"customers": READ_THROUGH})
    return target


_UNASKED = ("points_", "rises_at_", "keeps_at_", "previous_", "gap_", "return_gap_", "system_")
_COPIED = ("customer_id", "sought_numbers")


def _drawn(stream: int) -> str:
    return f"(hash(i * 64 + {stream}) >> 20)::BIGINT"


def _letter(letters: str, stream: int, most: int = 0) -> str:
    return f"substr('{letters}', 1 + ({_drawn(stream)} % {most or len(letters)})::INTEGER, 1)"


def _list(values: Iterable[str]) -> str:
    return "[" + ", ".join(literal(value) for value in values) + "]"
