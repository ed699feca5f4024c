"""What the worker does for a back-test: grades past days by the chosen standards, and keeps what came of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fenji_web import library
from fenji_web.library import Text
from fenji_web.runs.services import job

Progress = Callable[[Text, float], None]
DECIMALS = 6


@job("evaluate", label=Text("Back-test of standards", "分级标准回测"), permission="edit_scheme")
def evaluate(workspace: Any, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Each standard as it grades now, tried on past days with what was known then. Nothing is written."""
    trial = library.evaluating.Trial(
        schemes=tuple(_grading(workspace, name) for name in arguments["schemes"]),
        every=arguments["every"] or None,
        horizon=int(arguments["horizon"]),
        heads=arguments["heads"] / 100,
        by=arguments["measure"],
    )
    found = workspace.evaluate(trial, progress=progress)
    return {
        "cuts": [cut.isoformat() for cut in found.cuts],
        "customers": max(day.customers for day in found.days),
        "horizon": found.horizon,
        "heads": found.heads,
        "by": found.by,
        "samples": trial.samples,
        "seed": trial.seed,
        "is_simulated": workspace.settings.is_simulated,
        "scores": [_score(one) for one in found.ranked()],
        "verdicts": [
            {"name": one.name, "other": one.other, "answer": one.answer, "difference": _figure(one.difference)}
            for one in found.verdicts()
        ],
        "words": [{"en": one.en, "zh": one.zh} for one in found.words()],
    }


def _grading(workspace: Any, name: str) -> Any:
    """The version that grades now; where there is none, the standard as it is written."""
    kept = [one for one in library.versions.versions(workspace.lake, name) if one.state == "published"]
    return library.versions.body(workspace.lake, name, kept[-1].version).scheme if kept else name


def _score(one: Any) -> dict[str, Any]:
    top = one.top
    return {
        "name": one.predictor.name,
        "title": {"en": one.predictor.title.en, "zh": one.predictor.title.zh},
        "is_baseline": one.predictor.is_baseline,
        "customers": one.customers,
        "coverage": _short(one.coverage),
        "figures": {name: _figure(figure) for name, figure in one.figures.items()},
        "top": None if top is None else {"heads": _short(top.heads), "revenue": _figure(top.revenue),
                                         "lift": _short(top.lift)},
        "flapping": _short(one.flapping),
    }  # fmt: skip


def _figure(figure: Any) -> dict[str, float | None] | None:
    if figure is None:
        return None
    return {"value": _short(figure.value), "low": _short(figure.low), "high": _short(figure.high)}


def _short(number: float | None) -> float | None:
    return None if number is None else round(float(number), DECIMALS)
