"""Lists update what is known, facts are added once, and nobody is forgotten who was only met in facts."""

from __future__ import annotations

import pytest

from fenji.errors import MappingError
from fenji.intake import Mapping, read_mapping
from tests.fenji.intake.conftest import Shop, codes


def customers(shop: Shop, columns: str) -> list[tuple[object, ...]]:
    rows = shop.rows(f"SELECT {columns} FROM lake.main.customers ORDER BY customer_id")
    return [tuple(row.values()) for row in rows]


def test_a_list_lists_a_customer_who_was_met_in_orders(shop: Shop) -> None:
    shop.bring("order_id,customer_id,ordered_at,amount\nA1,C1,2024-01-01,5\n")
    assert customers(shop, "customer_id, name, is_listed") == [("C1", None, False)]
    shop.bring("客户编号,客户姓名\nC1,张三\n", "customers", name="list.csv")
    assert customers(shop, "customer_id, name, is_listed") == [("C1", "张三", True)]


def test_an_update_keeps_what_the_new_list_leaves_empty(shop: Shop) -> None:
    shop.bring("客户ID,姓名,手机\nC1,张三,13800138000\n", "customers", name="a.csv")
    report = shop.bring("客户ID,姓名,手机,城市\nC1,张三,,上海\n", "customers", name="b.csv")
    assert report.accepted == 1
    assert customers(shop, "name, mobile, city") == [("张三", "13800138000", "上海")]


def test_a_blank_cell_empties_what_was_known_where_the_mapping_says_so(shop: Shop) -> None:
    shop.bring("客户ID,姓名,手机,城市\nC1,张三,13800138000,上海\nC2,李四,,北京\n", "customers", name="a.csv")
    second = "客户ID,姓名,手机,城市\nC1,张三,,\nC2,李四,,\nC3,王五,,\n"
    report = shop.bring(second, "customers", name="b.csv", emptied=["mobile"])
    assert customers(shop, "name, mobile, city") == [
        ("张三", None, "上海"),
        ("李四", None, "北京"),
        ("王五", None, None),
    ]
    assert (report.accepted, report.duplicates_skipped) == (2, 1)
    with pytest.raises(MappingError, match="no_such"):
        shop.bring(second, "customers", name="c.csv", emptied=["no_such"])


def test_a_list_row_that_says_nothing_new_is_a_duplicate(shop: Shop) -> None:
    shop.bring("客户ID,姓名\nC1,张三\n", "customers", name="a.csv")
    report = shop.bring("客户ID,姓名\nC1,张三\nC2,李四\n", "customers", name="b.csv")
    assert (report.accepted, report.duplicates_skipped) == (1, 1)


def test_a_person_named_null_stays_and_telephones_have_one_form(shop: Shop) -> None:
    shop.bring("客户ID,姓名,手机,邮箱\nC1,Null,+86 138-0013-8000,Ａ@B．com\n", "customers")
    assert customers(shop, "name, mobile, email") == [("Null", "13800138000", "a@b.com")]


def test_a_telephone_that_excel_destroyed_is_rejected(shop: Shop) -> None:
    report = shop.bring("客户ID,手机\nC1,1.38E+10\nC2,13800138000\n", "customers")
    assert "SCIENTIFIC" in codes(report)
    assert report.accepted == 1


FACTS = {
    "interactions": "客户ID,互动方式,时间\nC1,phone,2024-01-01 10:00\nC1,phone,2024-01-01 10:00\nC2,微信,2024-01-02\n",
    "payments": "客户ID,应付日期,应付金额,回款日期,回款金额\nC1,2024-01-01,100,2024-01-03,100\nC2,2024-01-01,5,,\n",
    "touches": "客户ID,触达时间,渠道,响应时间\nC1,2024-01-01,短信,2024-01-02\nC2,2024-01-01,短信,\n",
    "feedback": "客户ID,反馈类型,反馈时间,评分\nC1,投诉,2024-01-01,3\nC2,问卷,2024-01-01,5\n",
}


@pytest.mark.parametrize("table", sorted(FACTS))
def test_facts_without_numbers_are_added_once_however_often_they_are_exported(shop: Shop, table: str) -> None:
    first = shop.bring(FACTS[table], table, name="first.csv")
    again = shop.bring(FACTS[table] + "\n", table, name="again.csv")
    assert first.rejected == 0
    assert (again.accepted, again.duplicates_skipped) == (0, first.accepted)
    assert shop.rows(f"SELECT count(*) AS n FROM lake.main.{table}") == [{"n": first.accepted}]
    assert customers(shop, "customer_id, is_listed") == [("C1", False), ("C2", False)]


def test_kinds_are_stored_in_one_word(shop: Shop) -> None:
    shop.bring(FACTS["interactions"], "interactions", name="i.csv")
    shop.bring(FACTS["feedback"], "feedback", name="f.csv")
    kinds = shop.rows("SELECT DISTINCT kind FROM lake.main.interactions ORDER BY kind")
    assert [row["kind"] for row in kinds] == ["微信", "电话"]
    kinds = shop.rows("SELECT kind FROM lake.main.feedback ORDER BY kind")
    assert [row["kind"] for row in kinds] == ["complaint", "survey"]


def test_products_and_contacts_come_in(shop: Shop) -> None:
    assert shop.bring("商品编号,商品名称,成本价\nP1,杯子,3.5\nP1,杯子,3.5\n", "products", name="p.csv").accepted == 1
    assert shop.bring("联系人ID,客户ID,姓名,手机\nX1,C1,张,13800138000\n", "contacts", name="c.csv").accepted == 1


def test_a_mapping_is_read_from_yaml_and_its_mistakes_are_named(shop: Shop, tmp_path: object) -> None:
    file = shop.folder / "m.yaml"
    file.write_text("columns: {order_id: Nr, customer_id: Kd, ordered_at: Tag, amount: Betrag}\n", encoding="utf-8")
    mapping = read_mapping(file, table="orders")
    assert mapping == Mapping(
        "orders", {"order_id": "Nr", "customer_id": "Kd", "ordered_at": "Tag", "amount": "Betrag"}
    )
    assert shop.bring("Nr;Kd;Tag;Betrag\nA1;C1;2024-01-01;5\n", mapping=mapping).accepted == 1
    for wrong in ("columns: [", "colums: {}", "columns: {order_id: a}\noptions: {sheets: x}", ""):
        file.write_text(wrong, encoding="utf-8")
        with pytest.raises(MappingError):
            read_mapping(file, table="orders")


def test_a_mapping_that_names_what_is_not_there_says_the_nearest(shop: Shop) -> None:
    columns = {"order_id": "Nr", "customer_id": "Kd", "ordered_at": "Tag", "amount": "Betrg"}
    with pytest.raises(MappingError, match="Betrag"):
        shop.bring("Nr,Kd,Tag,Betrag\nA1,C1,2024-01-01,5\n", mapping=Mapping("orders", columns))
    with pytest.raises(MappingError, match="order_id"):
        shop.bring("Nr,Kd\nA1,C1\n", mapping=Mapping("orders", {"order_idd": "Nr"}))


def test_an_unknown_table_is_an_error_with_the_choice(shop: Shop) -> None:
    with pytest.raises(MappingError, match="customers"):
        shop.bring("a,b\n1,2\n", "clients")
