"""A password is used once and shown nowhere: no error, no log, no record, no file, no argument list."""

from __future__ import annotations

import logging
import os
import pickle
import subprocess
import sys
import traceback
from pathlib import Path
from urllib.parse import quote

import pytest

from fenji.errors import FenjiError, FileRefused
from fenji.intake.sources.address import read_address
from fenji.intake.sources.secrets import Secret, find_secret
from fenji.intake.sources.source import read_source
from fenji.workspace.sources import import_source
from fenji.workspace.workspace import Workspace
from tests.fenji.intake.sources.conftest import places_with
from tests.fenji.intake.sources.servers import CANARY, CLERK, Server, free_port

SPELLINGS = (CANARY, quote(CANARY, safe=""), CANARY.replace("'", "''"), CANARY.replace("'", "\\'"))
AWKWARD = "geheim/x y#z?1"  # not percent-encoded, as people paste it
LIST = "DROP TABLE IF EXISTS people; CREATE TABLE people (客户编号 varchar(9), 客户名称 varchar(9));"


def everything_said(error: BaseException) -> str:
    """The error in both languages, with the traceback that FENJI_DEBUG shows, and all errors behind it."""
    said = "".join(traceback.format_exception(error))
    behind: BaseException | None = error
    while behind is not None:
        said += repr(behind) + repr(behind.__dict__) + (behind.say("zh") if isinstance(behind, FenjiError) else "")
        behind = behind.__cause__ or behind.__context__
    return said


def shows(words: str) -> bool:
    return any(spelling in words for spelling in SPELLINGS)


@pytest.mark.parametrize("trouble", ["wrong password", "no server", "no table", "no database", "bad url", "bad option"])
def test_no_error_shows_the_password(
    workspace: Workspace,
    server: Server,
    trouble: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    changed = {
        "wrong password": server.url.replace(CLERK, "nobody"),
        "no server": server.url.replace(str(server.port), str(free_port())),
        "no table": server.url,
        "no database": server.url.replace("/shop", "/elsewhere"),
        "bad url": server.url.replace("://", ":/"),
        "bad option": server.url + "?password=" + quote(CANARY, safe=""),
    }
    monkeypatch.setenv("SHOP_URL", changed[trouble])
    source = read_source({"name": "shop", "url_env": "SHOP_URL", "table": "nowhere", "into": "orders"})
    with pytest.raises(FileRefused) as stopped:
        import_source(workspace, source)
    out = capfd.readouterr()
    assert not shows(everything_said(stopped.value) + caplog.text + out.out + out.err)
    assert workspace.imports() == []


def test_after_an_import_the_password_is_in_no_file_and_no_record(
    workspace: Workspace, server: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("SHOP_URL", server.url)
    server.say(LIST + "INSERT INTO people VALUES ('c1', '王芳'), ('c2', '李雷'), (NULL, '无')")
    source = read_source({"name": "people", "url_env": "SHOP_URL", "table": "people", "into": "customers"})
    brought = import_source(workspace, source)
    assert brought.report is not None
    assert (brought.report.accepted, brought.report.rejected) == (2, 1)
    workspace.close()
    found = [place for spelling in SPELLINGS for place in places_with(spelling, workspace.folder)]
    assert found == []
    assert not shows(repr(brought) + repr(workspace.imports()) + caplog.text)


def test_the_command_line_says_what_came_and_never_how_it_was_asked(
    workspace: Workspace, server: Server, tmp_path: Path
) -> None:
    server.say(LIST + "INSERT INTO people VALUES ('c1', '王芳')")
    workspace.close()
    (workspace.folder / "secrets.env").write_text(f"# ours\nSHOP_URL={server.url}\n")
    (workspace.folder / "secrets.env").chmod(0o600)
    asked = ["--url-env", "SHOP_URL", "--table", "people", "--as", "customers"]
    for line in (["source", "check", *asked], ["source", "import", *asked], ["source", "import", *asked, "--json"],
                 ["source", "import", *asked, "--table", "nowhere"], ["imports", "--json"]):  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-c", "import sys; from fenji.cli.main import run; sys.exit(run())", *line,
             "--workspace", str(workspace.folder), "--lang", "en"],
            env={**os.environ, "FENJI_DEBUG": "1", "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True, text=True, check=False)  # fmt: skip
        assert done.returncode == (2 if "nowhere" in line else 0), done.stderr
        assert not shows(done.stdout + done.stderr)
    assert places_with(CANARY, workspace.folder) == []


def test_a_secrets_file_others_can_read_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "secrets.env"
    place.write_text("SHOP_URL=postgresql://a:b@c/d\n")
    place.chmod(0o640)
    with pytest.raises(FileRefused, match="chmod 600"):
        find_secret("SHOP_URL", folder=tmp_path)
    place.chmod(0o600)
    assert find_secret("SHOP_URL", folder=tmp_path).reveal() == "postgresql://a:b@c/d"


def test_a_secret_is_not_written_anywhere() -> None:
    with pytest.raises(TypeError):
        pickle.dumps(Secret(CANARY))
    address = read_address(Secret(f"mysql://u:{quote(CANARY, safe='')}@db.example/shop"), where="X", folder=Path())
    assert address.password == CANARY
    assert not shows(repr(address) + address.shown)


def test_an_address_written_where_its_name_belongs_is_refused_without_being_repeated() -> None:
    with pytest.raises(FileRefused) as stopped:
        read_source({"name": "x", "url_env": f"mysql://u:{CANARY}@h/d", "table": "t", "into": "orders"})
    assert not shows(everything_said(stopped.value))


@pytest.mark.parametrize(
    "url",
    ["postgresql://u:{p}@h/d", "mysql:/u:{p}@h/d", "mysql://u:1/{p}@h/d", "mysql://u:1#{p}@h/d", "mysql://h/d?{p}=1",
     "oracle://u:{p}@h/d", "{p}", "sqlite:///{p}"],
)  # fmt: skip
def test_an_address_that_cannot_be_read_is_not_repeated(url: str, tmp_path: Path) -> None:
    with pytest.raises(FileRefused) as stopped:
        read_address(Secret(url.format(p=AWKWARD)), where="SHOP_URL", folder=tmp_path)
    assert AWKWARD[:6] not in everything_said(stopped.value)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://u@db.example/shop", {"sslmode": "verify-full"}),
        ("postgresql://u@db.example/shop?sslmode=disable", {"sslmode": "disable"}),
        ("mysql://u@10.0.0.5/shop", {"ssl_mode": "verify_identity"}),
        ("postgresql://u@localhost/shop", {}),
    ],
)
def test_a_server_elsewhere_must_show_a_valid_certificate(url: str, expected: dict[str, str]) -> None:
    options = read_address(Secret(url), where="X", folder=Path()).options
    assert {name: value for name, value in options.items() if name in ("sslmode", "ssl_mode")} == expected
