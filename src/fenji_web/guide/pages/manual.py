"""The manual as it is written (manual.yaml) and as pages show it: the words of the interface set apart."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from pydantic import BaseModel, ConfigDict

from fenji_web.guide.pages.wording import Piece, pieces
from fenji_web.library import Language, Text
from fenji_web.ui.words import words

_WRITTEN = Path(__file__).with_name("manual.yaml")


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Said(_Closed):
    """A line in both languages."""

    en: str
    zh: str

    def pieces(self, lang: Language) -> list[Piece]:
        """The line with the words of the interface set apart."""
        return pieces(Text(self.en, self.zh), lang)


class Part(_Closed):
    """A heading and what is said under it, line by line; steps are counted; it may have a picture of its own."""

    heading: Said
    lines: list[Said]
    is_ordered: bool = False
    picture: str = ""


class Section(_Closed):
    """One page of the web app: `title` names words of the interface, `key` is the sidebar's entry where it has one."""

    key: str
    title: str
    about: Said
    parts: list[Part]
    address: str = ""


@cache
def written() -> tuple[Section, ...]:
    """The whole manual as it is written."""
    return tuple(Section.model_validate(one) for one in yaml.safe_load(_WRITTEN.read_text("utf-8")))


def sections(lang: Language) -> list[dict[str, object]]:
    """The whole manual in one language."""
    return [
        {
            "number": number,
            "key": one.key,
            "address": one.address,
            "title": words(one.title).say(lang),
            "about": one.about.pieces(lang),
            "picture": picture(one.key, lang),
            "parts": [
                {
                    "heading": getattr(part.heading, lang),
                    "lines": [line.pieces(lang) for line in part.lines],
                    "is_ordered": part.is_ordered,
                    "picture": picture(part.picture, lang) if part.picture else "",
                }
                for part in one.parts
            ],
        }
        for number, one in enumerate(written(), 1)
    ]


def picture(key: str, lang: Language) -> str:
    """The address of a picture; empty where none was taken, or none is among the files that are served."""
    name = f"guide/manual/{key}.{lang}.png"
    try:
        return str(staticfiles_storage.url(name)) if finders.find(name) else ""
    except ValueError:  # it came after the static files were written
        return ""
