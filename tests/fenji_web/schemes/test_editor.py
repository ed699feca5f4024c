"""Editing a standard: the preview is the library's, mistakes stand beside their fields, nobody's work is lost."""

from __future__ import annotations

import re

import pytest

from fenji.review.suggest import Target
from fenji.scheme.editing import settings_of
from fenji.scheme.load import standard
from fenji.workspace.suggesting import Question
from fenji.workspace.workspace import Workspace
from fenji_web.editor import forms, queries
from fenji_web.runs.models import Job
from fenji_web.schemes import services
from tests.fenji_web.schemes.conftest import Office

EDIT = "/schemes/value/edit/"
HALF = {"criteria.recency_days.weight": "10", "criteria.order_count.weight": "15", "criteria.net_revenue.weight": "50"}


def begun(office: Office, name: str = "value") -> dict[str, str]:
    """The hidden fields of the editor's form."""
    page = office.page(f"/schemes/{name}/edit/")
    found = dict(re.findall(r'<input type="hidden" name="(base|newest|digest)" value="([^"]*)"', page))
    assert found.keys() == {"base", "newest", "digest"}
    return found


def test_the_preview_is_what_the_library_says_of_the_same_change(office: Office) -> None:
    begun(office)
    start = services.ready_preview(office.folder, "value")
    kept, _ = services.standards(office.folder)
    assert start is not None
    assert kept is not None
    typed = {**HALF, "tiers.VIP.from_score": "75"}
    form = forms.form_of(start.scheme.scheme, typed)
    assert form.scheme is not None
    found = queries.preview(office.folder, start, form.scheme, kept.find("value"), names=True, zone="Asia/Shanghai")
    assert found is not None
    workspace = Workspace.open(office.folder)
    try:
        said = workspace.simulate(form.scheme, scheme="value")
        cells = {(c.from_tier, c.to_tier): (c.customers, c.net_revenue) for c in said.matrix()}
        keys = [line.tier.key for line in found.lines if line.tier]
        shown = {
            (line.tier.key, key): (square.customers, square.net_revenue)
            for line in found.lines
            for key, square in zip(keys, line.squares, strict=True)
            if line.tier and square.customers
        }
        assert shown == cells
        assert [one.change for one in found.changes] == list(said.tiers())
        assert [one.mover for one in found.movers] == said.movers(queries.MOVERS)
        assert (found.count, found.customers, found.as_of) == (said.count(), said.customers(), said.as_of)
        assert sum(found.now) == found.customers
        assert found.count > 0
    finally:
        workspace.close()


def test_the_editor_shows_the_preview_as_fields_change(office: Office) -> None:
    hidden = begun(office)
    answer = office.send("/schemes/value/live/", **hidden, **HALF)
    page = answer.content.decode()
    assert "would move" in page
    assert "Monetary value +" in page
    assert 'id="p-0" hx-swap-oob="true"' in page
    assert "HX-Reswap" not in answer.headers


def test_without_script_the_same_form_previews_and_balances(office: Office) -> None:
    hidden = begun(office)
    answer = office.send(EDIT, **hidden, **{**HALF, "criteria.net_revenue.weight": "150"}, do="balance")
    page = answer.content.decode()
    values = dict(re.findall(r'name="criteria\.(\w+)\.weight" value="([\d.]+)"', page))
    assert sum(map(int, values.values())) == 100
    assert values["net_revenue"] == "75"
    assert "would move" in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"criteria.net_revenue.weight": "31"}, "add up to 101%"),
        ({"criteria.net_revenue.weight": "much"}, "&#x27;much&#x27; is not a number"),
        ({"tiers.VIP.from_score": ""}, "a number is missing here"),
        ({"tiers.VIP.from_score": "40"}, "id=\"p-"),
        ({"criteria.net_revenue.scorer.bins": "1"}, "the number is too small"),
        ({"tiers.VIP.colour": "red"}, "is no colour"),
    ],
)  # fmt: skip
def test_a_mistake_is_said_and_nothing_is_saved(office: Office, typed: dict[str, str], said: str) -> None:
    hidden = begun(office)
    answer = office.send("/schemes/value/live/", **hidden, **typed)
    assert answer.headers["HX-Reswap"] == "none"
    assert said in answer.content.decode()
    refused = office.send("/schemes/value/save/", **hidden, **typed)
    assert refused.status_code == 422
    assert said in refused.content.decode()
    assert not Job.objects.filter(kind="save_standard").exists()


def test_a_draft_is_saved_with_the_cut_points_of_the_version_that_grades(office: Office) -> None:
    hidden = begun(office)
    page = office.send("/schemes/value/save/", **hidden, **HALF, reason="money first").content.decode()
    assert "v2 · draft" in page
    assert "money first" in page
    first, second = office.versions()
    assert (first.state, second.state) == ("published", "draft")
    assert second.acts[0].actor == "administrator-en"
    workspace = Workspace.open(office.folder)
    try:
        from fenji.workspace.versions import body

        assert body(workspace.lake, "value", 2).learned == body(workspace.lake, "value", 1).learned
    finally:
        workspace.close()


