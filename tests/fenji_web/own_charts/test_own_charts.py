"""Charts that people make in the web: built beside a preview, kept with versions, in the gallery, taken back."""

from __future__ import annotations

import io
import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from fenji.workspace.own_charts import chart_files
from fenji.workspace.written_file import keep, versions
from tests.fenji_web.reading import shown

SignIn = Callable[..., Client]
CHOSEN = {"zh": "各省金额", "en": "Revenue by province", "kind": "bar", "how": "sum", "of": "net_revenue",
          "by": "province", "split": "", "groups": "", "shared": "1", "digest": ""}  # fmt: skip
NAME = "各省金额"


@pytest.fixture(autouse=True)
def without_charts(shop: Path) -> Iterator[None]:
    yield
    for folder in (shop / "charts", shop / "versions" / "charts"):
        shutil.rmtree(folder, ignore_errors=True)


def saved(client: Client, **changed: str) -> Any:
    return client.post("/insights/own/save/", {**CHOSEN, **changed})


def test_a_chart_is_kept_as_a_file_and_stands_first_in_the_gallery(client_as: SignIn, shop: Path) -> None:
    client = client_as("analyst", lang="en")
    assert saved(client).status_code == 302
    assert chart_files(shop)[NAME].chart is not None
    assert [one.by for one in versions(shop, f"charts/{NAME}.yaml")] == ["analyst-en"]
    page = client.get("/insights/").content.decode()
    assert unquote(re.findall(r'hx-get="([^"]+)"', page)[0]) == f"/insights/charts/own-{NAME}/card/"
    card = client.get(f"/insights/charts/own-{NAME}/card/").content.decode()
    assert "Revenue by province" in card
    assert re.search(r'class="finding">.+ leads with ¥', card)
    for kind, start in (("png", b"\x89PNG"), ("svg", b"<svg"), ("pdf", b"%PDF")):
        picture = client.get(f"/insights/charts/own-{NAME}/picture.{kind}")
        assert picture.content.startswith(start)


def test_a_click_on_a_province_filters_all_charts(client_as: SignIn, shop: Path) -> None:
    client = client_as("analyst", lang="en")
    saved(client)
    spec = json.loads(client.get(f"/insights/charts/own-{NAME}/spec.json").content)
    rows = spec["datasets"] if "datasets" in spec else {"0": spec["layer"][0]["data"]["values"]}
    place = next(row["about"]["province"] for values in rows.values() for row in values if row.get("about"))
    page = client.get("/insights/", {"province": place}).content.decode()
    expected = shown(shop).count(where={"province": place})
    assert re.search(rf"cross-count[^>]*>{expected:,} customers", page)


def test_the_preview_says_what_the_gallery_will_say(client_as: SignIn, shop: Path) -> None:
    client = client_as("analyst", lang="en")
    page = client.post("/insights/own/form/", CHOSEN, headers={"HX-Request": "true"}).content.decode()
    said = re.search(r'class="finding">([^<]+)<', page)
    address = re.search(r'data-chart="([^"]+)"', page)
    assert said
    assert address
    spec = json.loads(client.get(address[1].replace("&amp;", "&")).content)
    assert spec["usermeta"]["title"] == said[1]
    saved(client)
    assert said[1] in client.get(f"/insights/charts/own-{NAME}/card/").content.decode()


@pytest.mark.parametrize(("changed", "said"), [
    ({"kind": "donut", "how": "average"}, "averages do not"),
    ({"kind": "heat"}, "a heat grid is divided twice"),
    ({"split": "province"}, "both divisions are the same"),
    ({"by": "mobile"}, "personal data"),
    ({"by": "nothing"}, "the run has no division called"),
    ({"zh": "", "en": ""}, "give the chart a title"),
])  # fmt: skip
def test_what_does_not_fit_is_said_and_nothing_is_kept(
    client_as: SignIn, shop: Path, changed: dict[str, str], said: str
) -> None:
    answer = saved(client_as("analyst", lang="en"), **changed)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert chart_files(shop) == {}


