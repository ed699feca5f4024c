"""A tier's rule of several conditions is changed in a form, and what was typed in the editor is not lost by it."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from django.test import Client

from fenji.grades.rule import read_condition
from fenji.scheme.load import standard, standards
from fenji_web.own_segments.forms import Draft, conditions_of
from fenji_web.schemes.services import read_back
from fenji_web.tier_rules.services import askable, rule_of
from tests.fenji_web.schemes.conftest import Office
from tests.fenji_web.schemes.test_reshaping import Fields, sent

EDIT, RULE = "/schemes/electronics/edit/", "/schemes/electronics/rule/VIP/"
METRICS = [
    {"metric": "order_count", "at_least": "3"},
    {"all": [{"metric": "order_count", "above": "10"}, {"metric": "net_revenue", "above": "5000"}]},
    {"any": [{"metric": "order_count", "above": "10", "below": "20"}, {"metric": "net_revenue", "is": "0"}]},
    {"not": {"any": [{"metric": "order_count", "above": "10"}, {"metric": "net_revenue", "at_most": "5"}]}},
    {"all": [
        {"metric": "order_count", "window": "30 days", "above": "1"},
        {"any": [{"metric": "net_revenue", "above": "9"}, {"metric": "order_count", "above": "4"}]},
        {"not": {"metric": "recency_days", "above": "90"}},
    ]},
]  # fmt: skip


@pytest.mark.parametrize("written", METRICS, ids=["one", "all", "any", "none", "groups"])
def test_a_rule_becomes_a_form_and_the_same_rule_again(written: dict[str, object]) -> None:
    rule = read_condition(written)
    asked = askable(rule)
    draft = conditions_of(rule, asked)
    if written == METRICS[2]:
        assert draft is None, "two limits of one figure among others of which any holds are a group within a group"
        return
    assert draft is not None
    again, read = draft.written(asked)
    assert again is not None, read
    assert rule_of(again).say() == rule.say()


@pytest.mark.parametrize("name", [name for name, one in standards().items() if one.grade_by == "rules"])
def test_every_ready_made_standards_rules_fit_the_form(name: str) -> None:
    for tier in standard(name).tiers:
        if tier.when is not None:
            draft = conditions_of(tier.when, askable(tier.when))
            assert isinstance(draft, Draft), tier.key


def test_a_rule_is_changed_in_the_form_and_used_in_the_editor(office: Office) -> None:
    fields = sent(office.page(EDIT))
    fields = {**fields, "tiers.VIP.name.en": "Gold", "tiers.regular.colour": "not a colour"}
    page = office.send(RULE, **fields).content.decode()
    assert "Conditions of Gold" in page
    lines = {"g0": "all", "g0-r0": "metric:order_count", "g0-r0-operator": "above", "g0-r0-value": "7",
             "g1": "none", "g1-r0": "metric:recency_days", "g1-r0-operator": "above", "g1-r0-value": "90"}  # fmt: skip
    kept = {name: value for name, value in _hidden(page).items() if not name.startswith("g")}
    live = office.send(f"{RULE}form/", **{**kept, **lines}).content.decode()
    assert "Orders more than 7 orders" in live
    assert 'value="line-1"' in office.send(f"{RULE}form/", **{**kept, **lines}, do="group").content.decode()
    wrong = office.send(f"{RULE}use/", **{**kept, **lines, "g1-r0-value": "soon"})
    assert wrong.status_code == 422
    page = office.send(f"{RULE}use/", **{**kept, **lines}).content.decode()
    after = sent(page)
    top = read_back(unescape(after["words"])).tiers[0]
    assert top.when is not None
    assert top.when.say().en == "Orders more than 7 orders and not (Recency more than 90 days)"
    assert top.name.en == "Gold"
    assert after["tiers.regular.colour"] == "not a colour", "what could not be read is still there"
    saved = office.send("/schemes/electronics/save/", **{**after, "tiers.regular.colour": "#0072B2"}, do="save")
    assert saved.status_code == 200


def test_a_tier_without_a_rule_and_strangers_have_no_page(
    office: Office, client_as: Callable[..., Client], shop: Path
) -> None:
    fields = sent(office.page("/schemes/value/edit/"))
    assert office.send("/schemes/value/rule/VIP/", **fields).status_code == 404
    assert client_as("viewer").post(RULE, fields).status_code == 404


def _hidden(page: str) -> dict[str, str]:
    """The fields that the form carries along."""
    fields = Fields()
    start = page.index('<form id="segment-form"')
    fields.feed(page[start : page.index("</form>", start)])
    fields.values.pop("csrfmiddlewaretoken", None)
    return fields.values
