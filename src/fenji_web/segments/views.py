"""One way to divide the customers: sizes, revenue, who came and went, and how tiers spread over it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from fenji_web import library
from fenji_web.accounts.access import needs
from fenji_web.playbook.services import advised, playbook
from fenji_web.segments import pages, queries, services
from fenji_web.segments.pages.matrix import columns, flow, matrix
from fenji_web.ui.reading import reading_of
from fenji_web.ui.remembered import kept

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from fenji_web.library import Segmentation

USUAL, OWN = "rfm_class", "rule"


@needs("see")
@require_safe
def one(request: HttpRequest, name: str = "") -> HttpResponse:
    """A segmentation of the newest run; a segment by conditions stands among the own ones."""
    reading = reading_of(request)
    result = reading.result
    if result is None:
        return render(request, "segments/none.html")
    found = queries.defined(reading.workspace_folder)
    kinds = [each for each in found if each.name in result.columns and each.kind != OWN]
    if any(each.name == name and each.kind == OWN for each in found):
        return redirect("own_segments:index")
    chosen = next((each for each in kinds if each.name == (name or _usual(kinds))), None)
    if chosen is None and name:
        raise Http404
    if chosen is None:
        return render(request, "segments/none.html")
    cross = kept(reading, ("cross", chosen.name), lambda one: queries.crossed(one, chosen.name))
    moved = kept(reading, ("moved", chosen.name), lambda one: queries.moved(one, chosen.name))
    past = services.trend(reading, chosen.name)
    book = playbook(reading)[0]
    rows = [
        replace(row, advice=advised(reading, book, chosen, row.key, row.held.customers, row.held.net_revenue))
        for row in pages.segment_rows(chosen, cross, moved, past)
    ]
    tiers = columns(result, cross)
    context = {
        "kinds": kinds,
        "chosen": chosen,
        "rows": rows,
        "rfm": pages.rfm_fields(rows) if chosen.kind == "rfm8" else (),
        "tiers": tiers,
        "runs": len(past) + 1 if len(past) > 1 else 0,
        "previous": result.previous if moved else None,
        "is_redefined": bool(past) and not moved,
        "flow": flow(chosen, moved),
        "is_own_map": chosen.kind == "grid" and chosen.name in library.own_files(reading.workspace_folder),
        "matrix": matrix(chosen, cross, rows, tiers),
    }
    return render(request, "segments/segments.html", context)


def _usual(kinds: Sequence[Segmentation]) -> str:
    names = [one.name for one in kinds]
    return USUAL if USUAL in names else names[0] if names else ""
