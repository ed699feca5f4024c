"""What only data can tell of a standard: who falls into gaps, what is unknown, which parts nobody reaches."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fenji.grades.ladder import grade
from fenji.grades.rule import AllOf
from fenji.language import Text, say_count, say_share
from fenji.scheme.calibrated import CalibratedScheme, calibrate_scheme
from fenji.scheme.describe import label_of
from fenji.scheme.draft import Draft
from fenji.scheme.literal import cells_of, literal_path, literal_rules, say_cell, times_held
from fenji.scheme.mistakes import issue
from fenji.scores.total import score

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.scheme.model import Scheme
    from fenji.scores.calibrate import Ask

MOST_UNKNOWN = Decimal("0.30")


def check_data(draft: Draft, scheme: Scheme, measured: ir.Table, ask: Ask) -> None:
    """Notes what the workspace's customers say about a standard that is free of mistakes."""
    customers = int(ask(measured.aggregate(n=measured.count()))[0]["n"])
    if not customers:
        return
    calibrated = calibrate_scheme(scheme, measured, ask)
    _unknown(draft, calibrated, customers)
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
            draft.add(("criteria", number), issue(
                "unknown_for_all", Text("{name} is unknown for every customer and is left out; its weight goes to the others",
                                        "“{name}”对所有客户都未知，不计入；其权重分给其余各项").fill(name=name),
                Text("Import the data it needs, or remove the criterion.", "请导入所需数据，或删去该评分项。"), level="warning"))  # fmt: skip
        elif share > MOST_UNKNOWN:
            draft.add(("criteria", number), issue(
                "unknown_for_many", Text("{name} is unknown for {share} of the customers ({n})",
                                         "“{name}”对 {share} 的客户未知（{n} 位）").fill(
                    name=name, share=_share(share), n=_count(customers - known)),
                Text("They earn what `unknown` says; is that meant?", "这些客户按 `unknown` 计分，请确认是否合适。"), level="warning"))  # fmt: skip


def _unreachable_bins(draft: Draft, calibrated: CalibratedScheme) -> None:
    for number, criterion in enumerate(calibrated.scheme.criteria):
        learned = calibrated.learned[criterion.name]
        if criterion.scorer.kind != "quantiles" or not learned.known or None not in learned.cuts:
            continue
        empty = [str(place) for place, cut in enumerate(learned.cuts, start=2) if cut is None]
        shares = [say_share(share, "en") for share in learned.shares]
        draft.add(("criteria", number, "scorer"), issue(
            "ties", Text("{name}: many customers have the same value, so part {empty} of {all} cannot be reached; the parts hold {shares}",
                         "“{name}”：许多客户数值相同，{all} 等份中的第 {empty} 份无人能达到；各份实际占比 {shares}").fill(
                name=label_of(criterion), empty=", ".join(empty), all=len(learned.cuts) + 1, shares=" / ".join(shares)),
            Text("Equal values keep equal points. Fewer bins or fixed bands would spread them.",
                 "数值相同得分必相同；可减少等份数，或改用固定分档。"), level="note"))  # fmt: skip


def _empty_tiers(draft: Draft, scheme: Scheme, graded: ir.Table, ask: Ask) -> None:
    counts = {row["tier"]: int(row["n"]) for row in ask(graded.group_by("tier").aggregate(n=graded.count()))}
    for number, tier in enumerate(scheme.tiers):
        if not counts.get(tier.key):
            draft.add(("tiers", number), issue(
                "nobody", Text("nobody among the customers reaches {name}", "现有客户中无人达到“{name}”").fill(name=tier.name),
                Text("Look at its limits.", "请检查其界限。"), level="warning"))  # fmt: skip


def _literal_reading(draft: Draft, scheme: Scheme, graded: ir.Table, ask: Ask) -> None:
    """Counts who falls between the tiers as the company worded them, gap by gap, and who falls into two."""
    rules = literal_rules(scheme)
    cells = cells_of(rules)
    held = [rule.expression(graded).cast("int64") for rule in rules]
    table = graded.mutate(times=sum(held[1:], held[0]), cell=_cell_number(graded, cells))
    rows = ask(table.group_by("times", "cell", "tier").aggregate(n=table.count()))
    whole = sum(int(row["n"]) for row in rows)
    path = literal_path(scheme)
    for number, cell in enumerate(cells):
        inside = [row for row in rows if row["cell"] == number]
        times = times_held(cell, rules)
        if times != 1:
            draft.add(path, _gap(scheme, cell, inside, whole=whole, is_gap=times == 0))
    unknown = [row for row in rows if row["cell"] is None and row["times"] == 0]
    if unknown:
        draft.add(path, _gap(scheme, None, unknown, whole=whole, is_gap=True))
    missed = sum(int(row["n"]) for row in rows if row["times"] == 0)
    if missed:
        draft.add(path, issue(
            "literal_gaps", Text("read literally, the standard leaves {n} of {all} customers ({share}) without a tier",
                                 "按字面理解，{all} 位客户中有 {n} 位（{share}）没有等级").fill(
                n=_count(missed), all=_count(whole), share=_share(Decimal(missed) / whole)),
            _OFFER[scheme.grade_by], level="warning"))  # fmt: skip


_OFFER = {
    "rules": Text(
        "The closed reading is used: lower limits only, the last tier takes the rest. Or grade by score: "
        "`grade_by: score` with `from_score` for each tier.",
        "现按收口规则定级：各级只看下限，最后一级接收其余客户。也可改为按评分定级：写 `grade_by: score` 并为各级写 `from_score`。",
    ),
    "score": Text("The score is used: it has no gaps.", "现按评分定级，没有空档。"),
}


def _gap(scheme: Scheme, cell: AllOf | None, rows: Sequence[dict[str, Any]], *, whole: int, is_gap: bool) -> Any:
    count = sum(int(row["n"]) for row in rows)
    where = say_cell(scheme, cell) if cell else Text("a figure of the rule is unknown", "规则所用的指标未知")
    tiers = sorted(((int(row["n"]), row["tier"]) for row in rows), key=lambda pair: (-pair[0], str(pair[1])))
    taken = [_TAKEN.fill(n=_count(n), tier=scheme.tier(key).name if key else Text("ungraded", "暂不评级")) for n, key in tiers]
    problem = Text("{word}: {where}: {n} customers ({share})", "{word}：{where}：{n} 位客户（{share}）").fill(
        word=_GAP if is_gap else _OVERLAP, where=where, n=_count(count), share=_share(Decimal(count) / whole))
    closed = Text(", ".join(each.en for each in taken) or "nobody", "，".join(each.zh for each in taken) or "无人")
    fix = Text("Read literally: {literal}; by the rule in use: {closed}.", "按字面：{literal}；按现行规则：{closed}。").fill(
        literal=_NONE if is_gap else _SEVERAL, closed=closed)
    return issue("literal_gap" if is_gap else "literal_overlap", problem, fix, level="note")


_GAP, _OVERLAP = Text("gap", "空档"), Text("overlap", "重叠")
_NONE, _SEVERAL = Text("no tier", "没有等级"), Text("several tiers", "同属多个等级")
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
