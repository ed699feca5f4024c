"""A formula over metrics as people write it, read into a closed tree: + − × ÷, min, max, round, coalesce."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from fenji.errors import SchemeError
from fenji.language import Language, Text
from fenji.metrics.window import Window

LONGEST = 500
DEEPEST = 12
MOST_PARTS = 40
DIGITS = 4  # decimals that are kept between steps
Sign = Literal["+", "-", "*", "/"]
Call = Literal["min", "max", "coalesce"]
_WORD = re.compile(r"\s*(?:(\d+(?:\.\d+)?%?)|([^\W\d]\w*)|(\[[^\[\]]*\])|([-+*/(),]))")
_NAMED = re.compile(r"(?<!\[)\b[^\W\d]\w*\b(?![^\[]*\])")
_SAME = str.maketrans({"×": "*", "·": "*", "÷": "/", "−": "-", "–": "-"})


@dataclass(frozen=True)
class Number:
    """A written number, at most four decimals."""

    value: Decimal


@dataclass(frozen=True)
class Reference:
    """A metric, over the window of the formula's own column unless one is written: net_revenue[90 days]."""

    metric: str
    window: Window | None = None


@dataclass(frozen=True)
class Operation:
    """Two parts added, subtracted, multiplied or divided."""

    sign: Sign
    left: Node
    right: Node


@dataclass(frozen=True)
class Choice:
    """The smallest or largest of some parts, or the first that is known."""

    call: Call
    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Rounded:
    """A part with fewer decimals, halves away from zero."""

    part: Node
    digits: int


Node = Number | Reference | Operation | Choice | Rounded


class FormulaError(ValueError):
    """A formula cannot be read: what is wrong and what to do."""

    def __init__(self, problem: Text, fix: Text) -> None:
        super().__init__(problem.en)
        self.problem, self.fix = problem, fix


def read_formula(text: str) -> Node:
    """The tree of a written formula; nothing of it is ever evaluated as a program.

    >>> read_formula("net_revenue / max(order_count, 1)").sign
    '/'
    >>> [each.window.slug for each in references(read_formula("net_revenue[90 days] × 12%")) if each.window]
    ['90_days']
    """
    if len(text) > LONGEST:
        raise FormulaError(_LONG.fill(most=LONGEST), _SPLIT)
    reader = _Reader(_words_of(text))
    tree = reader.sum(0)
    if reader.next is not None:
        raise FormulaError(_STRANGE.fill(what=reader.next), _SYNTAX)
    if sum(1 for _ in walked(tree)) > MOST_PARTS:
        raise FormulaError(_MANY.fill(most=MOST_PARTS), _SPLIT)
    return tree


def references(node: Node) -> Iterator[Reference]:
    """Every metric it names, in the order written."""
    for part in walked(node):
        if isinstance(part, Reference):
            yield part


def walked(node: Node) -> Iterator[Node]:
    """A node and everything it is made of."""
    yield node
    for part in parts_of(node):
        yield from walked(part)


def parts_of(node: Node) -> tuple[Node, ...]:
    """What a node is made of."""
    if isinstance(node, Operation):
        return node.left, node.right
    if isinstance(node, Choice):
        return node.parts
    return (node.part,) if isinstance(node, Rounded) else ()


def say_formula(text: str, labels: Mapping[str, Text]) -> Text:
    """A formula as people read it, metrics by what they are called.

    >>> say_formula("a*b / (c-1)", {"a": Text("Orders", "购买次数")}).zh
    '购买次数 × b ÷ (c − 1)'
    """
    plain = _plain(text)
    for sign, shown in (("*", "×"), ("/", "÷"), ("-", "−"), ("+", "+")):
        plain = re.sub(rf"\s*{re.escape(sign)}\s*", f" {shown} ", plain)
    plain = re.sub(r"\s*,\s*", ", ", plain).strip()

    def named(lang: Language) -> str:
        return _NAMED.sub(lambda found: labels[found[0]].say(lang) if found[0] in labels else found[0], plain)

    return Text(named("en"), named("zh"))


