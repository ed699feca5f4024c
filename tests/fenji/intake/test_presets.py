"""Sample layouts of Chinese shops, ERPs and CRMs are known by their headers and come in without a word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from fenji.errors import UnknownName
from fenji.intake.mapping import MappingOptions
from fenji.intake.presets import NONE, preset_for, presets
from tests.fenji.intake.conftest import Shop, codes, conserved

ORDERS = "SELECT order_id, customer_id, kind, CAST(amount AS VARCHAR) FROM lake.main.orders ORDER BY order_id"


@dataclass(frozen=True)
class Layout:
    """A sample of one system's export, as CSV, and the orders or customers it must become."""

    preset: str
    table: str
    content: str
    rejected: int
    ask: str
    rows: tuple[tuple[Any, ...], ...]


LAYOUTS = (
    Layout(
        "taobao",
        "orders",
        "订单编号,买家会员名,买家应付货款,买家实际支付金额,订单状态,收货人姓名,收货地址,联系手机,订单创建时间,订单付款时间,宝贝标题\n"
        '="1001",tb_张,90.00,88.00,交易成功,张**,浙江省 杭州市 **,138****8000,2024/6/5 13:05,2024/6/5 13:06,茶杯\n'
        '="1002",tb_li,10.00,0.00,交易关闭,李四,北京市 海淀区,13900139000,2024-6-5 下午3:05,,茶杯\n'
        '="1003",tb_li,30.00,30.00,退款成功,李四,北京市 海淀区,13900139000,2024/6/6,2024/6/6,茶壶\n'
        '="1004",tb_wu,20.00,20.00,"卖家已发货，等待买家确认",吴,上海市,13700137000,2024/6/7 9:00,2024/6/7 9:01,茶壶\n'
        "合计,,150.00,138.00,,,,,,,\n制单人：小王,,,,,,,,,,\n",
        2,
        ORDERS,
        (
            ("1001", "tb_张", "sale", "88.00"),
            ("1002", "tb_li", "void", "0.00"),
            ("1003", "tb_li", "sale", "30.00"),
            ("1003#refund", "tb_li", "refund", "-30.00"),
            ("1004", "tb_wu", "sale", "20.00"),
        ),
    ),
    Layout(
        "jd",
        "orders",
        "订单号,商品ID,商品名称,订购数量,支付方式,下单时间,京东价,订单金额,结算金额,应付金额,订单状态,下单帐号,客户姓名,客户地址,联系电话\n"
        "J1,P1,甲,1,在线支付,2024-01-01 10:00:00,10,30,25,25,完成,jd_a,张三,北京,13800138000\n"
        "J1,P2,乙,2,在线支付,2024-01-01 10:00:00,10,30,25,25,完成,jd_a,张三,北京,13800138000\n"
        "J2,P2,乙,2,在线支付,2024-01-02 10:00:00,10,20,20,20,(删除)等待付款,jd_b,李四,上海,13800138001\n",
        0,
        ORDERS,
        (("J1", "jd_a", "sale", "25.00"), ("J2", "jd_b", "void", "20.00")),
    ),
    Layout(
        "pinduoduo",
        "orders",
        "商品,订单号,订单状态,商品总价(元),店铺优惠折扣(元),用户实付金额(元),商家实收金额(元),商品数量(件),收货人,手机,省,市,区,订单成交时间\n"
        "袜子,240601-1,已收货,12.00,2.00,10.00,10.00,1,张三,13800138000,浙江省,杭州市,西湖区,2024-06-01 10:00:00\n"
        '袜子,240601-2,"已发货，退款成功",12.00,2.00,10.00,10.00,1,李四,138****8000,浙江,杭州,西,2024-06-01 11:00:00\n',
        0,
        ORDERS,
        (
            ("240601-1", "13800138000", "sale", "10.00"),
            ("240601-2", None, "sale", "10.00"),
            ("240601-2#refund", None, "refund", "-10.00"),
        ),
    ),
    Layout(
        "doudian",
        "orders",
        "主订单编号,子订单编号,选购商品,商品ID,商品数量,商品单价,订单应付金额,订单提交时间,订单状态,用户ID,收件人,收件人手机号,省,市,区\n"
        "D1,D11,甲,P1,1,10.00,9.00,2024-06-01 10:00:00,已完成,u1,张*,138****8000,广东省,深圳市,南山区\n"
        "D1,D12,乙,P2,2,5.00,9.00,2024-06-01 10:00:00,已完成,u1,张*,138****8000,广东省,深圳市,南山区\n"
        "D2,D21,乙,P2,2,5.00,10.00,2024-06-01 11:00:00,已关闭,u2,李*,138****8001,广东省,深圳市,南山区\n",
        0,
        ORDERS,
        (("D1", "u1", "sale", "18.00"), ("D2", "u2", "void", "10.00")),
    ),
    Layout(
        "youzan",
        "orders",
        "订单号,订单状态,买家手机号,买家姓名,订单实付金额,订单优惠金额,订单创建时间,归属店铺,收货人省份\n"
        "E2024,交易完成,13800138000,张三,99.50,0.50,2024-06-01 10:00:00,旗舰店,浙江省\n"
        "E2025,交易关闭,13800138001,李四,10.00,0.00,2024-06-01 10:00:00,旗舰店,浙江省\n",
        0,
        ORDERS,
        (("E2024", "13800138000", "sale", "99.50"), ("E2025", "13800138001", "void", "10.00")),
    ),
    Layout(
        "kingdee",
        "orders",
        "单据编号,日期,客户,物料编码,物料名称,实发数量,含税单价,价税合计,单据状态,销售员,结算币别\n"
        "XSCK001,2024/6/5,杭州甲公司,M1,电机,2,113,226.00,已审核,张三,人民币\n"
        "XSCK001,2024/6/5,杭州甲公司,M2,轴承,10,11.3,113.00,已审核,张三,人民币\n"
        "XSCK002,2024/6/6,乙公司,M2,轴承,10,11.3,113.00,审核中,张三,人民币\n,,,小计,,22,,452.00,,,\n合计,,,,,22,,452.00,,,\n",
        2,
        ORDERS,
        (("XSCK001", "杭州甲公司", "sale", "339.00"), ("XSCK002", "乙公司", "void", "113.00")),
    ),
    Layout(
        "yonyou",
        "orders",
        "单据号,单据日期,客户编码,客户名称,存货编码,存货名称,数量,含税单价,价税合计,业务员,状态\n"
        "X01,2024-06-05,0101,甲公司,S1,电机,2,113,226,张三,已审核\nX02,2024-06-08,0101,甲公司,S1,电机,-2,113,-226,张三,已审核\n"
        "本页合计,,,,,,0,,0,,\n",
        1,
        ORDERS,
        (("X01", "0101", "sale", "226.00"), ("X02", "0101", "refund", "-226.00")),
    ),
    Layout(
        "fxiaoke",
        "customers",
        "客户名称,客户编号,客户级别,成交状态,负责人,归属部门,1级行业,电话,省,市,详细地址,创建时间,来源,备注\n"
        "甲公司,KH001,A类,已成交,张三,华东区,制造业,0571-88886666,浙江省,杭州市,文三路1号,2024-06-05 10:00,展会,\n",
        0,
        "SELECT customer_id, name, existing_grade, owner, industry, registered_on::VARCHAR FROM lake.main.customers",
        (("KH001", "甲公司", "A类", "张三", "制造业", "2024-06-05"),),
    ),
    Layout(
        "zoho",
        "customers",
        "Account Id,Account Name,Account Owner,Phone,Industry,Employees,Billing City,Billing Country,"
        "Created Time,Rating\n"
        "zcrm_1,Acme,Ann,+1 555 0100,Retail,50,Berlin,Germany,2024-06-05 10:00:00,Active\n",
        0,
        "SELECT customer_id, name, owner, city, existing_grade FROM lake.main.customers",
        (("zcrm_1", "Acme", "Ann", "Berlin", "Active"),),
    ),
)


