"""What reaches the terminal: exact JSON, verbatim words, tables that fit, progress only where someone watches."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenji.cli.ask import read_day, read_limit, read_options, read_pairs
from fenji.cli.exact_json import exact_json
from fenji.cli.help import cells
from fenji.cli.spoken import spoken, without_language
from fenji.cli.terminal import Answer, Heading, Terminal, nearest_workspace
from fenji.cli.verbatim import verbatim
from fenji.errors import FenjiError
from fenji.language import Text

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.decimals(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(JSON, st.booleans())
def test_json_comes_back_as_it_was_with_every_digit(value: object, is_ascii: bool) -> None:
    written = exact_json(value, is_ascii=is_ascii)
    assert json.loads(written, parse_float=Decimal, parse_int=Decimal) == value
    assert not is_ascii or written.isascii()


@given(st.text())
def test_what_came_from_outside_never_holds_a_control_or_reordering_character(words: str) -> None:
    shown = verbatim(words)
    inside = shown.removeprefix("\u2068").removesuffix("\u2069")
    assert all(c.isprintable() or c not in "\x1b\n\r\t\x07\x00\x9b" for c in inside)
    assert not any(c in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f" for c in inside)


@pytest.mark.parametrize(
    ("environment", "lang", "is_unset"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh", False),
        ({"LANG": "zh"}, "zh", False),
        ({"LANG": "en_US.UTF-8"}, "en", False),
        ({"LANG": "fr_FR"}, "en", False),
        ({"LC_ALL": "en_GB", "LANG": "zh_CN"}, "en", False),
        ({"LC_ALL": "", "LC_MESSAGES": "zh_TW", "LANG": "en_US"}, "zh", False),
        ({"LANG": "C"}, "zh", True),
        ({"LANG": "C.UTF-8"}, "zh", True),
        ({"LC_ALL": "POSIX", "LANG": "en_US"}, "zh", True),
        ({}, "zh", True),
    ],
)
def test_the_language_is_the_locales(environment: dict[str, str], lang: str, is_unset: bool) -> None:
    found = spoken([], environment)
    assert (found.lang, found.is_unset) == (lang, is_unset)


def test_words_after_two_dashes_are_no_language() -> None:
    assert spoken(["--", "--lang", "en"], {"LANG": "zh"}).lang == "zh"
    assert without_language(["a", "--", "--lang", "en"]) == ["a", "--", "--lang", "en"]


def test_a_table_fits_80_columns_with_chinese_and_cuts_nothing_off() -> None:
    out = io.StringIO()
    terminal = Terminal("zh", stdout=out, stderr=io.StringIO())
    name = "上海某某电子科技发展有限责任公司浦东分公司第一采购部联合办公室"
    headings = [
        Heading(Text("Id", "客户ID")),
        Heading(Text("Name", "客户姓名")),
        Heading(Text("A", "金额"), "right", True),
    ]
    terminal.table(headings, [["C" * 40, name, "1,234,567.89元"], ["[bold]x[/bold]", "a\x1b[2Jb", "1元"]])
    shown = out.getvalue()
    assert max(cells(line) for line in shown.splitlines()) <= 80
    assert sum(shown.count(c) for c in name) >= len(name)
    assert "1,234,567.89元" in shown
    assert "[bold]x[/bold]" in shown
    assert "a␛[2Jb" in shown
    assert "\x1b" not in shown


def test_nothing_is_drawn_for_progress_where_nobody_watches() -> None:
    err = io.StringIO()
    with Terminal("en", stdout=io.StringIO(), stderr=err).progress() as progress:
        progress(Text("reading", "读取"), 0.5)
    assert err.getvalue() == ""


def test_json_is_all_that_reaches_stdout() -> None:
    out = io.StringIO()
    Terminal("en", is_json=True, stdout=out, stderr=io.StringIO()).give(Answer({"a": 1}, lambda: out.write("never")))
    assert json.loads(out.getvalue()) == {"a": 1}


def test_the_nearest_folder_upward_is_the_workspace(tmp_path: Path) -> None:
    deep = tmp_path / "shop" / "a" / "b"
    deep.mkdir(parents=True)
    assert nearest_workspace(deep) == deep
    (tmp_path / "shop" / "fenji.yaml").write_text("name: shop\n")
    assert nearest_workspace(deep) == tmp_path / "shop"


@pytest.mark.parametrize("words", ["2024-06-30", "2024/6/30", "2024.06.30", "2024年6月30日"])
def test_a_day_is_read_as_people_write_it(words: str) -> None:
    day = read_day(words)
    assert day is not None
    assert day.isoformat() == "2024-06-30"


@pytest.mark.parametrize("words", ["2024-02-30", "yesterday", "30.06.2024", "", "20240630"])
def test_what_is_no_day_says_how_to_write_one(words: str) -> None:
    with pytest.raises(FenjiError, match="Write it as 2024-06-30"):
        read_day(words)


def test_pairs_and_options_are_read_or_refused_with_an_example() -> None:
    assert read_pairs(["amount=a=b", "name="], option="--column") == {"amount": "a=b", "name": ""}
    with pytest.raises(FenjiError, match="name=value"):
        read_pairs(["实付"], option="--column")
    with pytest.raises(FenjiError, match="as in YAML"):
        read_options(["status={a: "], option="--option")
    with pytest.raises(FenjiError, match="1 or more"):
        read_limit(0)
