"""The generated client and the recipes with curl, against `fenji serve` with its worker; neither is stale."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.fenji_web.api.written import CLIENT, COMMAND, DOCUMENT, ROOT, client_text, document_text
from tests.web_place import Place, serving
from tests.web_shop import shop_at

PAGE = ROOT / "docs" / "how-to" / "api.md"
sys.path.append(str(CLIENT.parent))
from fenji_client import Fenji, FenjiProblem  # type: ignore[import-not-found]  # noqa: E402 - it is no package of ours


def test_the_document_and_the_client_are_those_of_the_code() -> None:
    assert DOCUMENT.read_text("utf-8") == document_text(), f"stale: {COMMAND}"
    assert CLIENT.read_text("utf-8") == client_text(json.loads(document_text())), f"stale: {COMMAND}"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    base = tmp_path_factory.getbasetemp()
    with serving(
        shop_at(tmp_path_factory.mktemp("client") / "shop", base.parent if "popen-" in base.name else base)
    ) as place:
        yield place


@pytest.fixture(scope="module")
def key(server: Place) -> str:
    code = """
from fenji_web.accounts.access import PERMISSIONS
from fenji_web.api_keys.services import make_key
give(make_key(person("steward"), "client", PERMISSIONS, days=1)[1])
from fenji_web.accounts.models import User
made = person("administrator")
give(make_key(made, "client", [one for one in PERMISSIONS], days=1)[1])
"""
    return str(server.run(code))


@pytest.fixture
def fenji(server: Place, key: str) -> Fenji:
    return Fenji(server.url, key=key)


def test_a_program_reads_everybody_and_why(fenji: Fenji) -> None:
    me = fenji.get_me()
    assert "see" in me["scopes"]
    found = list(fenji.each_customers(limit=150, fields="score"))
    assert len({one["customer_id"] for one in found}) == len(found) > 300
    why = fenji.explain_customer(found[0]["customer_id"])
    assert why["tier"] == found[0]["tier"]
    assert why["run"]["id"] in [one["id"] for one in fenji.each_runs(limit=1)]


def test_a_problem_is_told_with_its_id(fenji: Fenji, server: Place) -> None:
    with pytest.raises(FenjiProblem) as told:
        fenji.get_customer("nobody at all")
    assert (told.value.status, told.value.code, len(told.value.id)) == (404, "no_customer", 16)
    with pytest.raises(FenjiProblem, match="401"):
        Fenji(server.url, key="fk_wrong", retries=0).get_me()


def test_a_program_imports_previews_exports_and_grades(fenji: Fenji) -> None:
    file = b"order_id,customer_id,date,amount\nZ-1,C00001,2024-12-30,19.90\nZ-2,C00002,2024-12-31,oops\n"
    job = fenji.start_import(file, file_name="orders.csv", table="orders")
    over = fenji.wait_for(job)
    assert over["state"] == "done", over["error"]
    assert over["result"] is not None
    report = fenji.get_import(over["result"]["import_id"])
    assert (report["accepted"], report["rejected"]) == (1, 1)
    tried = fenji.wait_for(fenji.simulate("value", {"changes": {"tiers.VIP.from_score": 75}}))
    assert tried["state"] == "done", tried["error"]
    assert tried["result"] is not None
    assert sum(one["customers_after"] for one in tried["result"]["tiers"]) == tried["result"]["customers"]
    written = fenji.wait_for(fenji.start_export({"tier": ["VIP"], "fields": ["score"]}))
    lines = fenji.get_export_file(written["id"]).decode("utf-8-sig").splitlines()
    assert written["result"] is not None
    assert len(lines) == written["result"]["rows"] + 1


def test_who_is_told_to_wait_waits_and_what_broke_off_is_sent_again_with_the_same_key() -> None:
    seen: list[str | None] = []

    class Slow(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            seen.append(self.headers["Idempotency-Key"])
            self.rfile.read(int(self.headers["Content-Length"]))
            if len(seen) == 1:
                self.connection.close()
                return
            self.send_response(429 if len(seen) == 2 else 202)
            self.send_header("Retry-After", "7")
            self.end_headers()
            self.wfile.write(b'{"id": 1}')

        def log_message(self, *args: Any) -> None:
            """Quiet."""

    waited: list[float] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        client = Fenji(f"http://127.0.0.1:{server.server_port}", key="fk_x", sleep=waited.append)
        assert client.start_run({"scheme": "value"})["id"] == 1
    finally:
        server.shutdown()
        server.server_close()
    assert len(seen) == 3
    assert len(set(seen)) == 1
    assert waited[-1] == 7.0


RECIPES = [one for one in re.findall(r"^```sh\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
           if "export FENJI_URL" not in one]  # fmt: skip


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed (Debian package curl)")
def test_every_recipe_with_curl_does_what_it_says(server: Place, key: str, tmp_path: Path) -> None:
    assert len(RECIPES) >= 7
    for recipe in RECIPES:
        ended = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", recipe], cwd=tmp_path, capture_output=True, text=True, check=False,
            env={"PATH": "/usr/bin:/bin", "FENJI_URL": server.url, "FENJI_KEY": key},
        )  # fmt: skip
        assert ended.returncode == 0, recipe + ended.stderr
        answer = ended.stdout.strip()
        assert answer == "304" or "code" not in json.loads(answer), (recipe, answer)