def test_saving_what_is_a_version_already_writes_nothing(office: Office) -> None:
    answer = office.send("/schemes/value/save/", **begun(office))
    assert answer.status_code == 422
    assert "this is v1 already" in answer.content.decode()
    assert len(office.versions()) == 1


def test_two_people_who_edit_one_standard_both_keep_their_work(office: Office) -> None:
    hidden = begun(office)
    office.send("/schemes/value/save/", "analyst", **hidden, **{"tiers.VIP.from_score": "85"})
    live = office.send("/schemes/value/live/", **hidden, **HALF).content.decode()
    assert "Somebody has saved another version" in live
    page = office.send("/schemes/value/save/", **hidden, **HALF, reason="money").content.decode()
    assert "Two people have changed this standard" in page
    assert "analyst-en saved v2" in page
    theirs, mine = page.split('id="mine"')
    assert "80 → 85" in re.sub(r"score (\d+)[^<→]*", r"\1 ", theirs)
    assert "30% → 50%" in mine
    assert [one.version for one in office.versions()] == [1, 2]

    text = re.search(r"<textarea name=\"text\" hidden>(.*?)</textarea>", page, re.S)
    digest = re.search(r'name="digest" value="(\w+)"', page)
    assert text
    assert digest
    from html import unescape

    kept = {"text": unescape(text[1]), "newest": "2", "digest": digest[1], "reason": "money"}
    assert "v3 · draft" in office.send("/schemes/value/keep/", **kept).content.decode()
    assert [one.version for one in office.versions()] == [1, 2, 3]


def test_names_of_movers_are_masked_for_who_may_not_see_contact_data(office: Office) -> None:
    hidden = begun(office)
    page = office.send("/schemes/value/live/", "analyst", **hidden, **HALF).content.decode()
    names = re.findall(r'rel="noopener">(\S+)</a> <span class="faint small mono">', page)
    assert names
    assert all(re.fullmatch(r".\*", name) for name in names)
    assert "Names are masked" in page


def test_a_standard_by_rules_with_bands_has_its_limits_and_cut_points_as_fields(office: Office) -> None:
    hidden = begun(office, "electronics")
    page = office.page("/schemes/electronics/edit/")
    assert 'name="tiers.VIP.when.orders_per_month.above"' in page
    assert 'data-histogram="orders_per_month"' in page
    answer = office.send("/schemes/electronics/live/", **hidden, **{"tiers.VIP.when.orders_per_month.above": "4"})
    assert "would move" in answer.content.decode()


def test_every_field_of_every_ready_made_standard_can_be_sent_back_unchanged() -> None:
    for name in ("value", "electronics", "abcd", "membership", "hml", "credit", "potential"):
        scheme = standard(name)
        form = forms.form_of(scheme, {one.path: one.value for one in settings_of(scheme)})
        assert form.scheme is not None
        assert form.scheme.digest == scheme.digest


def test_a_weight_of_nothing_leaves_the_criterion_out() -> None:
    form = forms.form_of(standard("value"), {"criteria.interaction_count.weight": "0", **HALF})
    assert form.scheme is None  # 90 %
    form = forms.form_of(
        standard("value"), {"criteria.interaction_count.weight": "0", "criteria.net_revenue.weight": "40"}
    )
    assert form.scheme is not None
    assert [one.name for one in form.scheme.criteria][-1] == "active_months"


def test_a_border_is_found_for_a_target_and_nothing_is_saved(office: Office) -> None:
    hidden = begun(office)
    asked = {"do": "suggest", "suggest_tier": "VIP", "suggest_amount": "50", "suggest_of": "revenue"}
    page = office.send(EDIT, **hidden, **asked).content.decode()
    found = re.search(r"VIP from (\d+): ([\d,]+) customers?\. Nothing is saved yet", page)
    assert found
    assert f'name="tiers.VIP.from_score" value="{found[1]}"' in page
    workspace = Workspace.open(office.folder)
    try:
        said = workspace.suggest(Question(tier="VIP", target=Target.read("50% of revenue")), scheme="value")
        assert said.proposal is not None
        assert (str(said.proposal.now), f"{said.proposal.chosen.customers:,}") == (found[1], found[2])
    finally:
        workspace.close()
    page = office.send(EDIT, **hidden, **{**asked, "suggest_amount": "500"}).content.decode()
    assert "Say a tier and a target" in page
    page = office.send(EDIT, **hidden, **{**asked, "suggest_tier": "potential"}).content.decode()
    assert "takes everyone who is left" in page
    assert len(office.versions()) == 1
