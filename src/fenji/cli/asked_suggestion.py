"""What `fenji scheme suggest` was asked for, read from its options; and the scheme file it may write."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from fenji.cli.failures import writing
from fenji.errors import SchemeError, UnknownName
from fenji.language import Text

if TYPE_CHECKING:
    from fenji.workspace.suggesting import Question, Suggestion

METHODS = ("quantiles", "jenks", "pareto")
_NAME = re.compile(r"[^\W\d][\w-]{0,39}")


def asked_for(
    *,
    tier: str | None,
    targets: tuple[str | None, int | None, str | None],
    method: str | None,
    criterion: str | None,
    bins: int,
    cuts: str | None,
) -> Question:
    """The question that the options of `fenji scheme suggest` ask."""
    from fenji.review.suggest import Target
    from fenji.workspace.suggesting import Question

    target, head_count, share = targets
    words = [
        (target, "--target"),
        (None if head_count is None else str(head_count), "--head-count"),
        (share, "--share"),
    ]
    given = [(said, where) for said, where in words if said is not None]
    if len(given) > 1:
        problem = Text("there is more than one target", "目标多于一个")
        fix = Text("Give one of --target, --head-count, --share.", "--target、--head-count、--share 只能用一个。")
        raise SchemeError(problem, where=given[1][1], fix=fix)
    if method is not None and method not in METHODS:
        raise UnknownName(Text("method", "方法"), method, known=METHODS, where="--method")
    if not 2 <= bins <= 20:
        problem = Text("{n} is no number of bands", "{n} 不能作为档数").fill(n=bins)
        raise SchemeError(problem, where="--bins", fix=Text("Give 2 to 20.", "请给 2 到 20。"))
    wanted = Target.read(given[0][0], where=given[0][1]) if given else None
    return Question(tier, wanted, method, criterion, bins, _cuts(cuts))  # type: ignore[arg-type]


def _cuts(words: str | None) -> tuple[Decimal, ...]:
    try:
        return tuple(
            Decimal(part.strip().rstrip("%％")) for part in (words or "").replace("，", ",").split(",") if part.strip()
        )
    except ArithmeticError as unreadable:
        problem = Text("'{words}' are no shares", "“{words}”不是占比").fill(words=words)
        fix = Text("Write them in percent: 80,95", "请按百分数书写：80,95")
        raise SchemeError(problem, where="--cuts", fix=fix) from unreadable


def write_suggestion(found: Suggestion, path: Path) -> None:
    """Writes the standard with the proposal in it; it is called like the file, so that it is a standard of its own."""
    from fenji.scheme.written import write_scheme

    scheme = found.scheme
    if _NAME.fullmatch(path.stem):
        scheme = scheme.model_copy(update={"name": path.stem})
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(write_scheme(scheme), "utf-8")
