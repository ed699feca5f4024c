"""The list as a person reads it, made once a file; the list as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from fenji_web import library
from fenji_web.beside.services import laid_here
from fenji_web.customers import access, queries
from fenji_web.customers.models import SavedView
from fenji_web.finding import queries as finding
from fenji_web.ui.reading import reading_for
from fenji_web.ui.remembered import kept
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from pathlib import Path

    from fenji_web.accounts.models import User
    from fenji_web.customers.access import Column, Readable
    from fenji_web.customers.forms import View
    from fenji_web.customers.queries import Page, Summary
    from fenji_web.library import Language, Result, SheetColumn, Text, TierFound
    from fenji_web.ui.reading import Reading

_MILLION = Decimal(1_000_000)
_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")
_NO_MEANING = library.same("")
MOST_VIEWS, LONGEST_QUERY = 30, 4000


def readable(reading: Reading, *, sees_contact: bool) -> Readable:
    """The result shown, with the columns that a person may read."""
    result = reading.result
    assert result is not None
    segmentations = library.segmentations_in(reading.workspace_folder)
    stamp = tuple((one.name, one.title.en, len(one.segments())) for one in segmentations)
    columns = kept(
        reading,
        ("customers", "columns", sees_contact, stamp),
        lambda result: access.columns(result, segmentations, sees_contact=sees_contact),
    )
    types = kept(reading, ("customers", "types"), queries.types)
    ids = kept(reading, ("customers", "ids"), finding.ids)
    return access.Readable(result, columns, types, ids, sees_contact, laid_here(reading))


def readable_for(person: User, scheme: str, run: str) -> Readable | None:
    """A run of a standard as a person may read it, outside a request; None where it is not the newest any more."""
    reading = reading_for(person, scheme)
    if reading.scheme != scheme or reading.result is None or reading.result.run.id != run:
        return None
    return readable(reading, sees_contact=person.can("see_contact"))


def summary(reading: Reading, of: Readable, view: View, facets: tuple[str, ...]) -> Summary:
    """How many a view finds and its facets; found once for each question of a file, which never changes."""
    of = _spelled(reading, of, view)
    about = ("customers", "summary", of.sees_contact, facets, view.asked, of.laid)
    return kept(reading, about, lambda _: queries.summary(of, view, facets, hits=_hits(reading, of, view)))


def page(reading: Reading, of: Readable, view: View, columns: tuple[str, ...]) -> Page:
    """One page in these columns; the first one of everybody is found once a file."""
    view, of = replace(view, columns=columns), _spelled(reading, of, view)
    if view.is_everyone and not (view.after or view.before):
        about = ("customers", "first", of.sees_contact, view.sort, view.columns, of.laid)
        return kept(reading, about, lambda _: queries.page(of, view))
    return queries.page(of, view, hits=_hits(reading, of, view))


def lines(
    of: Readable, view: View, shown: list[Column], lang: Language, *, mark: Text | None = None
) -> Iterator[bytes]:
    """The customers of a view as CSV for a spreadsheet: exactly those found, in their order, in the columns chosen.

    `mark` is a last line of its own: who took the file away, and why.
    A text that a spreadsheet would run as a formula gets an apostrophe; contact data is masked as it is on the page.
    """
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(["ID", *(column.label.say(lang) for column in shown)])
    yield b"\xef\xbb\xbf"  # without it Excel takes UTF-8 for the machine's own code
    view = replace(view, columns=tuple(column.name for column in shown))
    for number, read in enumerate(_masked(of, queries.every_row(of, view))):
        cells = [read["customer_id"], *(_cell(column, read.get(column.name), lang) for column in shown)]
        writer.writerow([library.spreadsheet_cell(cell) for cell in cells])
        if number % 1000 == 0:
            yield _taken(written)
    if mark is not None:
        writer.writerow([library.spreadsheet_cell(f"# {mark.say(lang)}")])
    yield _taken(written)


def write_list(
    of: Readable,
    view: View,
    shown: list[Column],
    path: Path,
    lang: Language,
    *,
    asked: Sequence[tuple[Text, Text]],
    follow: Callable[[int], None] | None = None,
    mark: Text | None = None,
) -> Path:
    """The customers of a view as a workbook: cover, exactly those found with masks as on the page, tier summary.

    `mark` stands under every sheet and in the file's properties: who took the file away, and why.
    """
    names = dict.fromkeys([*(column.name for column in shown), "net_revenue", "score"])
    sums = _Sums(of.result)
    customer_id = library.SheetColumn(words("customers.customer_id"), _NO_MEANING, itemgetter("customer_id"), width=18)
    found = library.Found(
        columns=[customer_id, *(_sheet_column(of, column, lang) for column in shown)],
        rows=sums.counted(_masked(of, queries.every_row(of, replace(view, columns=tuple(names))))),
        count=queries.summary(of, view, ()).count,
        tiers=sums.tiers(),
        asked=asked,
        mark=mark,
    )
    return library.write_list(of.result, found, path, lang, follow=follow)


def save_view(view: View, name: str, *, by: User) -> bool:
    """Keeps a view under a name, in place of an earlier one of that name; False where there is no room for more."""
    mine, query = SavedView.objects.filter(person=by), view.address()
    is_new = not mine.filter(name=name).exists()
    if (is_new and mine.count() >= MOST_VIEWS) or len(query) > LONGEST_QUERY:
        return False
    SavedView.objects.update_or_create(person=by, name=name, defaults={"query": query})
    return True


def _spelled(reading: Reading, of: Readable, view: View) -> Readable:
    """For a search by letters: what ids are written with, so that they are not looked through for other words."""
    if view.search.isdigit() or not view.search.isascii() or not view.search:
        return of
    signs = kept(reading, ("customers", "signs"), finding.signs)
    return replace(of, ids=replace(of.ids, signs=signs))


def _hits(reading: Reading, of: Readable, view: View) -> finding.Hits:
    """What the words of a view find, looked for once a file: typing on, turning pages and sorting ask no more."""
    if not view.search:
        return None
    asked = finding.found(view.search, of.types, of.ids, sees_contact=of.sees_contact)
    return kept(reading, ("customers", "hits", asked[0], *asked[1]), lambda result: finding.hits(result, asked))


@dataclass
class _Sums:
    """Customers, revenue and scores by tier, summed up while rows go by."""

    result: Result
    kept: dict[str | None, list[Any]] = field(default_factory=dict)

    def counted(self, rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """The same rows."""
        for row in rows:
            sums = self.kept.setdefault(row["tier"], [0, None, None])
            sums[0] += 1
            for place, name in ((1, "net_revenue"), (2, "score")):
                if row.get(name) is not None:
                    sums[place] = (sums[place] or 0) + row[name]
            yield row

    def tiers(self) -> Iterator[TierFound]:
        """The tiers that hold somebody, the best first."""
        for key in (*(tier.key for tier in self.result.scheme.scheme.tiers), None):
            if key in self.kept:
                count, revenue, scores = self.kept[key]
                yield library.TierFound(key, count, revenue, None if scores is None else scores / count)


def _sheet_column(of: Readable, column: Column, lang: Language) -> SheetColumn:
    kinds = {"money": "money", "share": "share", "day": "date"}
    kind: Any = {"tier": "tier", "score": "score"}.get(column.name) or kinds.get(column.kind, "text")
    if column.kind == "number" and column.name != "score":
        kind = "count" if of.types.get(column.name, "") in _WHOLE else "number"
    width = {"name": 24, "text": 18, "money": 16, "tier": 16}.get("name" if column.name == "name" else kind, 13)

    def value(row: Mapping[str, Any]) -> Any:
        found = row.get(column.name)
        return column.choice(found).say(lang) if column.name == "tier" else _cell(column, found, lang)

    return library.SheetColumn(column.label, _NO_MEANING, value, kind, width)


def _masked(of: Readable, rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    return (row if of.sees_contact else access.masked(row) for row in rows)


def _cell(column: Column, value: Any, lang: Language) -> Any:
    if value is None:
        return ""
    if column.name == access.MISSING:
        return Decimal(value) / _MILLION
    if column.kind == "tags":
        return ("、" if lang == "zh" else ", ").join(value)
    return column.choice(value).say(lang) if column.kind == "choice" else value


def _taken(written: io.StringIO) -> bytes:
    found = written.getvalue().encode()
    written.seek(0)
    written.truncate()
    return found
