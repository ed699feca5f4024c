"""A shop small enough to decide on every customer: two standards by bands, so that every point is known beforehand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from fenji.scheme.load import read_scheme
from fenji.scheme.model import Scheme
from fenji.workspace.approval import Approval
from fenji.workspace.workspace import Workspace
from tests.fenji.workspace.people import people
from tests.sample_result import order

JUNE = date(2024, 6, 30)
MAY = date(2024, 5, 31)
TEXT = """
name: mine
title: {zh: 我的标准, en: Mine}
window: 365 days
currency: CNY
criteria:
  - metric: net_revenue
    weight: 90%
    scorer: {kind: bands, bands: [{to: 1000, points: 0}, {from: 1000, to: 5000, points: 50}, {from: 5000, points: 100}]}
  - metric: judged_points
    name: attitude
    label: {zh: 配合度, en: Cooperation}
    options: {item: 配合度}
    weight: 10%
    scorer: {kind: scale, low: 0, high: 10}
judgements:
  - {item: 配合度, label: {zh: 配合度, en: Cooperation}, most: 10}
tiers:
  - {key: VIP, name: {zh: VIP客户, en: VIP}, colour: "#D98200", icon: {shape: crown}, from_score: 80}
  - {key: regular, name: {zh: 普通客户, en: Regular}, colour: "#0072B2", icon: {shape: star}, from_score: 40}
  - {key: small, name: {zh: 潜在客户, en: Small}, colour: "#8C6BB1", icon: {shape: leaf}, rest: true}
limits:
  - name: blacklist
    label: {zh: 黑名单, en: Blacklist}
    when: {metric: mark_count, options: {kind: 黑名单}, at_least: 1}
    never_above: small
  - {name: overdue, label: {zh: 逾期, en: Overdue}, when: {metric: overdue_amount, above: 0}, never_above: regular}
"""
ROWS: dict[str, list[dict[str, Any]]] = {
    "customers": [{"customer_id": name, "name": name} for name in ("C1", "C2", "C3", "C4")],
    "orders": [
        order("O1", "C1", date(2024, 3, 1), "9000"),
        order("O2", "C2", date(2024, 3, 2), "3000"),
        order("O3", "C3", date(2024, 6, 29), "10"),
        order("O4", "C4", date(2024, 3, 1), "7000"),
    ],
    "payments": [
        {"payment_id": "P1", "customer_id": "C4", "due_on": date(2024, 6, 1), "due_amount": 100, "paid_amount": 0}
    ],
}


def mine(text: str = TEXT, *changes: tuple[str, str]) -> Scheme:
    """The standard, with words of it changed."""
    for was, now in changes:
        assert was in text
        text = text.replace(was, now)
    return read_scheme(text)


def shop(folder: Path, *, asked_by: str | None = None, **settings: Any) -> Workspace:
    """The shop's workspace, with its standard as a file."""
    workspace = people(folder, ROWS)
    (folder / "schemes" / "mine.yaml").write_text(TEXT, "utf-8")
    changed = workspace.settings.model_copy(update=settings)
    changed.write(folder)
    return replace(workspace, settings=changed, asked_by=asked_by)


def by(workspace: Workspace, name: str) -> Workspace:
    """The same workspace, asked by somebody; one lake for all."""
    other = replace(workspace, asked_by=name)
    other.__dict__["lake"] = workspace.lake
    return other


def tiers(workspace: Workspace, as_of: date = JUNE, scheme: str | Scheme = "mine") -> dict[str, Any]:
    """Customer → effective tier."""
    return {row["customer_id"]: row["tier"] for row in workspace.grade(scheme, as_of=as_of).rows()}


POLICY = Approval(four_eyes=True, approvers=("王总", "李经理"))
