"""What a segmentation is: segments side by side, never ranked; how each customer finds theirs, learned once, frozen."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer
from pydantic_core import PydanticCustomError

from fenji.grades.rule import WrittenWindow, column_name, usual_window
from fenji.language import Text, read_text
from fenji.metrics.measure import Measure
from fenji.metrics.window import Window

if TYPE_CHECKING:
    import ibis.expr.types as ir

Learned = Mapping[str, Any]
Answers = Mapping[str, Any]
Amount = Callable[[str, Any], Text]
NONE = Text("", "")
YEAR = Window("days", 365)
_KEY = re.compile(r"[^\W\d][\w-]{0,39}")


def mistake(en: str, zh: str) -> PydanticCustomError:
    """What is wrong with something written, in both languages, as pydantic collects it."""
    return PydanticCustomError("written", "{en}", {"en": en, "zh": zh})


def _words(value: Any) -> Text:
    if isinstance(value, Text):
        return value
    is_text = isinstance(value, str) and bool(value.strip())
    is_pair = isinstance(value, Mapping) and bool(value) and set(value) <= {"zh", "en"}
    if not is_text and not (is_pair and all(isinstance(word, str) for word in value.values())):
        raise mistake(
            "words are one text, or {zh: …, en: …}; a text with a comma stands in quotes",
            "文字写作一段文本，或 {zh: …, en: …}；含逗号的文字请加引号",
        )
    return read_text(value)


def _key(value: Any) -> str:
    name = str(value)
    if isinstance(value, bool) or not _KEY.fullmatch(name):
        raise mistake(
            f"'{name}' is no name: a letter or a Chinese character first, then letters, digits, _ or -",
            f"“{name}”不能作名称：以字母或汉字开头，其后为字母、数字、_ 或 -",
        )
    return name


def _write_words(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


Words = Annotated[Text, BeforeValidator(_words), PlainSerializer(_write_words, return_type=dict)]
Key = Annotated[str, BeforeValidator(_key)]


class Part(BaseModel):
    """What every part keeps to: unknown keys are refused, nothing changes after reading."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, arbitrary_types_allowed=True)


class Segment(Part):
    """One group of customers: the key that is stored, its name, and what it asks for.

    `also_called` are other names for the same thing: explanations, never stored.
    """

    key: Key
    name: Words
    advice: Words = NONE
    also_called: tuple[str, ...] = ()


class Segmentation(Part):
    """A way to divide customers: each is in at most one of its segments; unknown is in none (NULL).

    Pure: it names the columns it needs, asks all customers for its cut points in rounds of aggregates (`questions`,
    `learn`), and from then on places each customer by literals alone (`expression`), so that equal customers are in the
    same segment whatever the others do.
    """

    kind: str
    name: Key
    title: Words
    about: Words = NONE
    window: WrittenWindow = YEAR
    needs_rhythm: ClassVar[bool] = False

    def segments(self) -> tuple[Segment, ...]:
        """Its segments, in the order they are shown."""
        raise TypeError(f"{type(self).__name__} names no segments")

    def measures(self) -> tuple[Measure, ...]:
        """The columns that have to be measured."""
        return ()

    def fields(self) -> tuple[str, ...]:
        """The customers' own attributes it looks at (see `attributes.py`)."""
        return ()

    def rests_on(self) -> tuple[str, ...]:
        """Other segmentations it looks at."""
        return ()

    def questions(self, table: ir.Table, answers: Answers) -> dict[str, ir.Scalar]:
        """What to ask of all customers next; nothing when there is nothing left to ask."""
        del table, answers
        return {}

    def learn(self, answers: Answers) -> dict[str, Any]:
        """The frozen cut points, as JSON keeps them: numbers as text."""
        del answers
        return {}

    def is_learned(self, learned: Learned) -> bool:
        """Whether the customers could answer: what they couldn't is asked again, of a later run."""
        return None not in learned.values()

    def expression(self, table: ir.Table, learned: Learned) -> ir.StringColumn:
        """Each customer's segment by key; NULL where it is not known."""
        raise TypeError(f"{type(self).__name__} has no expression over {table} ({learned})")

    def columns(self, table: ir.Table, learned: Learned) -> dict[str, ir.Column]:
        """What is kept of each customer: the segment under the segmentation's name."""
        return {self.name: self.expression(table, learned)}

    def say(self, learned: Learned | None = None, currency: str | None = None) -> list[Text]:
        """The segmentation in words, a line each; with cut points once they are known."""
        raise TypeError(f"{type(self).__name__} has no words ({learned}, {currency})")

    def segment(self, key: str) -> Segment:
        """The segment with that key."""
        return next(segment for segment in self.segments() if segment.key == key)

    def written(self) -> dict[str, Any]:
        """The definition as a person would write it: what is not set is left out."""
        return _plain(self.model_dump(mode="json", by_alias=True, exclude_none=True))  # type: ignore[no-any-return]

    def content(self) -> dict[str, Any]:
        """The definition as plain values: two with the same content place customers by the same rules."""
        return self.model_dump(mode="json", by_alias=True)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items() if each not in ([], {"zh": "", "en": ""})}
    return [_plain(each) for each in value] if isinstance(value, list) else value


def measured_column(metric: str, window: Window, options: Mapping[str, str] | None = None) -> str:
    """The column of a metric over a window: the window is always part of its name, several stand side by side.

    >>> measured_column("net_revenue", YEAR), measured_column("recency_days", YEAR)
    ('net_revenue_365_days', 'recency_days_all')
    """
    return column_name(metric, usual_window(metric, window), options or {})


def measured(metric: str, window: Window, options: Mapping[str, str] | None = None) -> Measure:
    """What has to be measured for that column."""
    return Measure(measured_column(metric, window, options), metric, usual_window(metric, window), dict(options or {}))
