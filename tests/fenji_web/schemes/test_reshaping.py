"""The editor's buttons: parts come and go, nothing typed is lost, protection is seen, proposals change nothing."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import pytest

from fenji.scheme.model import Scheme
from fenji_web.schemes.services import read_back
from tests.fenji_web.schemes.conftest import Office

EDIT = "/schemes/value/edit/"
LIVE = "/schemes/value/live/"


class Fields(HTMLParser):
    """What a browser would send of the editor's form."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.select = self.area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "input" and "name" in given and (given.get("type") != "checkbox" or "checked" in given):
            self.values[given["name"]] = given.get("value", "")
        if tag == "select":
            self.select = given.get("name", "")
        if tag == "option" and self.select and (self.select not in self.values or "selected" in given):
            self.values[self.select] = given.get("value", "")
        if tag == "textarea":
            self.area = given.get("name", "")
            self.values[self.area] = ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.values[self.area] += data

    def handle_endtag(self, tag: str) -> None:
        self.area = "" if tag == "textarea" else self.area
        self.select = "" if tag == "select" else self.select


def sent(page: str) -> dict[str, str]:
    """The form's fields as they stand on a page."""
    fields = Fields()
    fields.feed(page[page.index('<form class="editor"') : page.index("</form>", page.index('<form class="editor"'))])
    fields.values.pop("csrfmiddlewaretoken", None)
    return fields.values


def pressed(office: Office, fields: dict[str, str], do: str, **typed: str) -> tuple[str, dict[str, str]]:
    """The page after a button, and its fields."""
    page = office.send(EDIT, **{**fields, **typed}, do=do).content.decode()
    return page, sent(page)


def standard_in(fields: dict[str, str]) -> Scheme:
    """The standard that a form carries along."""
    return read_back(unescape(fields["words"]))


@pytest.fixture
def fields(office: Office) -> dict[str, str]:
    """The editor's fields at the beginning."""
    return sent(office.page(EDIT))


def test_a_form_that_was_not_touched_changes_nothing(office: Office, fields: dict[str, str]) -> None:
    page = office.send(LIVE, **fields).content.decode()
    assert "Nobody would move" in page
    assert office.send("/schemes/value/save/", **fields).status_code == 422


def test_badges_are_designed_beside_what_every_kind_of_sight_shows_of_them(
    office: Office, fields: dict[str, str]
) -> None:
    typed = {"tiers.VIP.shape": "star", "tiers.VIP.pattern": "stripes", "tiers.VIP.colour": "#0072b2"}
    live = office.send(
        LIVE, **{**fields, **typed, "tiers.VIP.text.zh": "贵", "tiers.VIP.text.en": "V"}
    ).content.decode()
    assert ">贵</text>" in live or ">V</text>" in live
    assert "have the same shape and pattern, and look alike to everybody" in live
    assert live.count('<th scope="row"') >= 5
    page, now = pressed(office, fields, "badges", **typed)
    looks = [(one.icon.shape, one.icon.pattern, one.colour == one.icon.colour) for one in standard_in(now).tiers]
    assert len({*looks}) == len(looks)
    assert all(is_one for _, _, is_one in looks)
    assert looks[0] == ("star", "stripes", True), "the better tier keeps what was chosen"
    assert "told apart, with colour-blindness too" in page
    long = office.send(LIVE, **{**fields, "tiers.VIP.text.en": "LOYAL"}).content.decode()
    assert "a badge has room for 4 letters" in unescape(long)


def test_what_was_typed_stays_when_a_criterion_comes_and_goes(office: Office, fields: dict[str, str]) -> None:
    typed = {"tiers.VIP.from_score": "85", "tiers.regular.from_score": "much", "add_metric": "average_order_value"}
    page, now = pressed(office, fields, "criterion-add", **typed)
    assert standard_in(now).criteria[-1].metric == "average_order_value"
    assert now["tiers.VIP.from_score"] == "85"
    assert now["tiers.regular.from_score"] == "much"
    assert "&#x27;much&#x27; is not a number" in page
    _, now = pressed(office, {**now, "tiers.regular.from_score": "45"}, "criterion-remove:average_order_value")
    assert [one.name for one in standard_in(now).criteria] == [one.name for one in standard_in(fields).criteria]
    assert sum(one.weight_bp for one in standard_in(now).criteria) == 10_000


def test_a_figure_that_is_not_measured_yet_is_measured_and_then_previewed(
    office: Office, fields: dict[str, str]
) -> None:
    page, now = pressed(office, fields, "criterion-add", add_metric="average_order_value")
    assert "Measuring customers" in page or "would move" in page
    office.work()
    assert "would move" in office.send(LIVE, **now).content.decode()
    picked = office.send("/schemes/value/metric/", **{**now, "add_metric": "average_order_value"}).content.decode()
    assert "money an order" in picked
    assert '<g class="histogram-bars">' in picked


def test_a_criterion_is_scored_by_bands_that_begin_where_its_equal_parts_do(
    office: Office, fields: dict[str, str]
) -> None:
    page, now = pressed(office, fields, "", **{"scorer_of.order_count": "bands"})
    scorer = standard_in(now).criterion("order_count").scorer
    assert scorer.kind == "bands"
    assert 'data-cut="order_count"' in page
    _, more = pressed(office, now, "band-add:order_count:1")
    _, fewer = pressed(office, more, "band-remove:order_count:1")
    counts = [len([name for name in each if name.startswith("criteria.order_count.scorer.bands.") and
                   name.endswith(".points")]) for each in (now, more, fewer)]  # fmt: skip
    assert counts[1] == counts[0] + 1
    assert counts[2] == counts[0]


