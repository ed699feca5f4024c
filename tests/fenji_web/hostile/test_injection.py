"""Nothing that people send is read as SQL: not by a page, a search, an order, a condition, a segment, a chart."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlglot
from django.db import connection
from django.test import Client
from sqlglot import exp

from fenji.engines.duckdb import DuckDBEngine
from tests.architecture.test_house import WEB_MODULES, found, tree
from tests.bar.size import sized
from tests.browser.test_every_page import addresses
from tests.fenji_web.hostile.words import MARK, sql_words
from tests.fenji_web.reading import shown

SignIn = Callable[..., Client]
PARAMETERS = re.compile(r"""(?:GET|asked|sent)\.(?:get|getlist)\(\s*f?["']([a-z_-]+)["']""")
LIST = ("q={0}", "sort={0}", "sort=-{0}", "columns=name,{0}", "where={0}:is:x", "where=name:{0}:x",
        "where=name:has:{0}",
        "where=net_revenue:at_least:{0}", "where=last_ordered_on:from:{0}", "where=tags:with:{0}", "tier={0}",
        "province={0}", "stage={0}&owner={0}", "after={0}", "before={0}", "order={0}",
        "q=&sort=name&after={0}")  # fmt: skip
RULE = {"match": "all", "g0": "all", "g0-r0": "figure:net_revenue", "g0-r0-operator": "at_least", "g0-r0-value": "1"}
SEGMENT = {"zh": "甲", "en": "A", "advice": "a", "digest": "", **RULE, "g0-r1": "field:city", "g0-r1-operator": "is",
           "g0-r1-value": "x"}  # fmt: skip
CHART = {"zh": "甲", "en": "A", "kind": "bar", "how": "count", "by": "tier", "digest": "", **RULE}


@pytest.fixture
def few() -> list[str]:
    return sql_words(sized(6, 300))


def test_whatever_is_sent_to_whatever_page_no_statement_is_made_of_it(
    client_as: SignIn, shop: Path, few: list[str]
) -> None:
    client, wrong = client_as("administrator"), []
    names = sorted({name for path in WEB_MODULES for name in PARAMETERS.findall(path.read_text("utf-8"))})
    assert len(names) > 15
    places = [one for one in sorted({*addresses()}) if not one.startswith("/accounts/sign-out")]
    for number, words in enumerate(few):
        chosen = places if number % sized(6, 30) == 0 else places[number % 7 :: 7]
        wrong += [f"{place} {said}" for place in chosen for said in _asked(client, place, dict.fromkeys(names, words))]
    assert wrong == []


def test_the_list_of_customers_takes_words_for_words_alone(client_as: SignIn, shop: Path, few: list[str]) -> None:
    client, wrong = client_as("administrator"), []
    there = _customers(shop)
    for number, words in enumerate(few):
        for way in LIST if number < sized(2, 60) else LIST[number % 4 :: 4]:
            wrong += [f"{way} {said}" for said in _asked(client, "/customers/", _query(way, words))]
        found_with_it = b"".join(client.get("/customers/export.csv", {"q": words}).streaming_content)
        if len(found_with_it.decode("utf-8-sig").splitlines()) > 1:
            wrong.append(f"a row is found with {words!r}")
    assert wrong == []
    assert _customers(shop) == there


@pytest.mark.parametrize(("address", "form"), [("/segments/own/form/", SEGMENT), ("/insights/own/form/", CHART)])
def test_a_condition_of_a_segment_or_chart_takes_words_for_words_alone(
    client_as: SignIn, shop: Path, few: list[str], address: str, form: dict[str, str]
) -> None:
    client, wrong = client_as("analyst"), []
    fields = sorted(form)
    for number, words in enumerate(few):
        for name in fields if number < sized(1, 40) else fields[number % 4 :: 4]:
            wrong += [f"{name} {said}" for said in _asked(client, address, form | {name: words}, is_sent=True)]
    assert wrong == []


def test_a_chart_as_a_tree_takes_words_for_words_alone(client_as: SignIn, shop: Path, few: list[str]) -> None:
    client, wrong = client_as("analyst"), []
    for words in few:
        for chart in (
            {"title": words, "by": "tier"},
            {"title": "-", "by": words},
            {"title": "-", "by": "tier", "split": words},
            {"title": "-", "by": "tier", "measure": {"sum": words}},
            {"title": "-", "by": "tier", "when": {"field": words, "is": ["x"]}},
            {"title": "-", "by": "tier", "when": {"field": "city", "is": [words]}},
            {"title": "-", "by": "tier", "when": {"field": "city", words: ["x"]}},
            {"title": "-", "by": "tier", "when": {"metric": words, "at_least": 1}},
            {"title": "-", "by": "tier", "when": {"metric": "net_revenue", "at_least": words}},
            {"title": "-", "by": "tier", "when": {"segment": words, "is": [words]}},
        ):
            wrong += _asked(client, "/insights/own/preview.json", {"chart": json.dumps(chart)})
    assert wrong == []


def test_the_web_has_no_way_around_the_queries_of_django() -> None:
    """No f-string in SQL outside queries.py is tested in tests/architecture; here: none of Django's open doors."""
    doors = {"raw", "extra", "RawSQL", "RunSQL", "executescript"}

    def open_doors(path: Path) -> list[str]:
        calls = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]
        named = [(one, getattr(one.func, "attr", getattr(one.func, "id", ""))) for one in calls]
        spread = [
            one for one, name in named if name in ("filter", "exclude") and any(k.arg is None for k in one.keywords)
        ]
        return [f"{name} in line {one.lineno}" for one, name in named if name in doors] + [
            f"filter(**…) in line {one.lineno}" for one in spread if "request" in ast.unparse(one)
        ]

    assert found(WEB_MODULES, open_doors) == {}


def _asked(client: Client, place: str, given: dict[str, str], *, is_sent: bool = False) -> list[str]:
    """What went wrong: a page that failed, or a statement in which the words are more than one value."""
    with _statements() as said:
        answer = client.post(place, given) if is_sent else client.get(place, given)
    wrong = [f"answered {answer.status_code}"] if answer.status_code >= 500 else []
    return [f"{given}: {one}" for one in [*wrong, *(sql for sql in said if MARK in sql.lower() and not _is_value(sql))]]


def _is_value(sql: str) -> bool:
    """Whether it is one statement in which the mark stands inside quoted values and quoted names alone."""
    try:
        (statement,) = sqlglot.parse(sql, dialect="duckdb")
    except (sqlglot.errors.SqlglotError, ValueError):
        return False
    assert statement is not None
    for node in statement.find_all(exp.Literal, exp.Identifier):
        if MARK in str(node.this).lower():
            node.set("this", "")
    return MARK not in statement.sql(dialect="duckdb", comments=True).lower()


@contextmanager
def _statements() -> Iterator[list[str]]:
    """Every statement that a read model or the application's database is asked inside."""
    said: list[str] = []
    execute, stream = DuckDBEngine._execute, DuckDBEngine._stream

    def heard(self: DuckDBEngine, sql: str, parameters: Any) -> Any:
        said.append(sql)
        return execute(self, sql, parameters)

    def streamed(self: DuckDBEngine, own: Any, sql: str, *rest: Any) -> Any:
        said.append(sql)
        return stream(self, own, sql, *rest)

    def of_django(run: Any, sql: str, *rest: Any) -> Any:
        said.append(sql)
        return run(sql, *rest)

    with pytest.MonkeyPatch.context() as patch, connection.execute_wrapper(of_django):
        patch.setattr(DuckDBEngine, "_execute", heard)
        patch.setattr(DuckDBEngine, "_stream", streamed)
        yield said


def _query(way: str, words: str) -> dict[str, str]:
    pairs = (part.split("=", 1) for part in way.split("&"))
    return {name: value.replace("{0}", words) for name, value in pairs}


def _customers(shop: Path) -> list[dict[str, Any]]:
    return shown(shop).engine.rows("SELECT count(*) AS n, sum(hash(customers)) AS h FROM customers")
