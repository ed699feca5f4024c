"""Words that look like a language of templates are words: nothing that people write is ever worked out."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from fenji.language import Text
from fenji.metrics.formula import FormulaError, read_formula
from fenji_web.care.models import Note, Tag
from tests.architecture.test_house import MODULES, WEB_MODULES, found, tree
from tests.bar.size import sized
from tests.fenji_web.hostile.words import PRODUCT, template_words
from tests.fenji_web.reading import shown

SignIn = Callable[..., Client]
EVALUATES = {"eval", "exec", "compile", "Template", "format_map", "literal_eval", "__import__"}


@pytest.fixture
def few() -> list[str]:
    return template_words(sized(40, 110))


def test_a_text_that_is_filled_takes_values_for_values(few: list[str]) -> None:
    for words in few:
        filled = Text("{name} has {n} order{n:s}", "{name} 有 {n} 单").fill(name=words, n=2)
        assert (filled.en, filled.zh) == (f"{words} has 2 orders", f"{words} 有 2 单")
        assert Text(words, words).fill(customer=object(), n=7).say("en") == words


def test_what_people_write_is_shown_as_they_wrote_it(client_as: SignIn, shop: Path, few: list[str]) -> None:
    client = client_as("administrator")
    one = shown(shop).engine.rows("SELECT customer_id FROM customers ORDER BY 1 LIMIT 1")[0]["customer_id"]
    Note.objects.bulk_create([Note(customer_id=one, text=words, made_by=client.person) for words in few])
    Tag.objects.bulk_create([Tag(customer_id=one, name=words[:40]) for words in few[:20]])
    pages = [f"/customers/{one}/", f"/care/{one}/panel/", "/customers/?q=%7B%7B7*191%7D%7D"]
    for address in pages:
        page = client.get(address).content.decode()
        assert not re.search(rf"(?<!\d){PRODUCT}(?!\d)", page), address
    panel = client.get(f"/care/{one}/panel/").content.decode()
    assert sum(words.split("{")[0] in panel for words in few) > 1


def test_what_is_sent_to_forms_is_not_worked_out(client_as: SignIn, shop: Path, few: list[str]) -> None:
    client = client_as("analyst")
    for words in few[:: sized(8, 1)]:
        form = {"zh": words, "en": words, "advice": words, "digest": "", "kind": "bar", "how": "count", "by": "tier"}
        for address in ("/segments/own/form/", "/insights/own/form/"):
            page = client.post(address, form).content.decode()
            assert PRODUCT not in page, (address, words)


def test_a_formula_of_a_standard_is_a_closed_tree(few: list[str]) -> None:
    for words in few:
        try:
            tree = read_formula(words)
        except FormulaError:
            continue
        assert "__" not in repr(tree), words


def test_nothing_in_the_product_evaluates_text() -> None:
    def evaluates(path: Path) -> list[str]:
        calls = [ast.unparse(node.func) for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]
        return [said for said in calls if said.rpartition(".")[2] in EVALUATES and not said.endswith(".compile")]

    assert found(MODULES, evaluates) == {}


def test_no_template_of_a_page_switches_escaping_off() -> None:
    off = re.compile(r"\|\s*safe\b|autoescape\s+off|\|\s*safeseq")
    root = Path(WEB_MODULES[0]).parents[0]
    while root.name != "fenji_web":
        root = root.parent
    pages = sorted(root.rglob("templates/**/*.html"))
    assert len(pages) > 40
    assert [page.name for page in pages if off.search(page.read_text("utf-8"))] == []
