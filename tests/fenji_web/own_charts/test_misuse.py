"""Own charts in the hands of somebody who means harm: numbers that fill memory, files that are not theirs, floods."""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client

from fenji.workspace.own_charts import chart_files, drop_chart
from fenji.workspace.written_file import current, keep, versions
from fenji_web.own_charts import services

SignIn = Callable[..., Client]
PLAIN = {"zh": "金额", "en": "Revenue", "kind": "bar", "how": "count", "by": "tier", "digest": ""}


@pytest.fixture(autouse=True)
def without_charts(shop: Path) -> Iterator[None]:
    yield
    for folder in (shop / "charts", shop / "versions" / "charts"):
        shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.parametrize("number", ["1e-400000", "0e-400000", "1e999999999", "-1e999999999"])
def test_a_number_of_a_million_digits_is_no_number(client_as: SignIn, shop: Path, number: str) -> None:
    asked = {"g0": "all", "g0-r0": "figure:net_revenue", "g0-r0-operator": "at_least", "g0-r0-value": number}
    page = client_as("viewer").post("/insights/own/form/", {**PLAIN, **asked})
    assert (page.status_code, len(page.content) < 300_000) == (200, True)
    chart = {"title": "-", "by": "tier", "when": {"metric": "net_revenue", "at_least": number}}
    assert client_as("viewer").get("/insights/own/preview.json", {"chart": json.dumps(chart)}).status_code == 404


def test_what_is_nested_without_end_is_no_chart(client_as: SignIn, shop: Path) -> None:
    for sent in ("[" * 15_000, '{"when":' + '{"not":' * 2_000 + "1" + "}" * 2_001):
        assert client_as("viewer").get("/insights/own/preview.json", {"chart": sent}).status_code == 404


@pytest.mark.parametrize("field", ["name", "mobile", "email", "wechat", "birthday", "gender", "age", "note"])
def test_nobody_is_found_by_contact_data_in_a_preview(client_as: SignIn, shop: Path, field: str) -> None:
    for operator, value in (("starts_with", "138"), ("is_known", True)):
        chart = {"title": "-", "by": "tier", "when": {"any": [{"not": {"field": field, operator: value}}]}}
        answer = client_as("administrator").get("/insights/own/preview.json", {"chart": json.dumps(chart)})
        assert answer.status_code == 404
    for asked in (
        f'"by": "{field}"',
        f'"by": "tier", "split": "{field}"',
        f'"by": "tier", "measure": {{"sum": "{field}"}}',
    ):
        sent = f'{{"title": "-", {asked}}}'
        assert client_as("administrator").get("/insights/own/preview.json", {"chart": sent}).status_code == 404


def test_only_those_who_may_change_a_file_bring_it_back(client_as: SignIn, shop: Path) -> None:
    order = keep(shop, "charts/order.yaml", "- a\n", expected="", by="admin")
    keep(shop, "charts/order.yaml", "", expected=order.digest, by="admin")
    broken = keep(shop, "charts/broken.yaml", "title: [\n", expected="", by="admin")
    drop_chart(shop, "broken", expected=broken.digest, by="admin")
    for name in ("order", "broken"):
        assert client_as("viewer").post(f"/insights/own/change/{name}/bring-back/").status_code == 404
        assert current(shop, f"charts/{name}.yaml").text == ""
    assert client_as("analyst").post("/insights/own/change/broken/bring-back/").status_code == 302


def test_a_chart_that_is_somebody_elses_is_not_there(client_as: SignIn, shop: Path) -> None:
    client_as("viewer").post("/insights/own/save/", PLAIN)
    (name,) = chart_files(shop)
    other = client_as("administrator")
    assert other.get(f"/insights/own/change/{name}/").status_code == 404
    assert other.get(f"/insights/charts/own-{name}/").status_code == 404
    for step in ("save", "copy", "move", "remove", "bring-back"):
        assert other.post(f"/insights/own/change/{name}/{step}/", PLAIN).status_code == 404
    assert len(versions(shop, f"charts/{name}.yaml")) == 1


@pytest.mark.parametrize("name", ["..", "../../fenji", "%2e%2e%2ffenji", "..%2F..%2Ffenji"])
def test_a_name_leads_nowhere_else(client_as: SignIn, shop: Path, name: str) -> None:
    client = client_as("administrator")
    assert client.get(f"/insights/own/change/{name}/").status_code == 404
    assert client.post(f"/insights/own/change/{name}/bring-back/").status_code == 404
    assert client.get("/insights/own/", {"gone": f"x/{name}", "title": "<script>"}).status_code == 200


def test_one_person_keeps_only_so_many_charts(client_as: SignIn, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST_OWN", 2)
    client = client_as("viewer")
    assert [client.post("/insights/own/save/", PLAIN).status_code for _ in range(3)] == [302, 302, 422]
    name = next(iter(chart_files(shop)))
    assert client.post(f"/insights/own/change/{name}/copy/").status_code == 422
    assert len(chart_files(shop)) == 2


@pytest.mark.parametrize(
    "title", ['=HYPERLINK("http://x")', "a/b:[c]*?\\'", "'" * 40, "History", "<script>alert(1)</script>"]
)
def test_a_title_of_any_signs_stays_words(client_as: SignIn, shop: Path, title: str) -> None:
    client = client_as("sales")
    for _ in range(2):
        assert client.post("/insights/own/save/", {**PLAIN, "zh": title, "en": title}).status_code == 302
    with zipfile.ZipFile(io.BytesIO(client.get("/insights/numbers.xlsx").content)) as book:
        assert not [name for name in book.namelist() if re.search(rb"<f[ >]|<hyperlink", book.read(name))]
    for address in ("/insights/", "/insights/own/", *(f"/insights/charts/own-{name}/" for name in chart_files(shop))):
        page = client.get(address)
        assert page.status_code == 200
        assert b"<script>alert" not in page.content
    for name in chart_files(shop):
        picture = client.get(f"/insights/charts/own-{name}/picture.svg")
        assert b"<script" not in picture.content
        assert picture["Content-Disposition"].startswith("attachment")