def test_conditions_narrow_a_chart_and_come_back_into_the_form(client_as: SignIn, shop: Path) -> None:
    client = client_as("analyst", lang="en")
    conditions = {"g0": "all", "g0-r0": "segment:tier", "g0-r0-operator": "is", "g0-r0-value": "VIP",
                  "g0-r1": "figure:order_count", "g0-r1-operator": "at_least", "g0-r1-value": "2"}  # fmt: skip
    saved(client, **conditions, how="count")
    found = [
        row for row in shown(shop).rows(["tier", "order_count"]) if row["tier"] == "VIP" and row["order_count"] >= 2
    ]
    page = client.get(f"/insights/charts/own-{NAME}/").content.decode()
    assert f"{len(found):,} customers" in page
    form = client.get(f"/insights/own/change/{NAME}/").content.decode()
    assert 'value="VIP" checked' in form
    assert re.search(r'name="g0-r1-value"[^>]+value="2"', form)


def test_the_numbers_of_the_page_hold_its_rows(client_as: SignIn, shop: Path) -> None:
    client = client_as("analyst", lang="en")
    saved(client)
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get("/insights/numbers.xlsx?tier=VIP").content))
    rows = book.get_sheet_by_name("Revenue by province").to_python()
    held = {row[0]: row[1] for row in rows if isinstance(row[1], float)}
    place = next(name for name in held if not name.startswith("Other"))
    assert held[place] == shown(shop).count(where={"province": place, "tier": "VIP"})


def test_a_chart_removed_comes_back_by_undo(client_as: SignIn, shop: Path) -> None:
    client = client_as("analyst", lang="zh")
    saved(client)
    before = (shop / "charts" / f"{NAME}.yaml").read_bytes()
    page = client.post(f"/insights/own/change/{NAME}/remove/", follow=True).content.decode()
    assert "已删除“各省金额”" in page
    assert client.get(f"/insights/charts/own-{NAME}/").status_code == 404
    client.post(f"/insights/own/change/{NAME}/bring-back/")
    assert (shop / "charts" / f"{NAME}.yaml").read_bytes() == before


def test_two_people_editing_one_chart_lose_nothing(client_as: SignIn, shop: Path) -> None:
    client = client_as("analyst", lang="en")
    saved(client)
    began = chart_files(shop)[NAME].digest
    theirs = (shop / "charts" / f"{NAME}.yaml").read_text().replace("revenue", "customers")
    keep(shop, f"charts/{NAME}.yaml", theirs, expected=began, by="somebody")
    answer = client.post(f"/insights/own/change/{NAME}/save/", {**CHOSEN, "kind": "table", "digest": began})
    assert answer.status_code == 409
    newer = re.search(r'name="digest" value="(\w+)"', answer.content.decode())
    assert newer
    assert newer[1] != began
    client.post(f"/insights/own/change/{NAME}/save/", {**CHOSEN, "kind": "table", "digest": newer[1]})
    assert [one.by for one in versions(shop, f"charts/{NAME}.yaml")] == ["analyst-en", "somebody", "analyst-en"]


def test_a_chart_for_oneself_is_seen_by_nobody_else(client_as: SignIn, shop: Path) -> None:
    saved(client_as("viewer", lang="en"))
    assert chart_files(shop)[NAME].chart.only == "viewer-en"  # type: ignore[union-attr]
    mine, other = client_as("viewer", lang="en"), client_as("analyst", lang="en")
    assert [one.get(f"/insights/charts/own-{NAME}/").status_code for one in (mine, other)] == [200, 404]
    assert other.post(f"/insights/own/change/{NAME}/remove/").status_code == 404


def test_charts_are_copied_and_stand_in_the_order_people_gave_them(client_as: SignIn, shop: Path) -> None:
    client = client_as("analyst", lang="en")
    saved(client)
    client.post(f"/insights/own/change/{NAME}/copy/")
    copied = f"{NAME}_2"
    assert list(chart_files(shop)) == [NAME, copied]
    client.post(f"/insights/own/change/{copied}/move/", {"to": "up"})
    assert list(chart_files(shop)) == [copied, NAME]
    assert chart_files(shop)[copied].chart.title.en == "Revenue by province (copy)"  # type: ignore[union-attr]


def test_a_file_with_mistakes_is_named_in_the_list_and_harms_no_gallery(client_as: SignIn, shop: Path) -> None:
    (shop / "charts").mkdir()
    (shop / "charts" / "bad.yaml").write_text("title: x\nby: [1]\nkind: bar\n")
    client = client_as("analyst", lang="en")
    assert "cannot be drawn: a division is a name" in client.get("/insights/own/").content.decode()
    assert client.get("/insights/").status_code == 200
