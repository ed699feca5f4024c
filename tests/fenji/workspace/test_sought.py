"""What searches look through first and what names sort by, beside the rows of a read model."""

from __future__ import annotations

from pathlib import Path

import pytest

from fenji.engines.duckdb import DuckDBEngine
from fenji.workspace.model_file import newest_file, open_file
from fenji.workspace.pinyin import with_pinyin
from fenji.workspace.sought import READ_THROUGH, with_sought
from fenji.workspace.workspace import Workspace

NAMES = ("张三", "张三丰", "ZHANG", "单雄信", "", "𠮷野", "O'Brien Mary", "欧阳曦远", "欧阳曦", "Zürich", "z")


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The read model of a workspace with one province and three people."""
    place = tmp_path_factory.mktemp("sought")
    people = "客户ID,姓名,省份,购买次数,累计消费金额,最近购买日期,统计日期\n" + "".join(
        f"C{n},{name},广东省,3,100,2024-06-01,2024-06-30\n" for n, name in enumerate(NAMES[:4])
    )
    path = place / "客户清单.csv"
    path.write_text(people, "utf-8")
    shop = Workspace.create(place / "shop")
    shop.import_file(path, "customers")
    shop.grade("value")
    shop.close()
    file = newest_file(place / "shop" / "runs", "value")
    assert file is not None
    return file


def test_everything_a_search_may_find_is_in_what_it_looks_through_first() -> None:
    row = _row("CREATE TABLE people AS SELECT 'c01' AS customer_id, '张三' AS name, '13800138000' AS mobile, "
               "CAST(NULL AS VARCHAR) AS landline, 'Zhang@Example.com' AS email")  # fmt: skip
    assert row["sought_numbers"] == "c01 13800138000 "
    assert row["sought_letters"] == "zs zhangsan zhang@example.com"


def test_what_is_unknown_of_a_customer_hides_nothing_of_the_rest() -> None:
    row = _row("CREATE TABLE people AS SELECT 'C1' AS customer_id, CAST(NULL AS VARCHAR) AS name, "
               "CAST(NULL AS VARCHAR) AS mobile")  # fmt: skip
    assert row["sought_numbers"] == "c1 "
    assert row["name_order"] is None


def test_names_by_their_number_and_then_by_themselves_are_in_the_order_of_their_sounds() -> None:
    with DuckDBEngine.in_memory() as engine:
        engine.run("CREATE TABLE people AS SELECT unnest(CAST(? AS VARCHAR[])) AS name", [list(NAMES)])
        sounding = with_sought(with_pinyin(engine.table("people"), engine))
        rows = engine.rows(engine.compile(sounding))
    by_sound = sorted(rows, key=lambda row: (row["name_pinyin"].encode(), row["name"]))
    by_number = sorted(rows, key=lambda row: (row["name_order"], row["name_pinyin"].encode(), row["name"]))
    assert [row["name"] for row in by_number] == [row["name"] for row in by_sound]
    assert len({row["name_order"] for row in rows}) > len(NAMES) / 2


def test_none_of_it_is_said_of_a_customer(graded: Path) -> None:
    result = open_file(graded)
    assert not {"sought_numbers", "sought_letters", "name_order"} & {*result.columns}
    customer = result.sample(["customer_id"], 1)[0][0]["customer_id"]
    assert {*result.customer(customer).row} == {*result.columns}
    assert {*next(iter(result.rows(limit=1)))} == {*result.columns}


def test_what_is_read_from_end_to_end_rests_unpacked_and_words_that_repeat_are_kept_once(graded: Path) -> None:
    found = open_file(graded).engine.rows(
        "SELECT DISTINCT column_name, compression FROM pragma_storage_info('customers') WHERE segment_type = 'VARCHAR'"
    )
    packed = {row["column_name"]: row["compression"] for row in found}
    assert {packed[name] for name in READ_THROUGH} == {"Uncompressed"}
    assert packed["province"] in ("DICT_FSST", "Constant")


def _row(people: str) -> dict[str, object]:
    with DuckDBEngine.in_memory() as engine:
        engine.run(people)
        (row,) = engine.rows(engine.compile(with_sought(with_pinyin(engine.table("people"), engine))))
    return row
