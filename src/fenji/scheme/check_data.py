"""What only data can tell of a standard: who falls into gaps, what is unknown, which parts nobody reaches."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fenji.grades.ladder import grade
from fenji.grades.rule import AllOf
from fenji.language import Text, say_count, say_share
from fenji.metrics.origin import AND, BETWEEN, COLUMN, NEXT, WINDOW
from fenji.scheme.calibrated import CalibratedScheme, calibrate_scheme
from fenji.scheme.describe import label_of
from fenji.scheme.draft import Draft
from fenji.scheme.literal import cells_of, literal_path, literal_rules, say_cell, times_held
from fenji.scores.total import score

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.scheme.model import Scheme
    from fenji.scores.calibrate import Ask

TOTALS = ("order_count", "net_revenue")
_NO_PERIOD = Text("; the list doesn't say for which period", "；名单未注明统计周期")
MOST_UNKNOWN = Decimal("0.30")


def check_data(draft: Draft, scheme: Scheme, measured: ir.Table, ask: Ask) -> None:
    """Notes what the workspace's customers say about a standard that is free of mistakes."""
    customers = int(ask(measured.aggregate(n=measured.count()))[0]["n"])
    if not customers:
        return
    calibrated = calibrate_scheme(scheme, measured, ask)
    _unknown(draft, calibrated, customers)
    _weightless(draft, calibrated)
    _stated(draft, scheme, measured, ask, customers=customers)
    _unreachable_bins(draft, calibrated)
    graded = grade(score(measured, calibrated.scored()), calibrated.ladder())
    if any(tier.literal is not None for tier in scheme.tiers):
        _literal_reading(draft, scheme, graded, ask)
    _empty_tiers(draft, scheme, graded, ask)


def _unknown(draft: Draft, calibrated: CalibratedScheme, customers: int) -> None:
    for number, criterion in enumerate(calibrated.scheme.criteria):
        known = calibrated.learned[criterion.name].known or 0
        share = Decimal(customers - known) / customers
        name = label_of(criterion)
        if known == 0:
            draft.note(("criteria", number), "unknown_for_all", name=name)
        elif share > MOST_UNKNOWN:
            heads = _count(customers - known)
            draft.note(("criteria", number), "unknown_for_many", name=name, share=_share(share), n=heads)


def _weightless(draft: Draft, calibrated: CalibratedScheme) -> None:
    """Notes whose weight, found from the customers, is 0 because nobody is told apart by it."""
    if calibrated.scheme.weights_by.method is None:
        return
    for number, criterion in enumerate(calibrated.scheme.criteria):
        if calibrated.weights.get(criterion.name) == 0:
            draft.note(("criteria", number), "weights_found", name=label_of(criterion))


def _stated(draft: Draft, scheme: Scheme, measured: ir.Table, ask: Ask, *, customers: int) -> None:
    """Counts whose figures a customer list states, and whether it says for which period."""
    if COLUMN not in measured.columns:
        return
    for number, criterion in enumerate(scheme.criteria):
        entry = f"{NEXT}{criterion.column}{BETWEEN}"
        told = (NEXT + measured[COLUMN]).contains(entry).fill_null(False)
        is_taken = told & measured[COLUMN].contains(WINDOW + AND)
        (row,) = ask(measured.aggregate(n=told.sum(), taken=is_taken.sum()))
        if row["n"]:
            share = _share(Decimal(int(row["n"])) / customers)
            more = _NO_PERIOD if row["taken"] and criterion.metric in TOTALS else Text("", "")
            draft.note(
                ("criteria", number),
                "stated",
                name=label_of(criterion),
                n=_count(int(row["n"])),
                share=share,
                more=more,
            )


