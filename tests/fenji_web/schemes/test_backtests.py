"""Back-tests on pages: asked, worked off, read in words and as a file; nothing is changed by them."""

from __future__ import annotations

import csv
import io
import json

from fenji_web.runs.models import Job
from tests.fenji_web.schemes.conftest import Office

PAGE = "/schemes/-/back-test/"


def test_a_back_test_says_which_standard_predicts_best_and_how_sure_that_is(office: Office) -> None:
    assert "No back-test yet" in office.page(PAGE)
    asked = {"scheme": ["value", "membership"], "horizon": "60", "every": "", "by": "gini"}
    page = office.send(f"{PAGE}start/", **asked).content.decode()
    job = Job.objects.get(kind="evaluate")
    assert job.result is not None
    best = next(one for one in job.result["scores"] if not one["is_baseline"])
    assert f"Of the standards &#x27;{best['title']['en']}&#x27; predicts best here" in page
    assert page.count('<circle class="dot"') == len(job.result["scores"]) == 6
    assert page.count(">baseline<") == 4
    state = {one["answer"] for one in job.result["verdicts"]}
    said = "sure" if state == {"better"} else "a plain figure predicts better" if "worse" in state else "cannot be told"
    assert said in page.split('id="verdict"')[1]
    assert len(office.versions()) == 1

    taken = office.client_as("viewer", lang="en").get(f"{PAGE}{job.pk}/file/?as=csv")
    rows = list(csv.DictReader(io.StringIO(taken.content.decode("utf-8-sig"))))
    assert [row["name"] for row in rows] == [one["name"] for one in job.result["scores"]]
    assert float(rows[0]["gini"]) == job.result["scores"][0]["figures"]["gini"]["value"]
    whole = office.client_as("viewer").get(f"{PAGE}{job.pk}/file/?as=json")
    assert json.loads(whole.content) == job.result


def test_a_back_test_of_nothing_is_refused_with_a_reason(office: Office) -> None:
    office.page(PAGE)
    answer = office.send(f"{PAGE}start/", scheme="no-such-standard")
    assert answer.status_code == 422
    assert "Choose at least one standard" in answer.content.decode()
    assert not Job.objects.filter(kind="evaluate").exists()


def test_who_may_not_edit_standards_reads_back_tests_and_starts_none(office: Office) -> None:
    page = office.page(PAGE, "viewer")
    assert f'action="{PAGE}start/"' not in page
    assert office.client_as("viewer").post(f"{PAGE}start/", {"scheme": "value"}).status_code == 404
