"""What programs ask of a run's file beside what pages ask: who moved, and everybody's grade, by customer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fenji_web.library import Result

_MOVED = "customer_id, name, kind AS person, move AS kind, previous_tier AS from_tier, tier AS to_tier, net_revenue"


def moves(result: Result, *, kind: str, after: str, size: int) -> list[dict[str, Any]]:
    """Whose tier differs from the run before, by customer; those new and gone among them."""
    if result.previous is None:
        return []
    named = _MOVED if "kind" in result.columns else _MOVED.replace("kind AS person", "NULL AS person")
    sql = f"SELECT {named} FROM {result.relation} WHERE move <> 'same'"
    if result.gone:
        sql += f"""\n UNION ALL SELECT customer_id, name, NULL, 'gone', tier, NULL, net_revenue FROM {result.gone}"""
    wanted = "WHERE customer_id > ? AND kind = ?" if kind else "WHERE customer_id > ?"
    sql = f"SELECT * FROM ({sql}) {wanted} ORDER BY customer_id LIMIT {int(size)}"
    return result.engine.rows(sql, [after, kind] if kind else [after])


def grades(result: Result, *, tiers: list[str], after: str, size: int) -> list[dict[str, Any]]:
    """Everybody's row by customer, or those of some tiers; an empty one asks for the ungraded."""
    named, values = [one for one in tiers if one], [after, *(one for one in tiers if one)]
    ways = [f"tier IN ({', '.join('?' for _ in named)})"] if named else []
    ways += ["tier IS NULL"] if len(named) < len(tiers) else []
    among = f" AND ({' OR '.join(ways)})" if ways else ""
    sql = f"SELECT * FROM {result.relation} WHERE customer_id > ?{among} ORDER BY customer_id LIMIT {int(size)}"
    return result.engine.rows(sql, values)
