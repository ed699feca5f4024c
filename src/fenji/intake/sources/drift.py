"""What changed in a source's columns since its last import; found before a row is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fenji.errors import FileRefused
from fenji.intake.sources.refusals import CHANGED, refused
from fenji.language import Text

OPTIONAL = "?"  # at the end of a type: not every row had the column


@dataclass(frozen=True)
class Drift:
    """Columns added, dropped, perhaps renamed (old, new), and retyped (column, before, now)."""

    added: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    retyped: tuple[tuple[str, str, str], ...] = ()

    @property
    def stops(self) -> bool:
        """New columns alone harm nothing."""
        return bool(self.dropped or self.renamed or self.retyped)

    @property
    def text(self) -> Text:
        """The difference in words, one change after the other."""
        said = [
            *(
                Text(f"'{old}' is gone, '{new}' is new (renamed?)", f"“{old}”消失、新增“{new}”（改名?）")
                for old, new in self.renamed
            ),
            *(Text(f"'{name}' is gone", f"“{name}”消失") for name in self.dropped),
            *(Text(f"'{name}' was {a}, is {b}", f"“{name}”由 {a} 变为 {b}") for name, a, b in self.retyped),
            *(Text(f"'{name}' is new", f"新增“{name}”") for name in self.added),
        ]
        return Text("; ".join(one.en for one in said), "；".join(one.zh for one in said))

    def refusal(self, where: str) -> FileRefused:
        """The stop, with the difference."""
        problem = Text("the source changed since its last import: {diff}", "数据源自上次导入后有变化：{diff}")
        fix = Text(
            "Nothing was written. Mend the source or its columns; --accept-changes takes it as it is now.",
            "没有写入任何数据。请修正数据源或列映射；确认无误后用 --accept-changes 按现状导入。",
        )
        return refused(CHANGED, problem.fill(diff=self.text), where=where, fix=fix)


def drift(earlier: Mapping[str, str], now: Mapping[str, str]) -> Drift:
    """The difference of two sets of columns (name → type); a column only some rows had may be absent.

    >>> drift({"订单号": "VARCHAR", "金额": "DECIMAL(18,2)"}, {"订单号": "VARCHAR", "amount": "DECIMAL(18,2)"}).renamed
    (('金额', 'amount'),)
    """
    dropped = [name for name, type_ in earlier.items() if name not in now and not type_.endswith(OPTIONAL)]
    added = [name for name in now if name not in earlier]
    places = {name: index for columns in (earlier, now) for index, name in enumerate(columns)}
    renamed = []
    for old in list(dropped):
        alike = [new for new in added if now[new] == earlier[old] and places[new] == places[old]]
        if alike:
            renamed.append((old, alike[0]))
            dropped.remove(old)
            added.remove(alike[0])
    retyped = [
        (name, earlier[name].rstrip(OPTIONAL), now[name].rstrip(OPTIONAL))
        for name in earlier
        if name in now and _differ(earlier[name].rstrip(OPTIONAL), now[name].rstrip(OPTIONAL))
    ]
    return Drift(tuple(added), tuple(dropped), tuple(renamed), tuple(retyped))


def _differ(earlier: str, now: str) -> bool:
    return earlier != now and "unknown" not in (earlier, now)
