"""The playbook's pages: words read with their figures, changed, kept with versions; nobody's words are lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client

from fenji.advice.playbook.written import read_playbook
from fenji.workspace import written_file
from fenji.workspace.advising import known_in
from tests.fenji_web.reading import shown

SignIn = Callable[..., Client]
VIP = "/playbook/words/tiers/VIP/"


@pytest.fixture(autouse=True)
def own(shop: Path) -> Iterator[Path]:
    """The company's file, taken away afterwards with its versions."""
    import shutil

    path = shop / "playbook.yaml"
    yield path
    path.unlink(missing_ok=True)
    shutil.rmtree(shop / "versions" / "playbook.yaml", ignore_errors=True)


def form(client: Client, address: str) -> dict[str, str]:
    """What the form would send back unchanged."""
    page = client.get(address).content.decode()
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: value for name, value in fields if name != "csrfmiddlewaretoken"}


def test_the_page_shows_every_tier_stage_and_segment_with_its_words_and_customers(
    client_as: SignIn, shop: Path
) -> None:
    page = client_as("viewer", lang="en").get("/playbook/").content.decode()
    result = shown(shop)
    for tier in result.tiers():
        assert tier.tier is not None
        assert f'id="tiers-{tier.tier.key}"' in page
        assert f'<a class="said-link" href="/customers/?tier={tier.tier.key}">{tier.customers:,} customers</a>' in page
    assert 'id="stages-at_risk"' in page
    assert 'id="rfm_class-important_value"' in page
    assert "The owner calls within a week" in page
    assert "/words/" not in page, "who may not change standards sees no way to change words"


def test_words_are_kept_with_their_figures_and_go_back_to_the_shipped(client_as: SignIn, own: Path, shop: Path) -> None:
    client, top = client_as("analyst"), shown(shop).tiers()[0]
    sent = form(client, VIP) | {"zh": "{customers} 位由店长拜访", "en": "The head visits {customers}", "note": "新规"}
    assert client.post(VIP + "save/", sent).status_code == 302
    assert f"{top.customers:,} 位由店长拜访" in client.get("/playbook/").content.decode()
    assert read_playbook(own, known_in(shop)).tiers["VIP"].en == "The head visits {customers}"
    (version,) = written_file.versions(shop, "playbook.yaml")
    assert (version.by, version.note) == (client.person.username, "新规")  # type: ignore[attr-defined]
    client.post(VIP + "save/", form(client, VIP) | {"zh": "x", "en": "x", "do": "back"})
    assert "专人负责" in client.get("/playbook/").content.decode()
    assert not own.exists()


def test_the_preview_says_the_figures_of_now_and_what_is_wrong(client_as: SignIn, shop: Path) -> None:
    client, top = client_as("analyst", lang="en"), shown(shop).tiers()[0]
    page = client.post(VIP + "preview/", {"zh": "{customers} 位", "en": "{custmers} of them {"}).content.decode()
    assert f"{top.customers:,} 位" in page
    assert "there is no figure called &#x27;custmers&#x27;" in page
    assert "A brace" in page or "a brace is not closed" in page


def test_two_people_who_change_different_words_both_keep_theirs(client_as: SignIn, own: Path, shop: Path) -> None:
    one, other = client_as("analyst"), client_as("administrator")
    mine, theirs = form(one, VIP), form(other, "/playbook/words/stages/new/")
    other.post("/playbook/words/stages/new/save/", theirs | {"zh": "三天内致电", "en": "Call in three days"})
    assert one.post(VIP + "save/", mine | {"zh": "店长拜访", "en": "The head visits"}).status_code == 302
    written = read_playbook(own, known_in(shop))
    assert (written.stages["new"].zh, written.tiers["VIP"].zh) == ("三天内致电", "店长拜访")


def test_two_people_who_change_the_same_words_see_each_other_s_first(client_as: SignIn, own: Path, shop: Path) -> None:
    one, other = client_as("analyst"), client_as("administrator")
    mine, theirs = form(one, VIP), form(other, VIP)
    other.post(VIP + "save/", theirs | {"zh": "对方的话", "en": "their words"})
    refused = one.post(VIP + "save/", mine | {"zh": "我的话", "en": "my words"})
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "对方的话" in page
    assert "我的话" in page
    assert read_playbook(own, known_in(shop)).tiers["VIP"].zh == "对方的话"
    again = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    assert one.post(VIP + "save/", again | {"zh": "我的话", "en": "my words"}).status_code == 302
    assert [version.number for version in written_file.versions(shop, "playbook.yaml")] == [2, 1]


