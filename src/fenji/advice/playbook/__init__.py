"""The playbook: what to do in which state, as people write it, one file a kind of action."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict

from fenji.advice.state import State
from fenji.language import Text, read_text

KINDS = ("trouble", "relationship", "move", "growth", "contact")
Stance = Literal["sell", "care", "hold"]
Words = Annotated[Text, BeforeValidator(read_text)]


def _several(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Choice = Annotated[tuple[str, ...], BeforeValidator(_several)]


class Action(BaseModel):
    """One thing to do, when to do it, and its words; `{names}` are the customer's own figures.

    `stance`: sell asks for more business, care keeps the customer well, hold stops selling until trouble is settled.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    name: str
    when: dict[Literal["position", "recency", "rhythm", "frequency", "spend", "contact", "trouble", "move"], Choice]
    stance: Stance = "care"
    say: Words

    def fits(self, state: State) -> bool:
        """Whether every word of `when` holds for a customer."""
        return all(getattr(state, name) in allowed for name, allowed in self.when.items())


@cache
def actions(kind: str) -> tuple[Action, ...]:
    """The actions of one kind, in the order written: the first that fits is taken."""
    written = yaml.safe_load(files(__package__).joinpath(f"{kind}.yaml").read_text(encoding="utf-8"))
    return tuple(Action.model_validate(entry) for entry in written)


def first_fit(kind: str, state: State) -> Action | None:
    """The action of one kind for a customer's state; None where the playbook has nothing to add."""
    return _first_fit(kind, state)


@cache
def _first_fit(kind: str, state: State) -> Action | None:
    return next((action for action in actions(kind) if action.fits(state)), None)
