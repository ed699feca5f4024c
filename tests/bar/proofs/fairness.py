"""Fair grading."""

from __future__ import annotations

from tests.bar.proof import Proof, Twin

_OUT = "tests/fenji/workspace/test_opting_out.py"
_CASES = "tests/fenji_web/privacy/test_pages.py"
_FIELDS = "tests/fenji/workspace/test_field_purposes.py"

PROOFS: tuple[Proof, ...] = (
    Proof(
        92,
        "every customer's letter says what was used, by what rule, points, cut points and what would change it; the "
        "orders it names, placed and graded again, give the tier, and one step less does not",
        (
            "tests/bar/test_letters.py",
            "tests/fenji/review/test_counterfactual.py::test_the_ways_up_flip_the_grade_and_one_step_less_does_not",
        ),
        Twin(
            "src/fenji/review/letter.py",
            '    page.heading(Text("What would change your grade", "怎样会改变您的等级"))\n',
            "",
        ),
        "a million customers: 400 by each of two standards (45 by three with one step less)",
    ),
    Proof(
        93,
        "who has opted out is shown as not graded with the reason, never as the last tier, in any day graded since; in "
        "no segment, preview, list or cut point; a tier set by hand does not bring them back; old runs replay",
        (_OUT, "tests/fenji/workspace/test_contact_list.py::test_everybody_left_out_is_counted_with_why"),
        Twin("src/fenji/tables/opted_out.py", "told.filter(told.balance > 0)", "told.filter(told.balance > 1)"),
        "reports of sales and journeys, which add up orders of everybody and name nobody; lists written before",
    ),
    Proof(
        94,
        "stopping credit and ending a contract are decided by two people with a reason within three days, by no "
        "program; an appeal takes them out of force and is judged by neither; an objection is answered by a person",
        (
            f"{_CASES}::test_a_significant_decision_takes_two_people_and_an_appeal_opens_it_again",
            f"{_CASES}::test_nothing_but_a_person_decides",
            f"{_CASES}::test_an_objection_is_looked_at_by_a_person_who_answers_with_a_reason",
            f"{_CASES}::test_a_late_request_says_by_how_much",
        ),
        Twin(
            "src/fenji_web/privacy/services.py",
            'case.state = SECOND if case.is_significant and decided.outcome == "done" else CLOSED',
            "case.state = CLOSED",
        ),
        "what the company does outside of fenji; a mark `credit_stop` kept at the terminal, which one person may set",
    ),
    Proof(
        95,
        "sex, age, ethnicity, region, device and the like are refused in a standard as criterion, limit, ungraded "
        "state and in formulas; in segments and charts they are free",
        (
            f"{_FIELDS}::test_who_somebody_is_decides_no_grade_in_whatever_way_it_is_written",
            f"{_FIELDS}::test_in_segments_and_charts_it_is_free",
        ),
        Twin(
            "src/fenji/scheme/check_criteria.py",
            "if part.metric.lower() in PROTECTED or (known is not None and known.is_protected):",
            "if known is not None and known.is_protected:",
        ),
        "the exception 'documented and approved': there is none, they are always refused; proxies by other names",
    ),
    Proof(
        96,
        "by sex, age band and province the shares in the top and bottom tier, marked below four fifths, small groups "
        "left out; everybody graded as somebody of another sex, age and region keeps the tier",
        (
            "tests/fenji/studies/test_disparity.py",
            f"{_CASES}::test_the_fairness_of_the_standard_is_shown_and_turned_round",
        ),
        Twin("src/fenji/studies/disparity.py", 'FOUR_FIFTHS = Decimal("0.8")', 'FOUR_FIFTHS = Decimal("0.2")'),
        "that it is looked at before publishing: it is of what graded; whether small differences mean anything",
    ),
    Proof(
        97,
        "prices by tier are refused where a better tier pays more, where more money or time gives fewer points, where "
        "one is missing or the rule is not written for customers; the rest takes a second person before it grades",
        ("tests/fenji/workspace/test_prices.py",),
        Twin("src/fenji/scheme/check_prices.py", "        if better > worse:\n", "        if False:\n"),
        "prices that are charged elsewhere; tiers by rules, whose order in money is not looked into",
    ),
)