def test_every_preset_has_a_layout() -> None:
    assert {layout.preset for layout in LAYOUTS} == {preset.name for preset in presets()}


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.preset)
def test_a_layout_is_known_by_its_headers_and_comes_in(shop: Shop, layout: Layout) -> None:
    report = shop.bring(layout.content.replace('="', '"'), layout.table)
    assert conserved(report)
    assert report.rejected == layout.rejected
    assert report.mapping.options.preset == layout.preset
    assert "PRESET" in codes(report)
    assert tuple(tuple(row.values()) for row in shop.rows(layout.ask)) == layout.rows


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.preset)
def test_no_layout_is_taken_for_another_system_s(layout: Layout) -> None:
    headers = layout.content.splitlines()[0].split(",")
    wanted = MappingOptions()
    found = preset_for(headers, layout.table, wanted, where="file")
    assert found is not None
    assert found.name == layout.preset
    assert preset_for(headers, layout.table, MappingOptions(preset=NONE), where="file") is None
    assert preset_for(["订单号", "金额"], layout.table, wanted, where="file") is None


def test_a_preset_that_does_not_exist_names_those_that_do() -> None:
    with pytest.raises(UnknownName, match="taobao"):
        preset_for(["a"], "orders", MappingOptions(preset="taobbao"), where="file")


def test_masked_values_are_kept_as_given_and_counted(shop: Shop) -> None:
    report = shop.bring(LAYOUTS[0].content.replace('="', '"'))
    assert {"MASKED", "TOTAL_ROW"} <= codes(report)
    people = shop.rows("SELECT name, mobile, is_listed FROM lake.main.customers WHERE customer_id = 'tb_张'")
    assert people == [{"name": "张**", "mobile": "138****8000", "is_listed": False}]


def test_a_masked_customer_number_is_nobody_s(shop: Shop) -> None:
    report = shop.bring(LAYOUTS[2].content)
    assert "MASKED_ID" in codes(report)
    assert report.guests is not None


def test_days_of_shops_are_read(shop: Shop) -> None:
    shop.bring(LAYOUTS[0].content.replace('="', '"'))
    assert shop.orders("ordered_at")[:2] == [(datetime(2024, 6, 5, 5, 5),), (datetime(2024, 6, 5, 7, 5),)]


def test_a_person_s_word_goes_before_the_preset_s(shop: Shop) -> None:
    content = LAYOUTS[4].content.replace("交易关闭", "已核销")
    shop.bring(content, status={"已核销": "void"})
    assert shop.orders("kind") == [("sale",), ("void",)]


def test_an_order_s_amount_repeated_on_its_lines_is_shared_among_them(shop: Shop) -> None:
    shop.bring(LAYOUTS[1].content)
    lines = shop.rows("SELECT amount FROM lake.main.order_lines WHERE order_id = 'J1' ORDER BY line_no")
    assert [row["amount"] for row in lines] == [Decimal("8.33"), Decimal("16.67")]


@pytest.mark.parametrize(
    ("header", "amount"), [("金额(万元)", "12000.00"), ("金额（元）", "1.20"), ("金额【千元】", "1200.00")]
)
def test_a_unit_in_a_header_scales_the_column(shop: Shop, header: str, amount: str) -> None:
    shop.bring(f"订单号,客户ID,下单时间,{header}\nA1,C1,2024-01-05,1.2\n")
    assert shop.orders("amount") == [(Decimal(amount),)]
