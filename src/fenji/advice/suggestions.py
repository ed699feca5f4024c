"""改进建议: what to do about one customer, from the playbook and the customer's own figures."""

from __future__ import annotations

from collections.abc import Iterator

from fenji.advice.figures import names
from fenji.advice.next_step import next_step
from fenji.advice.playbook import SHIPPED, Action, Playbook
from fenji.advice.state import State, state_of
from fenji.advice.yardstick import Row, Yardstick
from fenji.language import Language

MOST = 4  # more than this nobody does


def suggestions(row: Row, yardstick: Yardstick, lang: Language) -> list[str]:
    """What to do next, the most important first, at most four.

    Trouble comes first and alone with what does not sell. Nothing is sold to a customer who has gone quiet: first the
    contact, then the business. A sentence on the next tier is true by the scheme itself.
    """
    state = state_of(row, yardstick)
    figures = names(row, yardstick, state.gap_days, lang)
    said = [action.say.fill(**figures).say(lang) for action in chosen(state, yardstick.playbook)]
    if state.trouble == "no" and state.recency in ("recent", "steady", "cooling"):
        step = next_step(row, yardstick, lang)
        if step is not None:
            said.insert(1, step)
    return said[:MOST]


def chosen(state: State, playbook: Playbook = SHIPPED) -> list[Action]:
    """The playbook's actions for a state, in order of importance; the same state always gives the same."""
    return [action for action in _fitting(state, playbook) if action is not None]


def _fitting(state: State, playbook: Playbook) -> Iterator[Action | None]:
    if state.trouble != "no":
        yield playbook.first_fit("trouble", state)
    else:
        yield playbook.first_fit("relationship", state)
    yield playbook.first_fit("move", state)
    if state.trouble == "no" and state.recency in ("recent", "steady"):
        yield playbook.first_fit("growth", state)
    yield playbook.first_fit("contact", state)
