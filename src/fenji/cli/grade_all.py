"""`fenji grade --all`: every customer graded by the primary scheme and each other one that fenji.yaml names."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from fenji.cli.facts import run_facts, run_keys, tier_facts, tier_keys
from fenji.cli.listing import show_notes, show_run, show_tiers
from fenji.cli.terminal import Answer, Terminal
from fenji.language import Text

if TYPE_CHECKING:
    from fenji.result import Result

ALL_KEYS = (*run_keys("all[].run"), *tier_keys("all[].tiers[]"))
_ONLY_ONE = Text(
    "Only one scheme is named: add others as `other_schemes: [credit, potential]` to fenji.yaml.",
    "目前只有一个标准：可在 fenji.yaml 中加入 `other_schemes: [credit, potential]`。",
)
_NEXT = Text("Next: fenji customers --with {other} · fenji matrix {primary} {other}",
             "下一步：fenji customers --with {other} · fenji matrix {primary} {other}")  # fmt: skip


def grade_all(terminal: Terminal, *, as_of: date | None, recalibrate: bool) -> Answer:
    """The runs of all schemes, each shown as `fenji grade` shows one."""
    from fenji.workspace.several import grade_all as grade_by_all

    with terminal.progress() as progress:
        found = grade_by_all(terminal.workspace, as_of=as_of, recalibrate=recalibrate, progress=progress)
        results = list(found)

    def show() -> None:
        for result in results:
            show_run(result, terminal)
            show_tiers(result, terminal)
            show_notes(result, terminal)
        names = [result.run.scheme for result in results]
        terminal.hint(_ONLY_ONE if len(names) == 1 else _NEXT.fill(primary=names[0], other=names[1]))

    return Answer({"all": [_facts(result) for result in results]}, show)


def _facts(result: Result) -> dict[str, object]:
    return {"run": run_facts(result.run), "tiers": [tier_facts(tier) for tier in result.tiers()]}
