"""The list as a person reads it, made once a file; the list as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fenji_web import library
from fenji_web.beside.services import laid
from fenji_web.customers import access, queries
from fenji_web.customers.models import SavedView
from fenji_web.insights.services import kept

if TYPE_CHECKING:

    from fenji_web.accounts.models import User
    from fenji_web.customers.access import Column, Readable
    from fenji_web.customers.forms import View
    from fenji_web.customers.queries import Page, Summary
    from fenji_web.library import Language
    from fenji_web.ui.reading import Reading

_MILLION = Decimal(1_000_000)
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
    ids = kept(reading, ("customers", "ids"), queries.ids)
    path = library.newest_file(reading.workspace_folder / "runs", reading.scheme)
    is_this = path is not None and path.name.startswith(f"{result.run.id}.")
    return access.Readable(result, columns, types, ids, sees_contact, laid(path, result.engine) if is_this else "")


def summary(reading: Reading, of: Readable, view: View, facets: tuple[str, ...]) -> Summary:
    """How many a view finds and its facets; found once for each question of a file, which never changes."""
    about = ("customers", "summary", of.sees_contact, facets, view.asked, of.laid)
    return kept(reading, about, lambda _: queries.summary(of, view, facets, hits=_hits(reading, of, view)))


def page(reading: Reading, of: Readable, view: View, columns: tuple[str, ...]) -> Page:
    """One page in these columns; the first one of everybody is found once a file."""
    view = replace(view, columns=columns)
    if view.is_everyone and not (view.after or view.before):
        about = ("customers", "first", of.sees_contact, view.sort, view.columns, of.laid)
        return kept(reading, about, lambda _: queries.page(of, view))
    return queries.page(of, view, hits=_hits(reading, of, view))


def lines(of: Readable, view: View, shown: list[Column], lang: Language) -> Iterator[bytes]:
    """The customers of a view as CSV for a spreadsheet: exactly those found, in their order, in the columns chosen.

    A text that a spreadsheet would run as a formula gets an apostrophe; contact data is masked as it is on the page.
    """
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(["ID", *(column.label.say(lang) for column in shown)])
    yield b"\xef\xbb\xbf"  # without it Excel takes UTF-8 for the machine's own code
    view = replace(view, columns=tuple(column.name for column in shown))
    for number, row in enumerate(queries.every_row(of, view)):
        read = row if of.sees_contact else access.masked(row)
        cells = [read["customer_id"], *(_cell(column, read.get(column.name), lang) for column in shown)]
        writer.writerow([library.spreadsheet_cell(cell) for cell in cells])
        if number % 1000 == 0:
            yield _taken(written)
    yield _taken(written)


def save_view(view: View, name: str, *, by: User) -> bool:
    """Keeps a view under a name, in place of an earlier one of that name; False where there is no room for more."""
    mine, query = SavedView.objects.filter(person=by), view.address()
    is_new = not mine.filter(name=name).exists()
    if (is_new and mine.count() >= MOST_VIEWS) or len(query) > LONGEST_QUERY:
        return False
    SavedView.objects.update_or_create(person=by, name=name, defaults={"query": query})
    return True


def _hits(reading: Reading, of: Readable, view: View) -> queries.Hits:
    """What the words of a view find, looked for once a file: typing on, turning pages and sorting ask no more."""
    if not view.search:
        return None
    return kept(reading, ("customers", "hits", of.sees_contact, view.search), lambda _: queries.hits(of, view.search))


def _cell(column: Column, value: Any, lang: Language) -> Any:
    if value is None:
        return ""
    if column.name == access.MISSING:
        return Decimal(value) / _MILLION
    return column.choice(value).say(lang) if column.kind == "choice" else value


def _taken(written: io.StringIO) -> bytes:
    found = written.getvalue().encode()
    written.seek(0)
    written.truncate()
    return found
