"""Every variable of the environment is in one list; what is misspelt or cannot be is said before anything starts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fenji.scheme.load import SchemeIssues
from fenji_web.config.environment import OUTSIDE, variables, wrong
from fenji_web.config.reference import PAGE, page
from fenji_web.serving.prepare import require_settings

ROOT = Path(__file__).parents[3]
NAMED = re.compile(r"""["'`(]((?:FENJI_[A-Z]+(?:_[A-Z]+)*|DATABASE_URL))\b(?!_)""")


def test_every_variable_that_the_code_names_is_in_the_list_and_the_list_names_no_other() -> None:
    said = "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "src").rglob("*.py")))
    named = {name for name in NAMED.findall(said) if not name.startswith(OUTSIDE)}
    assert {name for name in named if not any(one.is_named(name) for one in variables())} == set()
    assert {one.name for one in variables() if "<" not in one.name} - named == set()


def test_the_page_of_settings_is_what_the_code_says() -> None:
    assert (ROOT / PAGE).read_text("utf-8") == page()


@pytest.mark.parametrize(
    ("name", "value", "fix"),
    [
        ("FENJI_HOST", "crm.example.com", "Did you mean FENJI_HOSTS?"),
        ("FENJI_LOG", "jsn", "Write text or json."),
        ("FENJI_SECRET_KEY", "changeme", "Write at least 50 letters."),
        ("FENJI_METRICS_TOKEN", "short", "Write at least 20 letters"),
        ("FENJI_HTTPS", "yes", "Write 0 or 1."),
        ("DATABASE_URL", "mysql://a:b@c/d", "postgresql://name:password@host/database"),
        ("FENJI_EXPORT_DAYS", "30", "Write 1 to 7."),
        ("FENJI_MAX_ROWS", "1e6", "a whole number above 0"),
    ],
)
def test_what_is_misspelt_or_cannot_be_is_named_with_what_to_write_and_its_value_is_not_repeated(
    name: str, value: str, fix: str
) -> None:
    (issue,) = wrong({name: value, "PATH": "/bin"})
    assert (issue.where, issue.level) == (name, "error")
    assert fix in issue.say("en")
    assert value not in issue.say("en")


def test_what_is_right_or_not_ours_is_let_be() -> None:
    right = {
        "FENJI_LOG": "json",
        "FENJI_API_KEY_A_MINUTE": "60",
        "FENJI_SOURCE_SHOP_1": "p",
        "FENJI_HOSTS": "",
        "LANG": "C",
    }
    assert list(wrong(right)) == []


def test_a_server_that_is_set_wrongly_does_not_start_and_says_all_that_is_wrong(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FENJI_LOGG", "json")
    monkeypatch.setenv("FENJI_HTTPS", "yes")
    with pytest.raises(SchemeIssues) as refused:
        require_settings()
    assert [issue.where for issue in refused.value.issues] == ["FENJI_HTTPS", "FENJI_LOGG"]
    assert "2 mistake(s)" in str(refused.value)