def _unreachable_bins(draft: Draft, calibrated: CalibratedScheme) -> None:
    for number, criterion in enumerate(calibrated.scheme.criteria):
        learned = calibrated.learned[criterion.name]
        if criterion.scorer.kind != "quantiles" or not learned.known or None not in learned.cuts:
            continue
        empty = [str(place) for place, cut in enumerate(learned.cuts, start=2) if cut is None]
        shares = [say_share(share, "en") for share in learned.shares]
        words = {"name": label_of(criterion), "empty": ", ".join(empty), "shares": " / ".join(shares)}
        draft.note(("criteria", number, "scorer"), "ties", all=len(learned.cuts) + 1, **words)


def _empty_tiers(draft: Draft, scheme: Scheme, graded: ir.Table, ask: Ask) -> None:
    counts = {row["tier"]: int(row["n"]) for row in ask(graded.group_by("tier").aggregate(n=graded.count()))}
    for number, tier in enumerate(scheme.tiers):
        if not counts.get(tier.key):
            draft.note(("tiers", number), "nobody", name=tier.name)


def _literal_reading(draft: Draft, scheme: Scheme, graded: ir.Table, ask: Ask) -> None:
    """Counts who falls between the tiers as the company worded them, gap by gap, and who falls into two."""
    rules = literal_rules(scheme)
    cells = cells_of(rules)
    held = [rule.expression(graded).cast("int64") for rule in rules]
    table = graded.mutate(times=sum(held[1:], held[0]), cell=_cell_number(graded, cells))
    rows = ask(table.group_by("times", "cell", "tier").aggregate(n=table.count()))
    whole = sum(int(row["n"]) for row in rows)
    for number, cell in enumerate(cells):
        inside = [row for row in rows if row["cell"] == number]
        times = times_held(cell, rules)
        if times != 1:
            key = "literal_gap" if times == 0 else "literal_overlap"
            _note_cell(draft, scheme, key, say_cell(scheme, cell), inside, whole=whole)
    unknown = [row for row in rows if row["cell"] is None and row["times"] == 0]
    if unknown:
        _note_cell(draft, scheme, "literal_gap", _UNKNOWN, unknown, whole=whole)
    missed = sum(int(row["n"]) for row in rows if row["times"] == 0)
    if missed:
        words = {"n": _count(missed), "all": _count(whole), "share": _share(Decimal(missed) / whole)}
        draft.note(literal_path(scheme), "literal_gaps", reading=_READINGS[scheme.grade_by], **words)


def _note_cell(
    draft: Draft, scheme: Scheme, key: str, where: Text, rows: Sequence[dict[str, Any]], *, whole: int
) -> None:
    count = sum(int(row["n"]) for row in rows)
    tiers = sorted(((int(row["n"]), row["tier"]) for row in rows), key=lambda pair: (-pair[0], str(pair[1])))
    taken = [
        _TAKEN.fill(n=_count(n), tier=scheme.tier(key).name if key else Text("ungraded", "暂不评级"))
        for n, key in tiers
    ]
    shown = Text(", ".join(each.en for each in taken) or "nobody", "，".join(each.zh for each in taken) or "无人")
    share = _share(Decimal(count) / whole)
    draft.note(literal_path(scheme), key, where=where, n=_count(count), share=share, taken=shown)


_UNKNOWN = Text("a figure of the rule is unknown", "规则所用的指标未知")
_READINGS = {
    "rules": Text(
        "the closed reading: lower limits only, the last tier takes the rest",
        "收口规则，各级只看下限，最后一级接收其余客户",
    ),
    "score": Text("the score, which has no gaps", "按评分定级，没有空档"),
}


_TAKEN = Text("{n} → {tier}", "{n} 位 → {tier}")


def _cell_number(table: ir.Table, cells: Sequence[AllOf]) -> ir.IntegerValue:
    import ibis

    if not cells:
        return ibis.null("int64")
    steps = [(cell.expression(table), ibis.literal(number, "int64")) for number, cell in enumerate(cells)]
    return ibis.cases(*steps, else_=ibis.null("int64"))


def _share(share: Decimal) -> Text:
    return Text(say_share(share, "en", decimals=1), say_share(share, "zh", decimals=1))


def _count(number: int) -> Text:
    return Text(say_count(number, "en"), say_count(number, "zh"))
