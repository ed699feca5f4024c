"""A price difference for the same goods: public, never against the better or loyal customer, approved by two."""

from __future__ import annotations

from pathlib import Path

import pytest

from fenji.errors import FenjiError, SchemeIssues
from fenji.scheme.checks import check
from fenji.scheme.describe import describe
from fenji.scheme.load import read_scheme
from fenji.workspace.publishing import approve, draft, publish, submit
from fenji.workspace.workspace import Workspace
from tests.fenji.workspace.decided import JUNE, TEXT, by, shop

RULE = "price_rule: {zh: 会员价按等级公示, en: Member prices are published by tier}\n"


def priced(*prices: str, rule: str = RULE, text: str = TEXT) -> str:
    """The standard with a price for each of its tiers, best first."""
    for key, price in zip(("VIP", "regular", "small"), prices, strict=False):
        text = text.replace(f"{{key: {key},", f"{{key: {key}, use: [price], price: {price},")
    return text + rule


def codes(text: str) -> set[str]:
    with pytest.raises(SchemeIssues) as refused:
        read_scheme(text)
    return {issue.code for issue in refused.value.issues if issue.level == "error"}


def test_fair_prices_are_read_and_warned_of() -> None:
    scheme = read_scheme(priced("90%", "95%", "100%"))
    assert scheme.has_price_effect
    assert [(issue.code, issue.level) for issue in check(scheme) if issue.code.startswith("price")] == [
        ("price_differs", "warning")
    ]
    assert "原价的 90%" in describe(scheme).zh
    assert read_scheme(TEXT).digest != scheme.digest


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (priced("100%", "95%", "90%"), "price_against"),
        (priced("95%", "95.5%", "95%"), "price_against"),
        (priced("90%", "95%", "100%", rule=""), "price_rule"),
        (priced("90%", "95%"), "price"),
        (
            priced(
                "90%", "95%", "100%",
                text=TEXT.replace("{to: 1000, points: 0}", "{to: 1000, points: 100}").replace(
                    "{from: 5000, points: 100}", "{from: 5000, points: 0}"
                ),
            ),
            "price_against",
        ),
    ],
)  # fmt: skip
def test_dearer_for_the_better_or_the_loyal_customer_or_by_a_secret_rule_is_refused(text: str, code: str) -> None:
    assert code in codes(text)


def test_a_price_that_differs_takes_a_second_person_whatever_the_workspace_asks(tmp_path: Path) -> None:
    mart: Workspace = shop(tmp_path / "shop", asked_by="李雷")
    scheme = read_scheme(priced("90%", "95%", "100%"))
    with pytest.raises(FenjiError):
        mart.grade(scheme, as_of=JUNE)
    made = draft(mart, scheme)
    with pytest.raises(FenjiError):
        publish(mart, "mine", made.version)
    submit(mart, "mine", made.version)
    with pytest.raises(FenjiError):
        approve(mart, "mine", made.version)
    approve(by(mart, "韩梅"), "mine", made.version)
    publish(mart, "mine", made.version)
    assert mart.grade(scheme, as_of=JUNE).run.version == made.version
