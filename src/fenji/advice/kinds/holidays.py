"""A year whose holidays are not known yet: lateness around 春节 is not trusted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fenji.advice.finding import Finding, Found, Kind, finding_kind
from fenji.advice.lateness import unknown_holidays
from fenji.language import Text

if TYPE_CHECKING:
    from fenji.advice.ground import Ground


@finding_kind
class Holidays(Kind):
    """Said once from January to March of such a year."""

    label = Text("Holidays of the year unknown", "当年节假日未知")
    prize = Text("none: no money can be named", "无：无法以金额表示")
    silent = Text("the year's holidays are known, or no pause is kept", "当年节假日已知，或不设暂停")
    tone = "plain"

    def found(self, ground: Ground, tallies: Found) -> Iterator[Finding]:
        unknown = unknown_holidays(ground.result.run.as_of)
        if unknown is not None:
            yield self.finding(unknown)