def test_tiers_and_limits_come_and_go(office: Office, fields: dict[str, str]) -> None:
    page, now = pressed(office, fields, "tier-add:regular")
    assert [tier.key for tier in standard_in(now).tiers] == ["VIP", "tier4", "regular", "potential"]
    assert "New tier" in page
    _, now = pressed(office, now, "tier-down:tier4")
    assert [tier.key for tier in standard_in(now).tiers] == ["VIP", "regular", "tier4", "potential"]
    _, now = pressed(office, now, "tier-up:tier4")
    _, now = pressed(office, now, "tier-remove:tier4")
    _, now = pressed(office, now, "limit-add", add_limit="recency_days")
    _, now = pressed(
        office, now, "", **{"limits.recency_days.number": "30", "limits.recency_days.never_above": "regular"}
    )
    (limit,) = standard_in(now).limits
    assert limit.never_above == "regular"
    assert "more than 30" in limit.when.text.en
    _, now = pressed(office, now, "limit-remove:recency_days")
    assert standard_in(now).digest == standard_in(fields).digest


def test_protection_is_switched_on_said_in_words_and_seen_in_the_preview(
    office: Office, fields: dict[str, str]
) -> None:
    page, now = pressed(office, fields, "", protection="1")
    assert standard_in(now).transitions is not None
    assert "ends when its standard has not been met for 90 days" in page
    typed = {**now, "transitions.grace#amount": "3", "transitions.grace#unit": "runs", "tiers.VIP.from_score": "95"}
    live = office.send(LIVE, **typed).content.decode()
    assert "not met 3 times in a row" in live
    found = re.search(r"([\d,]+) customers? would hold another tier", live)
    assert found
    assert int(found[1].replace(",", "")) > 0
    assert "grace" in live
    refused = office.send(LIVE, **{**typed, "transitions.grace#amount": ""})
    assert refused.headers["HX-Reswap"] == "none"
    assert "a whole number is missing" in refused.content.decode()
    off = {name: value for name, value in now.items() if name != "protection"}
    _, off = pressed(office, off, "")
    assert standard_in(off).digest == standard_in(fields).digest


def test_who_is_protected_is_masked_for_who_may_not_see_contact_data(office: Office, fields: dict[str, str]) -> None:
    _, now = pressed(office, fields, "", protection="1")
    page = office.send(LIVE, "analyst", **{**now, "tiers.VIP.from_score": "95"}).content.decode()
    names = re.findall(r'rel="noopener">(\S+)</a>', page.split('id="held"')[1])
    assert names
    assert all(re.fullmatch(r".\*", name) for name in names)


def test_weights_are_proposed_with_their_consistency_and_set_when_chosen(
    office: Office, fields: dict[str, str]
) -> None:
    pairs = {name: value for name, value in fields.items() if name.startswith("pair.")}
    assert len(pairs) == 10
    assert pairs["pair.net_revenue.interaction_count"] == "-2"  # 30 % against 10 %: towards the first
    page = office.send("/schemes/value/weights/", **{**fields, "pair.recency_days.order_count": "2"}, do="pairs")
    assert "consistent" in page.content.decode()
    turned = {**fields, "pair.recency_days.order_count": "8", "pair.order_count.net_revenue": "8",
              "pair.recency_days.net_revenue": "-8"}  # fmt: skip
    assert "contradict" in office.send("/schemes/value/weights/", **turned, do="pairs").content.decode()
    page = office.send("/schemes/value/weights/", **fields, do="entropy").content.decode()
    step = re.search(r'value="(by-hand:[^"]+)"', page)
    assert step
    _, now = pressed(office, fields, step[1])
    assert sum(one.weight_bp for one in standard_in(now).criteria) == 10_000
    assert standard_in(now).digest != standard_in(fields).digest


def test_borders_are_proposed_with_head_counts_and_set_when_chosen(office: Office, fields: dict[str, str]) -> None:
    page = office.send("/schemes/value/ideas/", **{**fields, "people": "2", "customers_each": "20"}).content.decode()
    assert "40 customers, so that 2 people can look after them" in page
    step = re.search(r'value="(set:tiers.VIP.from_score=[^"]+)"', page)
    assert step
    _, now = pressed(office, fields, unescape(step[1]))
    border = step[1].split("=")[1].split(",")[0]
    assert f"{standard_in(now).tier('VIP').from_score}" == border
    assert len(office.versions()) == 1


def test_colours_that_some_people_cannot_tell_apart_are_said(office: Office, fields: dict[str, str]) -> None:
    assert "told apart" in office.page(EDIT)
    live = office.send(LIVE, **{**fields, "tiers.regular.colour": "#d98210"}).content.decode()
    assert "VIP and Regular look alike to everybody" in live


def test_a_whole_edit_is_saved_as_one_draft(office: Office, fields: dict[str, str]) -> None:
    _, now = pressed(office, fields, "tier-add:regular")
    _, now = pressed(office, now, "", protection="1")
    page = office.send("/schemes/value/save/", **{**now, "reason": "a fourth tier, protected"}).content.decode()
    assert "v2 · draft" in page
    assert "a fourth tier, protected" in page
    assert re.search(r"\d+ changes of v1", page)
    assert 'id="confirm-publish"' in page
    line = office.page("/schemes/value/v2/effect/?line=1")
    assert "customers would move" in line
    assert "<table" not in line


def test_a_form_that_is_not_ours_is_refused(office: Office, fields: dict[str, str]) -> None:
    for words in ("{", "[]", '{"name": "value"}'):
        assert office.send(LIVE, **{**fields, "words": words}).status_code == 404
    other = fields["words"].replace('"name": "value"', '"name": "other"', 1)
    assert office.send(LIVE, **{**fields, "words": other}).status_code == 404
