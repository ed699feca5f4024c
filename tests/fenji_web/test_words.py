"""Words are complete: in both languages, none missing that a template asks for, none left over, no letters beside."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from fenji_web.config.apps import OURS
from fenji_web.ui.words import words, words_of

WEB = Path(__file__).parents[2] / "src" / "fenji_web"
TEMPLATES = sorted(WEB.rglob("templates/**/*.html"))
APPS = [app.rpartition(".")[2] for app in OURS]
SAID_ATTRIBUTES = {"title", "placeholder", "aria-label", "alt"}
ASKED = re.compile(r"""\{%\s*w\s+["']([a-z_]+\.[a-z0-9_]+)["']([^%]*)%\}""")
FILL = re.compile(r"\{(\w+)(?::[^}]*)?\}")


def _id(path: Path) -> str:
    return path.relative_to(WEB).as_posix()


@pytest.mark.parametrize("app", APPS)
def test_every_text_is_written_in_both_languages_with_the_same_places(app: str) -> None:
    for key, text in words_of(app).items():
        assert text.en.strip(), f"{app}.{key}"
        assert text.zh.strip(), f"{app}.{key}"
        assert set(FILL.findall(text.en)) == set(FILL.findall(text.zh)), f"{app}.{key}: other places in Chinese"


@pytest.mark.parametrize("app", [app for app in APPS if app != "ui"])
def test_chinese_is_chinese_and_english_is_english(app: str) -> None:
    chinese = re.compile(r"[\u4e00-\u9fff]")
    for key, text in words_of(app).items():
        is_english = re.search(r"[A-Za-z]{3}", text.en)  # it may name Chinese words: "Numbers with 万"
        assert is_english or not chinese.search(text.en), f"{app}.{key}"
        latin = [word for word in re.findall(r"[A-Za-z]{2,}", FILL.sub("", text.zh)) if not word.isupper()]
        assert chinese.search(text.zh) or not latin, f"{app}.{key} is not translated"


@pytest.mark.parametrize("path", TEMPLATES, ids=_id)
def test_a_template_asks_for_words_that_exist_and_fills_their_places(path: Path) -> None:
    for key, rest in ASKED.findall(path.read_text("utf-8")):
        if "|" in rest:
            continue  # the name goes on: "accounts.role_"|add:role
        text = words(key)
        given = set(re.findall(r"(\w+)=", rest))
        assert set(FILL.findall(text.en)) == given, f"{key} has other places"


@pytest.mark.parametrize("path", TEMPLATES, ids=_id)
def test_a_template_holds_no_letters_of_its_own(path: Path) -> None:
    plain = re.sub(r"\{#.*?#\}|\{%\s*comment.*?endcomment\s*%\}", "", path.read_text("utf-8"), flags=re.DOTALL)
    plain = re.sub(r"\{% block page_class %\}.*?\{% endblock %\}", "", plain)
    reader = _Letters()
    reader.feed(_bare(plain))
    assert reader.found == []


@pytest.mark.parametrize("path", TEMPLATES, ids=_id)
def test_a_template_has_no_inline_style_or_script(path: Path) -> None:
    text = _bare(path.read_text("utf-8"))
    assert not re.search(
        r"""\sstyle\s*=|<style|<script(?![^>]*\ssrc=)(?![^>]*type="application/json")|\son[a-z]+=""", text
    )


def _bare(template: str) -> str:
    return re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", template, flags=re.DOTALL)


class _Letters(HTMLParser):
    """Gathers letters that stand in text or in attributes people read."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Attributes that are read out or shown."""
        self.found += [f"{name}={value}" for name, value in attrs if name in SAID_ATTRIBUTES and _has_letters(value)]

    def handle_data(self, data: str) -> None:
        """Text between tags."""
        if _has_letters(data):
            self.found.append(data.strip())


def _has_letters(text: str | None) -> bool:
    return bool(text and re.search(r"[^\W\d_]", text))
