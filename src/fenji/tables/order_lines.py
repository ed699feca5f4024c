"""Order lines: the goods of every order, one row an item."""

from __future__ import annotations

from fenji.language import Text
from fenji.tables.orders import ORDERS
from fenji.tables.table import (
    MONEY,
    PRICE,
    QUANTITY,
    CanonicalTable,
    Column,
    currency,
    customer_id,
    import_id,
    source,
)

PRODUCT_ID = (
    *(
        "商品ID",
        "商品编码",
        "商品代码",
        "产品编号",
        "产品ID",
        "产品编码",
        "货号",
        "物料编码",
        "商品货号",
        "条码",
        "商家编码",
    ),
    *("宝贝ID", "stock_code", "stockcode", "sku", "sku_id", "product_code", "product", "item_id", "item_no", "item"),
    *("article_no", "upc", "barcode", "asin", "goods_id"),
)
PRODUCT_NAME = (
    *("商品", "产品", "品名", "产品名称", "宝贝标题", "商品标题", "货品名称", "description", "product_title", "title"),
    *("item_name", "product_type", "item_description", "goods_name"),
)
CATEGORY = (
    *(
        "类目",
        "品类",
        "类别",
        "商品类别",
        "商品分类",
        "商品类目",
        "产品类别",
        "分类",
        "product_category",
        "category_name",
    ),
    *("commodity", "item_category", "product_line", "series"),
)
UNIT_COST = ("成本价", "进货价", "采购价", "单件成本", "成本", "cost", "cost_price", "purchase_price", "standard_cost")

ORDER_LINES = CanonicalTable(
    "order_lines",
    Text("Order lines", "订单明细"),
    Text(
        "One row for every item of an order, with the order's times, kind and customer repeated.",
        "订单中的每个商品一行,并带有所属订单的时间、类型与客户。",
    ),
    ("source", "order_id", "line_no"),
    (
        ORDERS.column("order_id"),
        source(),
        Column(
            "line_no",
            "int64",
            Text("Line number", "行号"),
            Text("The line's place within its order.", "该行在订单内的序号。"),
            ("序号", "明细行号", "line", "line_number", "line_id", "order_item_id", "order_line"),
        ),
        customer_id(meaning=Text("Who bought; NULL = a guest.", "购买客户;为空即散客。")),
        ORDERS.column("kind"),
        Column(
            "product_id",
            "string",
            Text("Product ID", "商品编号"),
            Text("The product's number.", "商品的编号。"),
            PRODUCT_ID,
        ),
        Column(
            "product_name",
            "string",
            Text("Product name", "商品名称"),
            Text("The product's name as sold.", "成交时的商品名称。"),
            PRODUCT_NAME,
        ),
        Column(
            "category",
            "string",
            Text("Category", "商品类目"),
            Text("The kind of goods; NULL = taken from products, if known there.", "商品所属类目;为空时取自商品表。"),
            CATEGORY,
        ),
        Column(
            "quantity",
            QUANTITY,
            Text("Quantity", "数量"),
            Text("How many; the sign follows the amount.", "件数;正负与金额一致。"),
            ("件数", "购买数量", "销售数量", "商品数量", "购买件数", "qty", "units", "count", "pieces", "item_count"),
        ),
        Column(
            "unit_price",
            PRICE,
            Text("Unit price", "单价"),
            Text("Price of one piece after discounts.", "优惠后的单件价格。"),
            ("商品单价", "销售单价", "价格", "售价", "成交单价", "商品价格", "price", "sale_price", "sales_price"),
        ),
        Column(
            "amount",
            MONEY,
            Text("Amount paid", "实付金额"),
            Text("What was paid for the line: negative when given back.", "该行的实付金额;退款为负。"),
            (*ORDERS.column("amount").synonyms, "小计", "line_total", "line_amount", "subtotal", "extended_price"),
            is_required=True,
        ),
        ORDERS.column("discount"),
        Column(
            "unit_cost",
            PRICE,
            Text("Unit cost", "单位成本"),
            Text(
                "What one piece costs the company; NULL = taken from products, if known there.",
                "单件成本;为空时取自商品表。",
            ),
            UNIT_COST,
        ),
        currency(),
        ORDERS.column("ordered_at"),
        ORDERS.column("ordered_on"),
        ORDERS.column("booked_at"),
        ORDERS.column("void_at"),
        import_id(),
    ),
)
