"""What is said of the engines is so: the page is current, and each mark can be shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from fenji.engines.address import EngineAddress
from fenji.engines.capability import CAPABILITIES, ENGINES, KINDS, reference_pages
from fenji.errors import EngineError

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


def test_the_reference_page_is_current() -> None:
    for name, text in reference_pages().items():
        assert (REFERENCE / name).read_text("utf-8") == text


def test_every_mark_names_an_engine_and_a_kind() -> None:
    assert [one.name for one in CAPABILITIES if not set(one.lacks) <= set(ENGINES)] == []
    assert {lack.kind for one in CAPABILITIES for lack in one.lacks.values()} <= set(KINDS)
    assert [one.name for one in CAPABILITIES if one.of("duckdb")] == []


@pytest.mark.parametrize(("words", "kind", "shown"), [
    ("duckdb", "duckdb", "duckdb"),
    ("local", "spark", "local"),
    ("local[*]", "spark", "local[*]"),
    ("spark://10.0.0.5", "spark", "spark://10.0.0.5:7077"),
    ("sc://cluster.example:443", "connect", "sc://cluster.example:443"),
    ("postgresql://clerk@[::1]/shop", "postgres", "postgres://clerk@::1:5432/shop"),
])  # fmt: skip
def test_an_address_is_read_as_people_write_it(words: str, kind: str, shown: str) -> None:
    address = EngineAddress.read(words)
    assert (address.kind, address.shown) == (kind, shown)


@pytest.mark.parametrize("words", [
    "", "spark", "local[]", "local[two]", "spark://", "sc://", "mysql://a/b", "postgres://host", "spark://a:b",
    "sc://host:99999999/", "postgres://clerk:s3cret@db/shop", "sc://host:1/;token=s3cret", "postgres://db/x?password=s3cret",
])  # fmt: skip
def test_anything_else_and_any_secret_is_refused_and_not_repeated(words: str) -> None:
    with pytest.raises(EngineError) as caught:
        EngineAddress.read(words)
    assert "s3cret" not in str(caught.value)


def test_a_driver_that_is_not_installed_is_named_with_its_extra(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"pyspark.*\[spark-local\]"):
        EngineAddress.read("local[2]").open(folder=tmp_path)
    with pytest.raises(EngineError, match=r"pyspark-client.*\[spark\]"):
        EngineAddress.read("sc://localhost").open(folder=tmp_path)
