"""Whatever a file is called, it is kept in its own folder and handed back as a file to keep, never as a page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fenji_web.data.services import clean_name
from tests.bar.size import sized
from tests.fenji_web.hostile.words import MARK

SignIn = Callable[..., Client]
ORDERS = b"order_id,customer_id,ordered_at,amount\nA1,C1,2024-01-01,x\n"
_WAYS = ("../{0}", "../../../../etc/cron.d/{0}", "/etc/{0}", "..\\..\\{0}", "C:\\Windows\\{0}", "{0}/../../x", "./{0}",
         "%2e%2e%2f{0}", "..%c0%af{0}", "....//{0}", "~/{0}", "$HOME/{0}", "file:///etc/{0}", "{0}\x00.csv",
         "{0}\r\nX: y",
         "{0};rm -rf x", "`{0}`", "$({0})", "| {0}", "{0}\u202evsc.exe", "\u200b{0}", "＜{0}＞", "<b>{0}</b>",
         '"{0}"', "'{0}'",
         "CON", "nul.csv", "{0}.", " {0} ", "-rf {0}", "{0}:stream", "a" * 400 + "{0}", "中" * 300 + "{0}",
         "{0}" * 50)  # fmt: skip
_ENDINGS = (".csv", ".html", ".svg", ".php", ".xlsm", ".csv.exe", "", ".htaccess")
_TYPES = ("text/csv", "text/html", "image/svg+xml", "application/x-msdownload", "text/html; charset=utf-7", "")


def names(many: int) -> list[str]:
    made = [way.format(MARK) + ending for ending in _ENDINGS for way in _WAYS]
    return made[:: max(1, len(made) // many)][:many]


def test_a_name_becomes_a_plain_one_without_a_folder() -> None:
    for name in names(200):
        plain = clean_name(name)
        assert plain, name
        assert not set(plain) & set("/\\\0\r\n"), (name, plain)
        assert plain not in (".", ".."), name
        assert len(f"1234567-{Path(plain).stem}-rejects.csv".encode()) <= 255, name
        assert (Path("/kept") / plain).resolve().parent == Path("/kept"), name


def test_uploads_stay_in_their_folder_and_come_back_as_files_to_keep(client_as: SignIn, shop: Path) -> None:
    client = client_as("administrator")
    outside = set(shop.parent.iterdir())
    web = shop / "web"
    before = {path for path in shop.rglob("*") if web not in path.parents}
    many = sized(16, 160)
    for number, name in enumerate(names(many)):
        sent = SimpleUploadedFile("x.csv", ORDERS, content_type=_TYPES[number % len(_TYPES)])
        sent.name = name  # as a program may send it; a browser would not
        answer = client.post("/data/", {"file": sent})
        assert answer.status_code < 500, name
    for name in (f"x{MARK}.html", f"x{MARK}.svg"):
        client.post(
            "/data/", {"file": SimpleUploadedFile(name, b"<script>alert(1)</script>", content_type="text/html")}
        )
    after = {path for path in shop.rglob("*") if web not in path.parents}
    assert after == before, "nothing beside the folder of uploads"
    assert set(shop.parent.iterdir()) == outside
    assert not any(path.exists() for path in (Path("/etc/cron.d") / MARK, Path("/etc") / MARK))


@pytest.mark.parametrize("address", ["/customers/export.csv", "/data/templates/orders.xlsx"])
def test_a_file_is_handed_out_to_be_kept_and_its_kind_is_not_guessed(client_as: SignIn, address: str) -> None:
    answer = client_as("administrator").get(address)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
