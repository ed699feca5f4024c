"""A finding: one sentence with the number behind it, whom it speaks of, and what is at stake; the kinds there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeVar

from fenji.advice.asked import Asked
from fenji.language import Text
from fenji.registry import Registry

if TYPE_CHECKING:
    from fenji.advice.ground import Ground

Tone = Literal["good", "bad", "plain"]


@dataclass(frozen=True, eq=False)
class Probe:
    """A question of the one scan: which customers, and what further is to be summed up of them (SQL over a row).

    `subject` says which tier or segment is meant; `about` is what the kind needs again when it speaks.
    """

    asked: Asked
    subject: str = ""
    sums: Mapping[str, str] = field(default_factory=dict)
    about: Any = None


@dataclass(frozen=True)
class Tally:
    """What the scan found: customers, their net revenue over the run's window, and of how many that is known."""

    customers: int
    money: Decimal | None
    known: int
    sums: Mapping[str, Any] = field(default_factory=dict)


Found = Mapping[Probe, Tally]


@dataclass(frozen=True)
class Finding:
    """One sentence about a run.

    `customers` are exactly those that `asked` finds; both None where the sentence speaks of no customers, or where no
    list can show them. `prize` is what is at stake, in the run's currency and as its kind defines it; None where no
    money can be named.
    """

    kind: str
    text: Text
    customers: int | None = None
    prize: Decimal | None = None
    asked: Asked | None = None
    tone: Tone = "plain"
    subject: str = ""

    @property
    def name(self) -> str:
        """The kind with its subject, `overdue:VIP`: the same finding of another run has the same name."""
        return f"{self.kind}:{self.subject}" if self.subject else self.kind


class Kind:
    """One sort of finding; a module of `advice/kinds` each.

    `prize` defines what is at stake with its unit and window, `silent` when nothing is said; both are documentation
    that the reference prints. A kind that speaks of customers gives probes and says what was found of each; any other
    gives its findings itself.
    """

    label: ClassVar[Text]
    prize: ClassVar[Text]
    silent: ClassVar[Text]
    tone: ClassVar[Tone] = "bad"

    @property
    def name(self) -> str:
        """The name of its module."""
        return type(self).__module__.rpartition(".")[2]

    def probes(self, ground: Ground) -> Iterator[Probe]:
        """What the scan is asked for; nothing where the run can't answer."""
        del ground
        return iter(())

    def say(self, ground: Ground, probe: Probe, tally: Tally) -> Text | None:
        """The sentence about what one probe found, at least one customer; None to be silent."""
        del ground, probe, tally
        return None

    def worth(self, ground: Ground, probe: Probe, tally: Tally) -> Decimal | None:
        """The prize of what one probe found: unless a kind says otherwise the customers' net revenue."""
        del ground, probe
        return tally.money

    def found(self, ground: Ground, tallies: Found) -> Iterator[Finding]:
        """The findings, from the probes that this kind gave."""
        for probe, tally in tallies.items():
            said = self.say(ground, probe, tally) if tally.customers else None
            if said is not None:
                prize = self.worth(ground, probe, tally)
                yield self.finding(said, customers=tally.customers, prize=prize, of=probe)

    def finding(
        self, text: Text, *, customers: int | None = None, prize: Decimal | None = None, of: Probe | None = None
    ) -> Finding:
        """A finding of this kind; a prize that is not above zero is none."""
        asked, subject = (None, "") if of is None else (of.asked, of.subject)
        is_won = prize is not None and prize > 0
        money = prize.quantize(Decimal("0.01"), ROUND_HALF_UP) if prize is not None and is_won else None
        return Finding(self.name, text, customers, money, asked, self.tone, subject)


FINDING_KINDS: Registry[Kind] = Registry("fenji.advice.kinds", Text("kind of finding", "分析结论类型"))
Own = TypeVar("Own", bound=type[Kind])


def finding_kind(kind: Own) -> Own:
    """Adds the class below it to the kinds, under its module's name."""
    made = kind()
    FINDING_KINDS.add(made.name, made)
    return kind
