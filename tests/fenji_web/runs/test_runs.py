"""The list of runs, one run, and starting a grading."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fenji_web.runs import queries, services
from fenji_web.runs.models import DONE, Job

SignIn = Callable[..., Client]
RUN = "value-v1-2024-12-31"


def test_every_run_stands_in_the_list_newest_day_first(shop: Path, client_as: SignIn) -> None:
    lines = queries.run_lines(shop / "runs")
    assert [line.run.id for line in lines][1:] == [RUN, "value-v1-2024-11-30", "value-v1-2024-10-31"]
    assert lines[0].run.scheme == "electronics"
    page = client_as("viewer").get("/runs/").content.decode()
    assert all(line.run.id in page for line in lines)


def test_a_run_says_its_tiers_its_moves_and_what_ran(client_as: SignIn) -> None:
    page = client_as("viewer", lang="en").get(f"/runs/{RUN}/").content.decode()
    for said in ("Customer value", "2,000", "Asia/Shanghai", "Where customers went", "Digest of the result"):
        assert said in page
    assert "Workbook" not in page  # a viewer exports nothing


def test_the_moves_of_a_run_add_up_to_the_customers_of_both_runs(shop: Path) -> None:
    from fenji_web.runs.pages import run_page
    from fenji_web.ui.reading import opened

    path = queries.run_file(shop / "runs", RUN)
    assert path is not None
    shared = opened(path)
    shown = run_page(shared, shared.engine.cursor())
    moved = sum(count for flow in shown["flows"] for _, count, _ in flow.cells)
    assert moved == sum(tier.customers for tier, _ in shown["tiers"]) == 2000
    ways = {way: sum(n for flow in shown["flows"] for _, n, w in flow.cells if w == way) for way in ("up", "down")}
    line = next(line for line in queries.run_lines(shop / "runs") if line.run.id == RUN)
    assert (ways["up"], ways["down"]) == (line.promotions, line.demotions)


@pytest.mark.parametrize("run_id", ["no-such-run", "value-v1-2024-12-31.duckdb", "%2e%2e", "..%2ffenji.yaml"])
def test_a_run_that_is_not_there_is_not_found(client_as: SignIn, run_id: str) -> None:
    assert client_as("viewer").get(f"/runs/{run_id}/").status_code == 404


def test_a_grading_is_started_by_who_may_grade_and_its_page_is_shown(client_as: SignIn) -> None:
    client = client_as("analyst")
    answer = client.post("/runs/start/", {"scheme": "value", "as_of": "2024-09-30"})
    job = Job.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/runs/jobs/{job.pk}/")
    assert job.arguments == {"scheme": "value", "as_of": "2024-09-30", "recalibrate": False}
    assert client_as("viewer").post("/runs/start/", {"scheme": "value"}).status_code == 404


@pytest.mark.parametrize("sent", [{"scheme": "nobody"}, {"scheme": "value", "as_of": "yesterday"}, {}])
def test_what_cannot_be_graded_is_said_in_the_form(client_as: SignIn, sent: dict[str, str]) -> None:
    assert client_as("analyst").post("/runs/start/", sent).status_code == 422
    assert not Job.objects.exists()


def test_a_workspaces_own_standards_can_be_graded_by(shop: Path) -> None:
    assert {"value", "electronics", "abcd"} <= set(queries.schemes_to_grade_by(shop))


def test_a_workbook_is_downloaded_by_who_asked_for_it(shop: Path, client_as: SignIn) -> None:
    client = client_as("analyst")
    answer = client.post(f"/runs/{RUN}/workbook/")
    job = Job.objects.get(kind="workbook")
    assert answer["Location"] == f"/runs/jobs/{job.pk}/"
    path = services.export_folder(shop) / "fenji.xlsx"
    path.write_bytes(b"PK")
    Job.objects.filter(pk=job.pk).update(state=DONE, result={"run": RUN, "file": f"{path.parent.name}/{path.name}"})
    assert client.get(f"/runs/jobs/{job.pk}/made/")["Location"] == f"/runs/{RUN}/?file={job.pk}"
    assert b"".join(client.get(f"/runs/jobs/{job.pk}/file/").streaming_content) == b"PK"
    assert client_as("sales").get(f"/runs/jobs/{job.pk}/file/").status_code == 404


def test_the_list_asks_the_application_database_as_often_with_many_jobs_as_with_few(client_as: SignIn) -> None:
    client = client_as("administrator")
    counts = []
    for more in (2, 8):
        for _ in range(more):
            services.enqueue("grade", by=client.person, scheme="value")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get("/runs/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 8


def test_names_and_numbers_are_masked_for_who_may_not_see_contact_data(shop: Path, client_as: SignIn) -> None:
    from fenji_web.ui.reading import opened

    path = queries.run_file(shop / "runs", RUN)
    assert path is not None
    plain = opened(path)
    hidden = queries.masked(plain)
    asked = ["customer_id", "name", "mobile", "email"]
    pairs = list(zip(plain.rows(asked, limit=50), hidden.rows(asked, limit=50), strict=True))
    for before, after in pairs:
        assert before["customer_id"] == after["customer_id"]
        assert before["mobile"] is None or (before["mobile"] != after["mobile"] and "****" in after["mobile"])
        assert before["email"] is None or before["email"] != after["email"]
    assert sum(before["name"] != after["name"] for before, after in pairs) > 3
    movers = [move.name for move in plain.movers(6, kind="promotion") if move.name and len(move.name) > 2]
    sees, sees_not = (client_as(role).get(f"/runs/{RUN}/").content.decode() for role in ("sales", "viewer"))
    assert [name for name in movers if name in sees]
    people = {row["name"] for row in plain.rows(["name", "kind"]) if row["kind"] != "company"}
    assert not [name for name in movers if name in people and name in sees_not]


@pytest.mark.parametrize(
    ("role", "most_alone", "is_masked"), [("analyst", "9999", True), ("sales", "9999", False), ("sales", "1000", True)]
)
def test_the_workbook_is_masked_for_who_may_not_see_contact_data_and_in_large_files(
    shop: Path, client_as: SignIn, monkeypatch: pytest.MonkeyPatch, role: str, most_alone: str, *, is_masked: bool
) -> None:
    monkeypatch.setenv("FENJI_MOST_ROWS_ALONE", most_alone)
    client_as(role).post(f"/runs/{RUN}/workbook/")
    assert Job.objects.get(kind="workbook").arguments["sees_contact"] is not is_masked


def test_a_masked_workbook_holds_no_number_in_full(shop: Path) -> None:
    from python_calamine import CalamineWorkbook

    from fenji_web import library
    from fenji_web.runs.jobs import workbook

    workspace = library.Workspace.open(shop)
    try:
        made = workbook(workspace, {"run": RUN, "lang": "zh"}, lambda *_: None)
        numbers = {row["mobile"] for row in workspace.result(RUN).rows(["mobile"]) if row["mobile"]}
    finally:
        workspace.close()
    assert made is not None
    path = shop / "web" / "exports" / str(made["file"])
    book = CalamineWorkbook.from_path(path)
    cells = {
        str(cell) for sheet in book.sheet_names for row in book.get_sheet_by_name(sheet).to_python() for cell in row
    }
    assert numbers
    assert not numbers & cells
    assert any("****" in cell for cell in cells)
