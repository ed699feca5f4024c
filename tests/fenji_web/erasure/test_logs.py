"""Whatever people do, and whatever goes wrong, no log line holds anything of a customer."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import HTTPCookieProcessor, build_opener

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fenji_web import library
from fenji_web.config.logs import OneLine
from fenji_web.one_customer import views
from fenji_web.runs.models import Job
from tests.bar.size import sized
from tests.fenji_web.jobs_done import jobs_done
from tests.web_place import serving
from tests.web_shop import built

SignIn = Callable[..., Client]
CANARIES = ("ZQ-LOGGED", "13900139000", "zq@canary.example", "金丝雀")


@pytest.fixture
def said() -> Iterator[list[str]]:
    """Every line that a log of the web app would hold, those of debugging too."""
    lines: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(OneLine().format(record))

    handler, loggers = Kept(logging.DEBUG), [logging.getLogger(name) for name in ("", "django", "fenji")]
    levels = [one.level for one in loggers]
    for one in loggers:
        one.addHandler(handler)
        one.setLevel(logging.DEBUG)
    logging.getLogger("django.db.backends").setLevel(logging.INFO)  # statements are only ever shown with DEBUG on
    yield lines
    for one, level in zip(loggers, levels, strict=True):
        one.removeHandler(handler)
        one.setLevel(level)


def test_a_session_of_searches_notes_files_and_errors_leaves_no_canary_in_the_logs(
    client_as: SignIn, shop: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    who, phone, mail, name = CANARIES
    client = client_as("administrator")
    client.raise_request_exception = False
    for word in CANARIES:
        client.get("/customers/", {"q": word})
        client.get(f"/customers/{word}/")
        client.get(f"/nowhere/{word}/")
    customer = client.get("/customers/").content.decode().split('href="/customers/C')[1].split("/")[0]
    client.post(f"/care/C{customer}/note/", {"text": f"{name} {phone} {mail}"})
    file = SimpleUploadedFile(f"{name}.csv", f"客户编号,手机\n{who},{phone}\n\x00".encode())
    client.post("/data/files/", {"file": file})
    Job.objects.create(kind="erasure", arguments={"wish": 0})
    with pytest.raises(Exception):  # noqa: B017, PT011 - whatever it is
        jobs_done(shop)

    def broken(*_: object, **__: object) -> None:
        raise ValueError(f"{name} {phone}")

    for one in ("page", "render"):
        monkeypatch.setattr(views, one, broken, raising=False)
    monkeypatch.setattr(library, "open_file", broken)
    assert client.get(f"/customers/{who}/").status_code in (404, 500)
    assert [line for line in said for word in CANARIES if word in line] == []


def test_an_error_on_a_customers_page_names_the_kind_of_page_alone() -> None:
    class Match:
        route = "customers/<path:customer_id>/"

    class Request:
        path = "/customers/ZQ-LOGGED/"
        resolver_match = Match()

    record = logging.LogRecord("django.request", logging.ERROR, "", 1, "%s: %s", ("Error", Request.path), None)
    record.request = Request()
    assert "ZQ-LOGGED" not in OneLine().format(record)
    assert "Error: /customers/<path:customer_id>/" in OneLine().format(record)


@pytest.mark.skipif(not sized(0, 1), reason="a server of its own takes half a minute: with `make bar`")
def test_what_a_real_server_and_its_worker_say_holds_no_canary(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = Path(shutil.copytree(built(tmp_path_factory.getbasetemp()), tmp_path / "shop"))
    with serving(folder) as place:
        browser = build_opener(HTTPCookieProcessor(CookieJar()))
        browser.open(place.entrance("administrator")).read()
        for word in map(quote, CANARIES):
            for path in (f"/customers/?q={word}", f"/customers/{word}/", f"/nowhere/{word}"):
                with suppress(HTTPError):
                    browser.open(place.url + path).read()
    written = [place.log, *folder.rglob("*.log")]
    assert place.said()
    assert [(path, word) for path in written for word in CANARIES if word.encode() in path.read_bytes()] == []
