"""A standard goes out as YAML and comes in again, every mistake with its line."""

from __future__ import annotations

import re
from urllib.parse import quote

from django.core.files.uploadedfile import SimpleUploadedFile

from fenji.scheme.load import read_scheme, standard
from fenji.scheme.written import write_scheme
from tests.fenji_web.schemes.conftest import Office

TEN_MISTAKES = """\
name: mine
title: 我的标准
window: fortnight
colour: red
criteria:
  - metric: net_revenu
    weight: 50%
    scorer: quantiles
  - metric: order_count
    weight: a lot
    scorer: quantile
  - metric: recency_days
    weight: 30%
    scorer: {kind: quantiles, bins: 1}
    speed: 3
tiers:
  - key: VIP
    name: VIP
    colour: orange
    from_score: 180
  - key: VIP
    name: 普通
    colour: "#0072B2"
    from_score: 45
  - key: rest
    colour: "#009E73"
    rest: true
shown: [historic_clw]
"""


def test_a_version_is_downloaded_and_is_the_same_standard(office: Office) -> None:
    office.page("/schemes/")
    answer = office.client_as("viewer").get("/schemes/value/yaml/")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="value-v1.yaml"')
    assert read_scheme(answer.content.decode()).digest == standard("value").digest


def test_ten_mistakes_are_shown_with_their_lines(office: Office) -> None:
    client = office.client_as("analyst", lang="en")
    file = SimpleUploadedFile("mine.yaml", TEN_MISTAKES.encode())
    answer = client.post("/schemes/-/upload/", {"file": file})
    assert answer.status_code == 422
    page = answer.content.decode()
    lines = [int(line) for line in re.findall(r'<a href="#L(\d+)">', page)]
    assert len(lines) >= 10
    assert lines == sorted(lines)
    for line in (3, 4, 6, 10, 11, 14, 15, 19, 25, 28):
        assert line in lines
    assert page.count('class="issue issue-error"') == len(lines)
    assert "Did you mean" in page
    assert 'class="is-wrong"' in page


def test_a_sound_text_is_said_in_words_and_saved_as_a_draft(office: Office) -> None:
    office.page("/schemes/")
    changed = write_scheme(standard("value")).replace("from_score: 80", "from_score: 70")
    page = office.send("/schemes/-/upload/", "analyst", text=changed).content.decode()
    assert "The standard is sound." in page
    assert "score 70 and above" in page
    digest, newest = (re.search(rf'name="{name}" value="(\w*)"', page) for name in ("digest", "newest"))
    assert digest
    assert newest
    kept = {"text": changed, "digest": digest[1], "newest": newest[1]}
    page = office.send("/schemes/value/keep/", "analyst", **kept).content.decode()
    assert "v2 · draft" in page


def test_a_new_standard_comes_in_under_its_own_name(office: Office) -> None:
    office.page("/schemes/")
    text = write_scheme(standard("membership")).replace("name: membership", "name: 会员二", 1)
    page = office.send("/schemes/-/upload/", text=text).content.decode()
    assert "A new standard" in page
    page = office.send("/schemes/会员二/keep/", text=text, digest="", newest="0").content.decode()
    assert "v1 · draft" in page
    assert quote("/schemes/会员二/") in office.page("/schemes/")
    assert "Nobody would move" in office.page("/schemes/会员二/edit/")


def test_before_anything_was_read_the_first_page_reads_it(office: Office) -> None:
    (office.folder / "runs" / "standards.json").unlink()
    page = office.client_as("viewer", lang="en").get("/schemes/value/").content.decode()
    assert "Reading standards" in page
    assert "score 80 and above" in office.page("/schemes/value/", "viewer")
    assert office.client_as("viewer").get("/schemes/nothing/").status_code == 404


def test_what_is_no_standard_is_refused_in_words(office: Office) -> None:
    client = office.client_as("analyst", lang="en")
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
    for content, said in (
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"x" * 300_001, "too large"),
        (b"", "this is no grading standard"),
        (b"[1, 2", "the YAML cannot be read"),
        (bomb.encode(), "refers to another one"),
    ):
        answer = client.post("/schemes/-/upload/", {"file": SimpleUploadedFile("mine.yaml", content or b"\n")})
        assert answer.status_code == 422
        assert said in answer.content.decode()
