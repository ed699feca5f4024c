"""Where a stated figure comes from: the file and row that state it, as of when, and how it stands for the metric."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fenji.language import Text

COLUMN = "stated"
BETWEEN, NEXT, AND = " | ", "; ", "+"
WINDOW, RATE, LATER = "window", "rate", "later"
_REMARKS: Mapping[str, Text] = {
    WINDOW: Text("the list doesn't say for which period", "名单未注明统计周期"),
    RATE: Text("worked out from the stated frequency", "由填报的购买频率换算"),
    LATER: Text("later orders added", "已加上其后的订单"),
}


@dataclass(frozen=True)
class Origin:
    """A figure's way from a list: file, row, the day it is as of, and how it was taken.

    `remarks`: window = a total of no stated period, taken for the metric's own; rate = a count worked out from a stated
    frequency; later = orders after that day are added.
    """

    file: str
    row: int
    stated_on: str
    remarks: tuple[str, ...] = ()

    @property
    def text(self) -> Text:
        """The origin in words.

        >>> Origin("list.xlsx", 12, "2024-06-30", ("later",)).text.en
        'stated in list.xlsx, row 12, as of 2024-06-30; later orders added'
        """
        said = Text("stated in {file}, row {row}, as of {day}", "填报数据：{file} 第 {row} 行，截至 {day}").fill(
            file=self.file, row=self.row, day=self.stated_on
        )
        more = [_REMARKS[one] for one in self.remarks if one in _REMARKS]
        return Text("; ".join([said.en, *(one.en for one in more)]), "；".join([said.zh, *(one.zh for one in more)]))


def origins(written: str | None) -> dict[str, Origin]:
    """The origins that a result row's `stated` holds, by measured column; none where nothing is stated.

    >>> origins("net_revenue | a | b.csv | 3 | 2024-06-30 | window+later")["net_revenue"].file
    'a | b.csv'
    """
    return dict(_origin(entry) for entry in (written or "").split(NEXT) if entry)


def _origin(entry: str) -> tuple[str, Origin]:
    column, _, rest = entry.partition(BETWEEN)
    file, row, day, how = rest.rsplit(BETWEEN, 3)
    return column, Origin(file, int(row), day, tuple(one for one in how.split(AND) if one))
