"""Every command on a tiny real shop, as a person runs it: both languages, JSON as documented, verbatim names."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from fenji.cli.command import COMMANDS
from tests.fenji.cli.shop import ROOT, fenji, inside, paths

SEEN = {
    ("imports",): ("orders.csv", "orders.csv"),
    ("customers",): ("客户姓名", "Name"),
    ("customers", "--near", "VIP"): ("还差", "Missing"),
    ("explain", "C001"): ("张伟", "张伟"),
    ("moves",): ("升级", "promotion"),
    ("runs",): ("value v1", "value v1"),
    ("scheme", "list"): ("现成标准", "ready-made"),
    ("scheme", "show", "value"): ("普通", "VIP"),
    ("scheme", "check", "value"): ("", ""),
    ("scheme", "badges", "value", "--suggest"): ("都可区分", "tells these badges apart"),
    ("check",): ("完好", "Sound"),
}


def documented(name: str) -> set[str]:
    return {key.path for key in COMMANDS.get(name).keys}


def undocumented(name: str, answer: object) -> set[str]:
    """Keys of an answer that the reference does not list; `*` stands for any name, null for a whole part."""
    patterns = [re.escape(path).replace(r"\*", r"[^.]+") for path in documented(name)]
    parts = {path.rpartition(".")[0].removesuffix("[]") for path in documented(name)}
    return {
        path
        for path in paths(answer)
        if not any(re.fullmatch(pattern, path) for pattern in patterns) and path.removesuffix("[]") not in parts
    }


@pytest.mark.parametrize("words", SEEN)
def test_a_command_answers_in_both_languages_without_a_word_on_stderr_but_hints(
    words: tuple[str, ...], shop: Path
) -> None:
    for lang, seen in zip(("zh", "en"), SEEN[words], strict=True):
        said = inside(*words, cwd=shop, lang=lang)
        assert (said.code, "Traceback" in said.err) == (0, False), said.err
        assert seen in said.out
        assert "\x1b" not in said.out
        assert "\u202e" not in said.out


@pytest.mark.parametrize("words", SEEN)
def test_json_holds_the_documented_keys_and_nothing_else(words: tuple[str, ...], shop: Path) -> None:
    said = inside(*words, "--json", cwd=shop, lang=None)
    assert said.code == 0, said.err
    name = " ".join(words[:2]) if words[0] == "scheme" else words[0]
    assert undocumented(name, said.json) == set()


def test_a_program_of_its_own_says_the_same(shop: Path) -> None:
    for words in (
        ("customers",),
        ("customers", "--json"),
        ("explain", "C002", "--json"),
        ("customers", "--tier", "VPI"),
    ):
        for lang in ("zh", "en"):
            alone, here = fenji(*words, cwd=shop, lang=lang), inside(*words, cwd=shop, lang=lang)
            assert (alone.code, alone.out, alone.err) == (here.code, here.out, here.err)


def test_grading_again_answers_from_the_kept_run_and_writes_nothing(shop: Path) -> None:
    before = inside("runs", "--json", cwd=shop).json
    said = inside("grade", "--scheme", "value", "--as-of", "2024-06-30", "--json", cwd=shop)
    assert undocumented("grade", said.json) == set()
    assert sum(tier["customers"] for tier in said.json["tiers"]) == 6
    assert said.json["run"]["guests"] == {"orders": 1, "net_revenue": 77.0, "revenue_share": 0.003438}
    assert inside("runs", "--json", cwd=shop).json == before


def test_money_in_json_keeps_its_digits(shop: Path) -> None:
    said = inside("customers", "--search", "C001", "--json", cwd=shop)
    row = json.loads(said.out, parse_float=Decimal)["customers"][0]
    assert (row["net_revenue"], str(row["net_revenue"])) == (Decimal("17600.50"), "17600.50")
    assert (row["name"], row["order_count"], row["recency_days"]) == ("张伟", 4, 1)


def test_customers_are_filtered_sorted_searched_and_limited(shop: Path) -> None:
    def ids(*words: str) -> list[str]:
        return [row["customer_id"] for row in inside("customers", *words, "--json", cwd=shop).json["customers"]]

    assert ids("--sort", "customer_id") == ["C001", "C002", "C003", "C004", "C005", "C006"]
    assert ids("--sort", "-net_revenue", "--limit", "2") == ["C001", "C002"]
    assert ids("--search", "张") == ["C001"]
    assert ids("--search", "nobody at all") == []
    assert "C001" in ids("--tier", "vip客户")
    answer = inside("customers", "--limit", "2", "--json", cwd=shop).json
    assert (answer["count"], len(answer["customers"])) == (6, 2)


def test_names_with_markup_and_control_characters_print_as_they_are(shop: Path) -> None:
    shown = inside("customers", cwd=shop, lang="zh").out
    assert "[red]李[/red]娜" in re.sub(r"\s+", "", shown)
    assert not any(mark in shown for mark in "\x1b\u202e")
    assert "未知" in shown
    explained = inside("explain", "C005", cwd=shop, lang="zh").out
    assert "\x1b" not in explained


UNKNOWN = {
    ("explain", "C00I"): ("C00I", "C001"),
    ("customers", "--tier", "VPI"): ("VPI", "VIP"),
    ("customers", "--near", "VPI"): ("VPI", "VIP"),
    ("customers", "--sort", "-net_revenu"): ("net_revenu", "net_revenue"),
    ("grade", "--scheme", "vlaue"): ("vlaue", "value"),
    ("scheme", "show", "electronic"): ("electronic", "electronics"),
    ("customers", "--run", "value-v1-2024-06-31"): ("value-v1-2024-06-31", "value-v1-2024-06-30"),
    ("export", "charts", "--chart", "tier_shar"): ("tier_shar", "tier_share"),
    ("grade", "--window", "forever"): ("forever", "90 days"),
}


@pytest.mark.parametrize("words", UNKNOWN)
def test_an_unknown_name_is_answered_with_the_nearest(words: tuple[str, ...], shop: Path) -> None:
    for lang in ("zh", "en"):
        said = inside(*words, "--json", cwd=shop, lang=lang)
        assert (said.code, said.out) == (2, "")
        lines = said.err.splitlines()
        assert len(lines) == 3
        assert all(part in said.err for part in UNKNOWN[words])


def test_a_day_before_the_first_order_and_an_empty_workspace_change_nothing(shop: Path, empty: Path) -> None:
    before = inside("runs", "--json", cwd=shop).out
    said = inside("grade", "--as-of", "2020-01-01", cwd=shop)
    assert (said.code, said.out, len(said.err.splitlines())) == (2, "", 3)
    assert inside("runs", "--json", cwd=shop).out == before
    for words in (("grade",), ("customers",), ("explain", "C001"), ("moves",), ("export", "workbook")):
        said = inside(*words, cwd=empty)
        assert (said.code, said.out, len(said.err.splitlines())) == (2, "", 3), words
    for words in (("runs",), ("imports",), ("check",), ("scheme", "list")):
        assert inside(*words, cwd=empty).code == 0


def test_a_run_comes_out_the_same_when_replayed(shop: Path) -> None:
    run = inside("runs", "--json", cwd=shop).json["runs"][-1]
    answer = inside("replay", run["id"], "--json", cwd=shop)
    assert answer.code == 0
    assert answer.json == {
        "run_id": run["id"], "digest_kept": run["digest"], "digest_now": run["digest"], "is_same": True,
    }  # fmt: skip


def test_a_workspace_is_found_upward_or_named(shop: Path, tmp_path: Path) -> None:
    here = inside("runs", "--json", cwd=shop).out
    assert inside("runs", "--json", cwd=shop / "exports").out == here
    assert inside("runs", "--json", "--workspace", shop, cwd=tmp_path).out == here


def test_schemes_are_shown_without_a_workspace(tmp_path: Path) -> None:
    names = {scheme["name"] for scheme in inside("scheme", "list", "--json", cwd=tmp_path).json["schemes"]}
    assert {"value", "electronics", "abcd", "membership", "hml"} <= names
    assert inside("scheme", "show", "electronics", cwd=tmp_path).code == 0


def test_a_scheme_with_several_mistakes_lists_them_all_and_ends_with_2(shop: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(
        "name: wrong\ntitle: wrong\ncriteria:\n  - {metric: recency_day, weight: 50%, scorer: quantiles}\n"
        "  - {metric: net_revenue, weight: 40%, scorer: quantile}\ntiers:\n  - {key: A, name: A, colour: red}\n",
        "utf-8",
    )
    said = inside("scheme", "check", wrong, "--json", cwd=shop)
    assert said.code == 2
    assert not said.json["is_usable"]
    assert len(said.json["issues"]) >= 3
    said = inside("grade", "--scheme", wrong, cwd=shop)
    assert (said.code, said.out) == (2, "")
    assert len([line for line in said.err.splitlines() if "line" in line and line.startswith("  ")]) >= 3


def test_a_command_runs_without_pandas_even_where_it_is_installed(shop: Path) -> None:
    code = (
        "import sys; from fenji.cli.main import run; code = run(sys.argv[1:]);"
        "sys.exit(10 if 'pandas' in sys.modules else code)"
    )
    line = [sys.executable, "-c", code, "customers", "--search", "C001", "--json"]
    done = subprocess.run(line, cwd=shop, env={"PYTHONPATH": str(ROOT / "src")}, capture_output=True, check=False)
    assert (done.returncode, json.loads(done.stdout)["count"]) == (0, 1)
