"""Names as they sound, beside the rows of a read model: what lists sort and search names by."""

from __future__ import annotations

from pathlib import Path

import pytest

from fenji.engines.duckdb import DuckDBEngine
from fenji.workspace.model_file import newest_file, open_file
from fenji.workspace.pinyin import with_pinyin
from fenji.workspace.workspace import Workspace

SOUNDS = {
    "张三": ("ZhangSan", "zs"),
    "单雄信": ("ShanXiongXin", "sxx"),
    "吕布": ("LvBu", "lb"),
    "O'Brien Mary": ("O'brien mary", "o'brien mary"),
    "A座王": ("AZuoWang", "azw"),
    "𠮷野": ("𠮷Ye", "𠮷y"),
    "": ("", ""),
}


@pytest.mark.parametrize("name", SOUNDS)
def test_a_name_sounds_as_it_is_said(name: str) -> None:
    with DuckDBEngine.in_memory() as engine:
        engine.run("CREATE TABLE people AS SELECT CAST(? AS VARCHAR) AS name", [name])
        (row,) = engine.rows(engine.compile(with_pinyin(engine.table("people"), engine)))
    assert (row["name_pinyin"], row["name_initials"]) == SOUNDS[name]


def test_no_name_has_no_sound() -> None:
    with DuckDBEngine.in_memory() as engine:
        engine.run("CREATE TABLE people AS SELECT CAST(NULL AS VARCHAR) AS name")
        (row,) = engine.rows(engine.compile(with_pinyin(engine.table("people"), engine)))
    assert (row["name_pinyin"], row["name_initials"]) == (None, None)


def test_names_sort_syllable_by_syllable(tmp_path: Path) -> None:
    people = "客户ID,姓名,购买次数,累计消费金额,最近购买日期,统计日期\n" + "".join(
        f"C{n},{name},3,100,2024-06-01,2024-06-30\n" for n, name in enumerate(("梁红", "李明", "连战", "李安", "林黛"))
    )
    path = tmp_path / "客户清单.csv"
    path.write_text(people, "utf-8")
    shop = Workspace.create(tmp_path / "shop")
    shop.import_file(path, "customers")
    shop.grade("value")
    shop.close()
    file = newest_file(tmp_path / "shop" / "runs", "value")
    assert file is not None
    result = open_file(file)
    rows = result.engine.rows("SELECT name FROM customers ORDER BY name_pinyin, name")
    assert [row["name"] for row in rows] == ["李安", "李明", "连战", "梁红", "林黛"]
    assert "name_pinyin" not in result.columns, "how a name sounds is no figure of the customer"