MISTAKES = """\
tiers:
  VIPP: 店长拜访
  VIP: "{custmers} 位"
stages:
  at_rsk: 致电
segments:
  abc: {Z: 专人}
  abcd: {A: 专人}
actions:
  troubles: []
  growth:
    - {name: a, when: {position: tip}, say: x}
    - {name: a, when: {}, say: "约 {gap} 天"}
"""


def test_a_file_with_nine_mistakes_names_all_of_them_with_their_lines(client_as: SignIn, own: Path) -> None:
    client = client_as("analyst", lang="en")
    answer = client.post("/playbook/file/save/", {"text": MISTAKES, "digest": ""})
    assert answer.status_code == 422
    lines = [issue.where for issue in answer.context["issues"]]
    assert [int(line.rpartition(" ")[2]) for line in lines] == [2, 3, 5, 7, 8, 10, 12, 13, 13]
    said = answer.content.decode()
    for words in ("VIPP", "Did you mean &#x27;VIP&#x27;?", "customers", "at_rsk", "abcd", "trouble", "top", "rhythm"):
        assert words in said
    assert "店长拜访" in said, "what was written comes back"
    assert not own.exists()


def test_a_file_changed_by_hand_meanwhile_is_shown_beside_and_kept(client_as: SignIn, own: Path, shop: Path) -> None:
    client = client_as("analyst")
    sent = form(client, "/playbook/file/")
    own.write_text("tiers:\n  VIP: 手写的话\n", "utf-8")
    refused = client.post("/playbook/file/save/", sent | {"text": "tiers:\n  VIP: 网页的话\n"})
    assert refused.status_code == 409
    assert "手写的话" in refused.content.decode()
    digest = dict(re.findall(r'name="(digest)" value="([^"]*)"', refused.content.decode()))
    client.post("/playbook/file/save/", digest | {"text": "tiers:\n  VIP: 网页的话\n"})
    assert "手写的话" in written_file.text_of(shop, "playbook.yaml", 1)
    assert "手写的话" in client.get("/playbook/file/?version=1").content.decode()
    assert client.get("/playbook/file/?version=9").status_code == 404


def test_a_file_with_mistakes_leaves_the_shipped_words_in_force_and_says_so(client_as: SignIn, own: Path) -> None:
    own.write_text("tiers: {NOPE: x}\n", "utf-8")
    page = client_as("analyst", lang="en").get("/playbook/").content.decode()
    assert "The file has mistakes" in page
    assert "One person is responsible" in page


def test_a_customer_s_suggestions_follow_the_text_and_names_stay_masked(client_as: SignIn, shop: Path) -> None:
    row = next(row for row in shown(shop).rows(["customer_id", "name", "kind", "tier"]) if row["kind"] == "person")
    text = "actions:\n  contact:\n    - {name: mine, when: {}, say: 由店长亲自致谢}\n"
    page = client_as("analyst").post("/playbook/file/preview/", {"text": text, "customer": row["customer_id"]})
    said = page.content.decode()
    assert "由店长亲自致谢" in said
    assert row["name"] not in said
    assert f"{row['name'][0]}*" in said


def test_one_customer_s_page_says_what_to_do_and_what_the_stage_asks_for(
    client_as: SignIn, own: Path, shop: Path
) -> None:
    own.write_text("stages: {loyal: {zh: '{customers} 位忠诚客户，请致谢', en: thank}}\n", "utf-8")
    result = shown(shop)
    (row,) = list(result.rows(["customer_id"], where={"stage": "loyal"}, limit=1))
    page = client_as("viewer").get(f"/customers/{row['customer_id']}/").content.decode()
    assert 'id="advice"' in page
    assert f"{result.count(where={'stage': 'loyal'}):,} 位忠诚客户，请致谢" in page
    segments = client_as("viewer").get("/insights/segments/stage/").content.decode()
    assert f"{result.count(where={'stage': 'loyal'}):,} 位忠诚客户，请致谢" in segments
