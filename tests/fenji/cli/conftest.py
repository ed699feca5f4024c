"""A shop made once by the commands themselves: customers, orders, two gradings."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fenji.cli.shop import CUSTOMERS, ORDERS, inside


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a graded workspace; tests only read it."""
    desk = tmp_path_factory.mktemp("desk")
    (desk / "customers.csv").write_text(CUSTOMERS, "utf-8")
    (desk / "orders.csv").write_text(ORDERS, "utf-8")
    made = inside("init", "shop", cwd=desk)
    assert made.code == 0, made.err
    folder = desk / "shop"
    for words in (
        ("import", desk / "customers.csv", "--as", "customers", "--yes"),
        ("import", desk / "orders.csv", "--as", "orders", "--yes"),
        ("grade", "--scheme", "value", "--as-of", "2024-05-31"),
        ("grade", "--scheme", "value", "--as-of", "2024-06-30"),
    ):
        said = inside(*words, cwd=folder)
        assert said.code == 0, said.err
    return folder


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a workspace without any data; tests only read it."""
    desk = tmp_path_factory.mktemp("empty")
    assert inside("init", "shop", cwd=desk).code == 0
    return desk / "shop"
