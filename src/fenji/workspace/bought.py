"""What each customer bought: the products and categories most is spent on, of the order lines of one snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

MOST_BOUGHT = 12  # products, and as many categories, kept of a customer
PRODUCT, CATEGORY = "product", "category"
COLUMNS = (
    "sort",
    "number",
    "name",
    "category",
    "orders",
    "quantity",
    "amount",
    "currency",
    "last_on",
    "share",
    "kinds",
)
_NOTHING = """SELECT CAST(NULL AS UBIGINT) AS place, CAST(NULL AS VARCHAR) AS customer_id, '' AS sort, '' AS number,
    '' AS name, '' AS category, 0 AS orders, CAST(0 AS DECIMAL(18,3)) AS quantity, CAST(0 AS DECIMAL(18,2)) AS amount,
    '' AS currency, CAST(NULL AS DATE) AS last_on, CAST(0 AS DECIMAL(9,4)) AS share, 0 AS kinds WHERE false"""
_KEYS = {
    PRODUCT: ("coalesce(product_id, product_name)", "arg_max(coalesce(product_name, product_id), ordered_at)",
              "arg_max(category, ordered_at)"),
    CATEGORY: ("category", "category", "NULL"),
}  # fmt: skip


@dataclass(frozen=True)
class Bought:
    """One product or category (`sort`) of a customer, over all time, in one currency.

    `orders`: those that stand. `quantity` and `amount` are net of what was given back; quantity is None where it was
    not recorded. `share` is of the money of all the customer's products, None where that is not positive. `kinds` says
    how many different ones there are, those beyond the kept included.
    """

    sort: str
    number: str | None
    name: str
    category: str | None
    orders: int
    quantity: Decimal | None
    amount: Decimal
    currency: str | None
    last_on: date | None
    share: Decimal | None
    kinds: int


def bought_sql(relations: Mapping[str, str]) -> str:
    """The most bought of each customer, those most is spent on first; `survivors` names who was merged into whom.

    A line without a category takes its product's where all sources agree on it. What was given back whole is left out.
    """
    if "order_lines" not in relations:
        return _NOTHING
    parts = " UNION ALL ".join(_part(sort) for sort in _KEYS)
    return f"""WITH listed AS ({_listed(relations)}),
        line AS MATERIALIZED (
            SELECT coalesce(survivor, customer_id) AS customer_id, product_id, product_name, source, order_id, kind,
                   coalesce(l.category, p.category) AS category, quantity, amount, currency, ordered_at, ordered_on,
                   void_at IS NULL AND kind = 'sale' AS is_bought
            FROM (FROM {relations["order_lines"]}) AS l LEFT JOIN survivors ON was = customer_id
            LEFT JOIN listed AS p USING (product_id)
            WHERE customer_id IS NOT NULL AND kind <> 'void')
        SELECT hash(customer_id) AS place, customer_id, {", ".join(COLUMNS)} FROM ({parts})
        ORDER BY place, sort, amount DESC, number"""


def _listed(relations: Mapping[str, str]) -> str:
    if "products" not in relations:
        return "SELECT CAST(NULL AS VARCHAR) AS product_id, CAST(NULL AS VARCHAR) AS category WHERE false"
    return f"""SELECT product_id, any_value(category) AS category FROM {relations["products"]}
               WHERE product_id IS NOT NULL GROUP BY product_id HAVING min(category) = max(category)"""


def _part(sort: str) -> str:
    key, name, category = _KEYS[sort]
    whole = "(PARTITION BY customer_id, currency)"
    return f"""SELECT customer_id, '{sort}' AS sort, CAST(key AS VARCHAR) AS number, CAST(name AS VARCHAR) AS name,
            CAST(category AS VARCHAR) AS category, CAST(orders AS INTEGER) AS orders,
            CAST(quantity AS DECIMAL(18,3)) AS quantity, CAST(amount AS DECIMAL(18,2)) AS amount, currency, last_on,
            CAST(amount / nullif(greatest(sum(amount) OVER {whole}, 0), 0) AS DECIMAL(9,4)) AS share,
            CAST(count(*) OVER {whole} AS INTEGER) AS kinds
        FROM (SELECT customer_id, currency, {key} AS key, {name} AS name, {category} AS category,
                     count(DISTINCT (source, order_id)) FILTER (is_bought) AS orders, sum(quantity) AS quantity,
                     sum(amount) AS amount, max(ordered_on) FILTER (is_bought) AS last_on
              FROM line WHERE {key} IS NOT NULL GROUP BY customer_id, currency, {key})
        WHERE orders > 0
        QUALIFY row_number() OVER (PARTITION BY customer_id ORDER BY amount DESC, key) <= {MOST_BOUGHT}"""
