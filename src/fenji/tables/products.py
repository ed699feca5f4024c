"""Products: what is sold, its category and, where known, its cost."""

from __future__ import annotations

from fenji.language import Text
from fenji.tables.order_lines import CATEGORY, PRODUCT_ID, PRODUCT_NAME, UNIT_COST
from fenji.tables.table import PRICE, CanonicalTable, Column, currency, import_id, source

PRODUCTS = CanonicalTable(
    "products",
    Text("Products", "商品"),
    Text(
        "One row for every product; its cost and category serve the order lines that lack their own.",
        "每个商品一行;订单明细缺少成本或类目时由此补足。",
    ),
    ("source", "product_id"),
    (
        Column(
            "product_id",
            "string",
            Text("Product ID", "商品编号"),
            Text("The product's number.", "商品的编号。"),
            PRODUCT_ID,
            is_required=True,
        ),
        Column("name", "string", Text("Name", "商品名称"), Text("The product's name.", "商品的名称。"), PRODUCT_NAME),
        Column(
            "category", "string", Text("Category", "商品类目"), Text("The kind of goods.", "商品所属类目。"), CATEGORY
        ),
        Column(
            "department",
            "string",
            Text("Department", "商品部门"),
            Text("The department that sells it.", "商品所属部门或大类。"),
            ("部门", "大类", "一级类目", "商品大类", "division"),
        ),
        Column(
            "brand",
            "string",
            Text("Brand", "品牌"),
            Text("The brand.", "商品品牌。"),
            ("品牌名称", "brand_name", "manufacturer", "厂商", "厂家"),
        ),
        Column(
            "unit_cost",
            PRICE,
            Text("Unit cost", "单位成本"),
            Text("What one piece costs the company; NULL = unknown.", "单件成本;为空表示未知。"),
            UNIT_COST,
        ),
        currency(),
        source(),
        import_id(),
    ),
)