class _Reader:
    """Tokens from left to right; products bind closer than sums."""

    def __init__(self, words: list[str]) -> None:
        self.words = words

    @property
    def next(self) -> str | None:
        return self.words[0] if self.words else None

    def take(self) -> str:
        if not self.words:
            raise FormulaError(_ENDS, _SYNTAX)
        return self.words.pop(0)

    def expect(self, word: str) -> None:
        found = self.next
        if found != word:
            shown = found if found is not None else Text("the end", "结尾")
            raise FormulaError(_EXPECTED.fill(word=word, found=shown), _SYNTAX)
        self.take()

    def sum(self, depth: int) -> Node:
        node = self.product(depth)
        while self.next in ("+", "-"):
            node = Operation("+" if self.take() == "+" else "-", node, self.product(depth))
        return node

    def product(self, depth: int) -> Node:
        node = self.part(depth)
        while self.next in ("*", "/"):
            node = Operation("*" if self.take() == "*" else "/", node, self.part(depth))
        return node

    def part(self, depth: int) -> Node:
        if depth > DEEPEST:
            raise FormulaError(_DEEP, _SPLIT)
        word = self.take()
        if word == "-":
            return Operation("-", Number(Decimal(0)), self.part(depth + 1))
        if word == "(":
            node = self.sum(depth + 1)
            self.expect(")")
            return node
        if word[0].isdigit():
            return _number(word)
        if not (word[0].isalpha() or word[0] == "_"):
            raise FormulaError(_STRANGE.fill(what=word), _SYNTAX)
        return self.call(word, depth) if self.next == "(" else self.reference(word)

    def reference(self, name: str) -> Node:
        if self.next is None or not self.next.startswith("["):
            return Reference(name)
        written = self.take()[1:-1]
        try:
            return Reference(name, Window.read(written))
        except SchemeError as error:
            raise FormulaError(error.problem, error.fix) from error

    def call(self, name: str, depth: int) -> Node:
        self.expect("(")
        parts = [self.sum(depth + 1)]
        while self.next == ",":
            self.take()
            parts.append(self.sum(depth + 1))
        self.expect(")")
        if name == "round":
            return _rounded(parts)
        for call in ("min", "max", "coalesce"):
            if name == call:
                return Choice(call, tuple(parts))
        raise FormulaError(_NO_CALL.fill(name=name), _CALLS)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(_SAME)


def _words_of(text: str) -> list[str]:
    plain, place, words = _plain(text), 0, []
    while plain[place:].strip():
        found = _WORD.match(plain, place)
        if found is None:
            raise FormulaError(_STRANGE.fill(what=plain[place:].strip()[0]), _SYNTAX)
        words.append(found[0].strip())
        place = found.end()
    if not words:
        raise FormulaError(_ENDS, _SYNTAX)
    return words


def _number(word: str) -> Number:
    value = Decimal(word.rstrip("%")) / (100 if word.endswith("%") else 1)
    if value != round(value, DIGITS) or value >= 10**9:
        raise FormulaError(_NO_NUMBER.fill(number=word), _NUMBERS)
    return Number(value)


def _rounded(parts: list[Node]) -> Rounded:
    digits = parts[1] if len(parts) == 2 else Number(Decimal(0))
    if len(parts) > 2 or not isinstance(digits, Number) or digits.value not in range(DIGITS + 1):
        raise FormulaError(_ROUND, _CALLS)
    return Rounded(parts[0], int(digits.value))


_SYNTAX = Text(
    "Write metrics, numbers, + - * / and brackets: net_revenue / max(order_count, 1).",
    "请用指标、数字、+ - * / 与括号书写：net_revenue / max(order_count, 1)。",
)
_SPLIT = Text("Divide it among several metrics.", "请拆分为几个指标。")
_CALLS = Text(
    "There are min(…), max(…), round(x, 2) with 0 to 4 decimals, coalesce(…).",
    "可用 min(…)、max(…)、round(x, 2)（0 至 4 位小数）、coalesce(…)。",
)
_NUMBERS = Text("Write a number below a billion with at most four decimals.", "请写小于十亿、最多四位小数的数。")
_LONG = Text("the formula has more than {most} letters", "公式超过 {most} 个字符")
_MANY = Text("the formula has more than {most} parts", "公式超过 {most} 个组成部分")
_DEEP = Text("the formula is nested too deeply", "公式嵌套过深")
_ENDS = Text("the formula ends too early", "公式不完整")
_STRANGE = Text("'{what}' does not belong here in the formula", "公式中“{what}”的位置不对")
_EXPECTED = Text("'{word}' is expected in the formula, not '{found}'", "公式此处应为“{word}”，而不是“{found}”")
_NO_CALL = Text("there is no function called '{name}'", "没有名为“{name}”的函数")
_NO_NUMBER = Text("'{number}' is no number a formula can hold", "公式中不能写“{number}”")
_ROUND = Text("round takes a part and 0 to 4 decimals", "round 需要一个数与 0 至 4 的小数位数")
