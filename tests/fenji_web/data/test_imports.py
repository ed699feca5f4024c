"""Files through the pages: uploaded, looked at, mapped, imported, taken back; nothing is lost on a bad one."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fenji_web.data.models import Upload
from fenji_web.runs.models import Job
from tests.fenji_web.data.desk import ORDERS, Desk


def kept(desk: Desk) -> list[str]:
    return sorted(path.name for path in (desk.folder / "web" / "uploads").glob("*"))


def test_an_empty_workspace_says_how_to_begin(desk: Desk) -> None:
    page = desk.page("/data/")
    assert "Start with a spreadsheet you have" in page
    assert 'action="/data/sample/"' in page


def test_a_file_is_shown_with_its_columns_counts_and_problems_before_anything_is_kept(desk: Desk) -> None:
    page = desk.page(desk.bring(ORDERS, "订单.csv"))
    assert '<option value="ordered_at" selected>Ordered at *</option>' in page
    assert "This is no number" in page
    assert "Write digits and a point" in page
    assert "Import 2 rows" in page
    assert desk.imported() == []


def test_the_rows_that_cannot_be_taken_come_as_the_library_writes_them(desk: Desk) -> None:
    address = desk.bring(ORDERS, "订单.csv")
    words = desk.download(f"{address}rejects.csv").decode("utf-8-sig")
    assert words.splitlines()[0] == "订单号,客户ID,下单时间,金额,__row,__column,__code,__message"
    assert words.splitlines()[1].startswith("A2,C2,2024-01-02,never,3,金额,NOT_A_NUMBER")
    assert "%E8%AE%A2%E5%8D%95-rejects.csv" in desk.name


def test_good_rows_are_imported_and_the_upload_goes(desk: Desk) -> None:
    address = desk.bring(ORDERS)
    desk.send(f"{address}import/", rows="good")
    assert desk.imported() == [(1, "orders.csv", 2, 1)]
    assert kept(desk) == []
    page = desk.page(address)
    assert "Import #1" in page
    assert "administrator-en" in page
    assert "See the head-counts" in page
    assert Upload.objects.get().found is None
    assert [job.result for job in Job.objects.filter(kind="preview_file")] == [{}]
    assert b"NOT_A_NUMBER" in desk.download("/data/imports/1/rejects.csv")


def test_all_or_nothing_imports_nothing_while_a_row_is_bad(desk: Desk) -> None:
    address = desk.bring(ORDERS)
    answer = desk.send(f"{address}import/", rows="all-or-nothing")
    assert answer.status_code == 422
    assert "1 row cannot be taken, so nothing was imported" in answer.content.decode()
    assert desk.imported() == []
    assert kept(desk) != []


def test_headings_nobody_knows_are_mapped_by_hand(desk: Desk) -> None:
    address = desk.bring("no,who,on,worth\nA1,C1,2024-01-01,100\n")
    assert "Say what the file holds." in desk.page(address)
    desk.send(f"{address}read/", table="orders")
    assert "Choose below what each column is." in desk.page(address)
    chosen = {"col-0": "order_id", "col-1": "customer_id", "col-2": "ordered_at", "col-3": "amount"}
    desk.send(f"{address}read/", table="orders", **chosen)
    assert "Import 1 row<" in desk.page(address)
    desk.send(f"{address}import/", table="orders", rows="all-or-nothing", **chosen)
    assert desk.imported() == [(1, "orders.csv", 1, 0)]


def test_one_thing_chosen_for_two_columns_is_said_beside_the_second(desk: Desk) -> None:
    address = desk.bring(ORDERS)
    answer = desk.send(f"{address}read/", **{"col-0": "order_id", "col-1": "order_id"})
    assert answer.status_code == 422
    assert "Order ID is chosen for two columns: 订单号 and 客户ID." in answer.content.decode()


def test_a_changed_mapping_is_looked_at_before_it_is_imported(desk: Desk) -> None:
    address = desk.bring(ORDERS + "A4,C4,2024-01-09,5\n")
    answer = desk.client.post(f"{address}import/", {"rows": "good", "col-3": ""}, follow=True)
    desk.work()
    assert "this is the new preview" in answer.content.decode()
    assert desk.imported() == []


def test_a_date_that_can_be_read_both_ways_is_asked(desk: Desk) -> None:
    address = desk.bring("order_id,customer_id,ordered_at,amount\nA1,C1,01/02/2024,100\n")
    page = desk.page(address)
    assert "can be read both ways" in page
    assert 'class="field is-asked"><label for="opt-date_order"' in page
    desk.send(f"{address}read/", **{"opt-date_order": "dmy"})
    page = desk.page(address)
    assert "2024-02-01" in page
    desk.send(f"{address}import/", **{"opt-date_order": "dmy", "rows": "good", "opt-header_row": "1"})
    assert desk.imported() == [(1, "orders.csv", 1, 0)]


def zipped(**files: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return packed.getvalue()


def test_a_zip_is_its_files_each_an_import_of_its_own(desk: Desk) -> None:
    address = desk.bring(zipped(**{"一月.csv": ORDERS, "账/二月.csv": ORDERS.replace("A", "B")}), "两月.zip")
    page = desk.page(address)
    assert "Files in 两月.zip" in page
    parts = {part.name: part.token for part in Upload.objects.get(name="两月.zip").parts.all()}
    assert sorted(parts) == ["一月.csv", "二月.csv"]
    february = f"/data/files/{parts['二月.csv']}/"
    desk.send(f"{february}read/")
    assert "Import 2 rows" in desk.page(february)
    desk.send(f"{february}import/", rows="good")
    assert desk.imported() == [(1, "二月.csv", 2, 1)]
    assert "Imported</a>" in desk.page(address)


def test_a_zip_whose_names_climb_out_of_it_is_refused_whole(desk: Desk) -> None:
    page = desk.page(desk.bring(zipped(**{"../../一月.csv": ORDERS}), "两月.zip"))
    assert 'role="alert"' in page
    assert "两月.zip" in page
    assert Upload.objects.count() == 1


def test_a_bomb_is_refused_in_three_parts_and_nothing_stays_open(desk: Desk) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<a/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (64 << 20))
    address = desk.bring(packed.getvalue(), "bomb.xlsx")
    page = desk.page(address)
    assert 'role="alert"' in page
    assert "bomb.xlsx" in page
    assert "Nothing was imported" in page
    assert "Look at the same file once more" in page
    assert desk.imported() == []
    desk.send(f"{address}discard/")
    assert kept(desk) == []
    assert Job.objects.filter(kind="preview_file").exclude(result=None).exclude(result={}).count() == 0
    assert Upload.objects.count() == 0


@pytest.mark.parametrize("name", ["../../x.csv", "..\\..\\x.csv", "/etc/x.csv", "a\u202ecsv.exe\u0000/x.csv"])
def test_a_name_never_leads_out_of_the_uploads(desk: Desk, name: str) -> None:
    upload = SimpleUploadedFile("x.csv", ORDERS.encode())
    upload.name = name
    boundary = "frontier"
    body = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        f"Content-Type: text/csv\r\n\r\n{ORDERS}\r\n--{boundary}--\r\n"
    ).encode()
    answer = desk.client.post("/data/upload/", body, content_type=f"multipart/form-data; boundary={boundary}")
    assert answer.status_code == 302
    desk.work()
    kept_upload = Upload.objects.get()
    assert kept_upload.name == "x.csv"
    assert {path.parent for path in desk.folder.rglob("*.csv")} == {desk.folder / "web" / "uploads"}
    desk.send(f"/data/files/{kept_upload.token}/import/", rows="good")
    assert desk.imported() == [(1, "x.csv", 2, 1)]


def test_a_file_beyond_the_limit_is_refused_and_nothing_of_it_stays(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FENJI_MAX_FILE_MB", "1")
    much = SimpleUploadedFile("much.csv", b"x" * (3 << 20))
    answer = desk.client.post("/data/upload/", {"file": much})
    assert answer.status_code == 413
    assert "larger than 1 MB" in answer.content.decode()
    little_more = SimpleUploadedFile("more.csv", b"x" * ((1 << 20) + 1000))
    assert desk.client.post("/data/upload/", {"file": little_more}).status_code == 413
    assert kept(desk) == []
    assert not Job.objects.filter(kind="preview_file").exists()


def test_an_upload_needs_a_token_of_our_form(desk: Desk) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(desk.client.person)  # type: ignore[attr-defined]
    answer = strict.post("/data/upload/", {"file": SimpleUploadedFile("x.csv", ORDERS.encode())})
    assert answer.status_code == 403


def test_an_import_is_taken_back_with_a_reason(desk: Desk) -> None:
    desk.send(f"{desk.bring(ORDERS)}import/", rows="good")
    answer = desk.send("/data/imports/1/undo/", reason=" ")
    assert answer.status_code == 422
    assert "Say why" in answer.content.decode()
    desk.send("/data/imports/1/undo/", reason="the wrong month")
    page = desk.page("/data/imports/1/")
    assert "Taken back by administrator-en" in page
    assert "the wrong month" in page
    assert desk.client.post("/data/imports/1/undo/", {"reason": "again"}).status_code == 404
    assert "Taken back" in desk.page("/data/")


def test_an_undo_that_stands_in_the_way_says_so_and_takes_the_others_too_when_asked(desk: Desk) -> None:
    desk.send(f"{desk.bring(ORDERS)}import/", rows="good")
    desk.send(f"{desk.bring(ORDERS.replace('100', '120'), 'later.csv')}import/", rows="good")
    answer = desk.send("/data/imports/1/undo/", reason="wrong")
    page = desk.page(answer.headers["Location"])
    assert 'role="alert"' in page
    desk.send("/data/imports/1/undo/", reason="wrong", cascade="on")
    assert "Taken back by" in desk.page("/data/imports/2/")


def test_a_second_click_imports_nothing_twice(desk: Desk) -> None:
    address = desk.bring(ORDERS)
    for _ in range(2):
        desk.client.post(f"{address}import/", {"rows": "good"})
    assert Job.objects.filter(kind="import_file").count() == 1
    desk.work()
    assert "Import #1" in desk.page(address)


def test_the_same_file_again_changes_nothing_and_says_so(desk: Desk) -> None:
    desk.send(f"{desk.bring(ORDERS)}import/", rows="good")
    page = desk.page(desk.bring(ORDERS, "again.csv"))
    assert "imported before as #1" in page
    assert "disabled" in page


@pytest.mark.parametrize("role", ["viewer", "sales", "analyst", "approver"])
def test_who_may_not_import_finds_no_such_page(desk: Desk, client_as: Callable[..., Client], role: str) -> None:
    address = desk.bring(ORDERS)
    desk.send(f"{address}import/", rows="good")
    other = client_as(role)
    for path in (address, f"{address}rejects.csv", "/data/imports/1/rejects.csv"):
        assert other.get(path).status_code == 404, path
    for path in ("/data/upload/", f"{address}import/", "/data/imports/1/undo/", "/data/sample/"):
        assert other.post(path).status_code == 404, path
    assert other.get("/data/").status_code == 200
    assert other.get("/data/imports/1/").status_code == 200


def test_another_steward_does_not_see_my_upload(desk: Desk, client_as: Callable[..., Client]) -> None:
    address = desk.bring(ORDERS)
    assert client_as("steward").get(address).status_code == 404


def test_every_page_is_there_in_chinese(desk: Desk, client_as: Callable[..., Client]) -> None:
    address = desk.bring(ORDERS)
    chinese = client_as("administrator", lang="zh")
    for path in ("/data/", address, "/data/quality/", "/data/standard/"):
        assert chinese.get(path).status_code == 200, path
    assert "无法导入的行" in chinese.get(address).content.decode()


def test_templates_can_be_downloaded(desk: Desk) -> None:
    assert desk.download("/data/templates/orders.xlsx").startswith(b"PK")
    assert desk.client.get("/data/templates/nothing.xlsx").status_code == 404


def test_rejects_are_served_from_their_own_folder_alone(desk: Desk) -> None:
    desk.send(f"{desk.bring(ORDERS)}import/", rows="good")
    journal = desk.folder / "originals" / "imports.json"
    path = next((desk.folder / "rejects").glob("*.csv"))
    journal.write_text(journal.read_text("utf-8").replace(str(path), "/etc/passwd"), "utf-8")
    assert desk.client.get("/data/imports/1/rejects.csv").status_code == 404
    assert Path("/etc/passwd").exists()
