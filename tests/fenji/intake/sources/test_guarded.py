"""A source that a page set up asks no machine inside, though its file was changed by hand."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from fenji.errors import FileRefused
from fenji.intake.sources.secrets import keep_secret
from fenji.intake.sources.source import DatabaseSource, RestSource, read_source
from fenji.outward.allowed import Allowed
from fenji.workspace.sources import import_source, look_into
from fenji.workspace.workspace import Workspace
from tests.hostile_addresses import canary, closed_internet

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
NOBODY = Allowed.listed()


def test_neither_a_look_nor_a_fetch_reaches_a_web_service_inside(workspace: Workspace) -> None:
    with canary() as inside, closed_internet():
        for host in ("127.0.0.1", "localhost", "127.0.0.1.nip.io", "[::1]", "2130706433", "nat64.example.com"):
            url = f"https://{host}:{inside.port}/"
            source = read_source({"name": "crm", "kind": "rest", "into": "orders", "base_url": url})
            assert isinstance(source, RestSource)
            for way in (look_into, import_source):
                with pytest.raises(FileRefused) as refused:
                    way(workspace, source, allowed=NOBODY)  # type: ignore[operator]
                assert refused.value.code == "SOURCE_UNSAFE"
    assert inside.came == 0


@pytest.mark.parametrize("kind", ["postgresql", "mysql"])
def test_neither_a_look_nor_a_fetch_reaches_a_database_inside(workspace: Workspace, kind: str) -> None:
    with canary() as inside, closed_internet():
        places = [f"{host}:{inside.port}" for host in ("127.0.0.1", "localhost", "127.0.0.1.nip.io", "0x7f000001")]
        for place in [*places, f"[::1]:{inside.port}", "%2Fvar%2Frun%2Fpostgresql"]:
            keep_secret("SHOP_URL", f"{kind}://u:p@{place}/shop", folder=workspace.folder)
            source = read_source({"name": "erp", "url_env": "SHOP_URL", "table": "t", "into": "orders"})
            assert isinstance(source, DatabaseSource)
            for way in (look_into, import_source):
                with pytest.raises(FileRefused) as refused:
                    way(workspace, source, allowed=NOBODY)  # type: ignore[operator]
                assert refused.value.code == "SOURCE_UNSAFE", place
    assert inside.came == 0


def test_a_mysql_server_by_name_is_named_by_an_administrator_first(workspace: Workspace, tmp_path: Path) -> None:
    from fenji.intake.sources.address import judged_address, read_address
    from fenji.intake.sources.secrets import Secret

    with closed_internet() as resolver:
        resolver.names = {"db.example.com": "93.184.216.34", "db.lan": "10.0.0.9"}
        address = read_address(Secret("mysql://u:p@db.example.com/shop"), where="x", folder=tmp_path)
        with pytest.raises(FileRefused):
            judged_address(address, NOBODY, where="x")
        assert judged_address(address, Allowed.listed(["db.example.com"]), where="x").host == "db.example.com"
        address = read_address(Secret("postgresql://u:p@db.example.com/shop"), where="x", folder=tmp_path)
        assert judged_address(address, NOBODY, where="x").options["hostaddr"] == "93.184.216.34"
        address = read_address(Secret("postgresql://u:p@db.lan/shop"), where="x", folder=tmp_path)
        with pytest.raises(FileRefused):
            judged_address(address, NOBODY, where="x")
        assert judged_address(address, Allowed.listed(["10.0.0.0/8"]), where="x").options["hostaddr"] == "10.0.0.9"
    assert "FENJI_OUTWARD_ALLOW" not in os.environ


def test_a_postgresql_server_whose_name_did_not_answer_is_not_left_to_the_driver_to_look_up(tmp_path: Path) -> None:
    from fenji.intake.sources.address import judged_address, read_address
    from fenji.intake.sources.secrets import Secret

    with closed_internet() as resolver:
        resolver.names = {}
        address = read_address(Secret("postgresql://u:p@rebinds.example.com/shop"), where="x", folder=tmp_path)
        with pytest.raises(FileRefused) as refused:
            judged_address(address, NOBODY, where="x")
        assert refused.value.code == "SOURCE_UNREACHABLE"
        named = judged_address(address, Allowed.listed(["rebinds.example.com"]), where="x")
        assert (named.host, "hostaddr" in named.options) == ("rebinds.example.com", False)
