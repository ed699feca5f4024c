"""Which language to speak: asked for by --lang, else the locale's, else Chinese."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fenji.errors import FenjiError
from fenji.language import LANGUAGES, Language, Text

HINT = Text(
    "hint: no language is set here (locale C), so fenji speaks Chinese; for English add --lang en",
    "提示：系统区域未设语言（C），以中文显示。For English add --lang en",
)


@dataclass(frozen=True)
class Spoken:
    """The language, and whether nobody chose it."""

    lang: Language
    is_unset: bool = False
    refused: str | None = None

    def check(self) -> None:
        """Refuses a `--lang` that is neither zh nor en."""
        if self.refused is None:
            return
        problem = Text("fenji does not speak '{name}'", "不支持语言“{name}”").fill(name=self.refused)
        raise FenjiError(problem, where="--lang", fix=Text("Choose zh or en.", "可选 zh 或 en。"))


def spoken(arguments: Sequence[str], environment: Mapping[str, str]) -> Spoken:
    """The language of help, tables and errors, before any command is read.

    `--lang` comes first, then LC_ALL, LC_MESSAGES and LANG, the first that is not empty. A Chinese locale speaks
    Chinese, any other language English; C, POSIX or none is Chinese with a hint.

    >>> spoken(["grade", "--lang", "en"], {}).lang, spoken([], {"LANG": "de_DE.UTF-8"}).lang
    ('en', 'en')
    >>> spoken([], {"LC_ALL": "C.UTF-8", "LANG": "en_US.UTF-8"})
    Spoken(lang='zh', is_unset=True, refused=None)
    """
    asked = _asked(arguments)
    if asked is None:
        return _of_locale(environment)
    for lang in LANGUAGES:
        if asked == lang:
            return Spoken(lang)
    return Spoken(_of_locale(environment).lang, refused=asked)


def without_language(arguments: Sequence[str]) -> list[str]:
    """The command line without `--lang zh`: the language is known, wherever it was given.

    >>> without_language(["scheme", "--lang", "en", "list", "--lang=en"])
    ['scheme', 'list']
    """
    rest: list[str] = []
    words = iter(arguments)
    for word in words:
        if word == "--":
            return [*rest, word, *words]
        if word == "--lang":
            next(words, None)
        elif not word.startswith("--lang="):
            rest.append(word)
    return rest


def _asked(arguments: Sequence[str]) -> str | None:
    found = None
    for index, word in enumerate(arguments):
        if word == "--":
            break
        if word.startswith("--lang="):
            found = word.removeprefix("--lang=")
        elif word == "--lang":
            found = "".join(arguments[index + 1 : index + 2])
    return found


def _of_locale(environment: Mapping[str, str]) -> Spoken:
    names = (environment.get(variable, "") for variable in ("LC_ALL", "LC_MESSAGES", "LANG"))
    name = next((name for name in names if name), "C")
    language = name.partition(".")[0].partition("_")[0].lower()
    if language in {"c", "posix"}:
        return Spoken("zh", is_unset=True)
    return Spoken("zh" if language == "zh" else "en")
