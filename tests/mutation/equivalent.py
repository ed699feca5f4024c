"""Changes after which nothing that can be seen is different: file, its line, what stood there, what stands there."""

from __future__ import annotations

EQUIVALENT: dict[tuple[str, str, str, str], str] = {
    (
        "reversal.py",
        "given = given.filter(given.is_void | (given.given_at < end).fill_null(False))",
        "False",
        "True",
    ): "who was given nothing back is left out two lines below by the same rule",
    (
        "transition.py",
        'rungs = [ibis.ifelse(cap.holds, ibis.literal(cap.rung, "int64"), ibis.literal(0, "int64")) for cap in of]',
        "0",
        "1",
    ): "a limit on rung 1 holds nobody down, as one on rung 0: no rung is better",
    (
        "transition.py",
        'left = ibis.greatest(granted - table["_below_runs"].coalesce(ibis.literal(0, "int64")), '
        'ibis.literal(1, "int64"))',
        "0",
        "1",
    ): "asked only of who is below the standard, and who is has a number of runs",
    (
        "ahp.py",
        "is_steady = max(abs(new - old) for new, old in zip(found, weights, strict=True)) < _STEADY",
        "max((abs(new - old) for new, old in zip(found, weights, strict=True))) < _STEADY",
        "max((abs(new - old) for new, old in zip(found, weights, strict=True))) <= _STEADY",
    ): "one step more or less at the 25th decimal",
    (
        "breaks.py",
        "now, starts = [0.0] * (size + 1), [0] * (size + 1)",
        "0.0",
        "1.0",
    ): "fewer heaps than groups: such a place is never read",
    (
        "breaks.py",
        "now, starts = [0.0] * (size + 1), [0] * (size + 1)",
        "0",
        "1",
    ): "fewer heaps than groups: such a place is never read",
    (
        "scale.py",
        "scale = max(compare.scale_of(column), *(max(0, -int(end.normalize().as_tuple().exponent)) for end in "
        "(low, high)))",
        "0",
        "1",
    ): "one decimal more than needed in exact whole numbers",
    (
        "scale.py",
        'proposal = (gone.cast("float64") / (2.0 * span)).round(0).cast("int64")',
        "0",
        "1",
    ): "the proposal is cast to a whole number next and then corrected exactly",
    (
        "scale.py",
        "if low is not None and high is not None and Decimal(low) > Decimal(high):",
        "Decimal(low) > Decimal(high)",
        "Decimal(low) >= Decimal(high)",
    ): "both ends equal: each is replaced by the other",
    (
        "transition.py",
        'return ibis.greatest(*rungs) if rungs else ibis.literal(0, "int64")',
        "0",
        "1",
    ): "a limit on rung 1 holds nobody down, as one on rung 0: no rung is better",
    (
        "transition.py",
        'before = ibis.cases(*tiers, else_=ibis.literal(len(ladder.steps) + 1, "int64"))',
        "1",
        "2",
    ): "further below than where the standard puts anybody, and that is taken where it is nearer",
    (
        "reversal.py",
        "since = met.filter(met.is_void | (met.given_at >= met.rose_end).fill_null(False), met.sold_at < met.rose_end)",
        "False",
        "True",
    ): "who was given nothing back was left out two lines above by the same rule",
    (
        "thresholds.py",
        "ibis.ifelse((missing > 0) & ~_is_held_down(graded), missing, nothing),",
        "missing > 0",
        "missing >= 0",
    ): "who has the score of the tier above stands on it, unless a limit holds them down, and that is asked too",
    (
        "transition.py",
        "is_by_margin = bool(transition.margin) and not ladder.is_by_rules",
        "bool(transition.margin) and (not ladder.is_by_rules)",
        "bool(transition.margin) or not ladder.is_by_rules",
    ): "without a margin it asks what the standard asks; rules with a margin are refused when a standard is read",
    (
        "transition.py",
        '"_has_moved": (table["_kind"] == "new") | (rung != table.was_rung).fill_null(True),',
        "'new'",
        "'newXX'",
    ): "who is new had no rung before, and that counts as moved already",
    (
        "reversal.py",
        'Tables = Mapping[str, "ir.Table"]',
        "'ir.Table'",
        "'ir.TableXX'",
    ): "a name for the type checker",
    (
        "transition.py",
        'first = today if calendar.every == "run" else calendar.at_or_after(slot("next_day"), table, count)',
        "'run'",
        "'runXX'",
    ): "asked only where nobody was judged yet; where every run judges, who is below has a day since when",
    (
        "decay.py",
        'def learn(self, answers: Mapping[str, Any], *, better: Better = "lower") -> Learned:',
        "'lower'",
        "'lowerXX'",
    ): "what is given is not read: points that fade know their better end",
    (
        "decay.py",
        'def say(self, amount: Amount, *, better: Better = "lower", learned: Learned | None = None) -> Text:',
        "'lower'",
        "'lowerXX'",
    ): "what is given is not read: points that fade know their better end",
    (
        "rank.py",
        'def say(self, amount: Amount, *, better: Better = "higher", learned: Learned | None = None) -> Text:',
        "'higher'",
        "'higherXX'",
    ): "what is given is not read: the words are the same for both ends",
    (
        "bands.py",
        'def say(self, amount: Amount, *, better: Better = "higher", learned: Learned | None = None) -> Text:',
        "'higher'",
        "'higherXX'",
    ): "what is given is only handed on to what is learned, and of that the words take cut points and points",
    (
        "mistakes.py",
        'elif holder is Transitions and step != "tiers":',
        "step != 'tiers'",
        "step == 'tiers'",
    ): "the settings of a tier are known one step earlier; a tier's key is no setting",
    (
        "check_weights.py",
        "return False",
        "return False",
        "return None",
    ): "asked only whether it holds, and nothing holds as little as false",
    (
        "check_tiers.py",
        'if look in seen and (name == "colour" or any(look)):',
        "name == 'colour'",
        "name != 'colour'",
    ): "every colour and every icon has something to show, so the other half decides",
}
