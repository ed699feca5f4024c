"""A field is used for what it is there for: who somebody is grades nobody, contact data leaves by no message."""

from __future__ import annotations

from pathlib import Path

import pytest

from fenji.errors import FenjiError, SchemeIssues
from fenji.language import Text
from fenji.scheme.load import read_scheme
from fenji.scheme.protected import PROTECTED
from fenji.tables import CANONICAL
from fenji.tables.field_purposes import (
    CONTACT,
    EXPORT,
    GRADING,
    SEGMENTS,
    USES,
    WEBHOOK,
    class_of,
    purposes_of,
    refuse_unfit,
)
from fenji.tables.purposes import Channel, purpose_of
from fenji.workspace.contact_list import Asked, choose
from tests.fenji.workspace.decided import JUNE, TEXT, shop

CRITERION = "metric: net_revenue\n    weight: 90%"


@pytest.mark.parametrize("name", sorted(PROTECTED))
def test_who_somebody_is_decides_no_grade_in_whatever_way_it_is_written(name: str) -> None:
    own = f"metrics:\n  - {{name: mine_{len(name)}, label: x, unit: days, formula: '{name} + 1'}}\n"
    ways = (
        TEXT.replace(CRITERION, f"metric: {name}\n    weight: 90%"),
        TEXT.replace("{metric: overdue_amount, above: 0}", f"{{metric: {name}, above: 0}}"),
        TEXT + f"ungraded:\n  - {{name: u, when: {{metric: {name}, above: 0}}}}\n",
        TEXT + own,
    )
    for text in ways:
        with pytest.raises(SchemeIssues) as refused:
            read_scheme(text)
        assert "protected" in {issue.code for issue in refused.value.issues}, text


@pytest.mark.parametrize("name", ["gender", "age_band", "province", "born_on", "education", "income"])
def test_in_segments_and_charts_it_is_free(name: str) -> None:
    assert SEGMENTS in purposes_of("customers", name)
    assert GRADING not in purposes_of("customers", name)


def test_every_personal_field_has_its_uses_and_none_of_them_grades_or_leaves_by_message() -> None:
    personal = [
        (table.name, column.name) for table in CANONICAL.values() for column in table.columns if column.is_personal
    ]
    assert len(personal) > 8
    for table, name in personal:
        uses = purposes_of(table, name)
        assert class_of(table, name) in ("personal", "sensitive")
        assert EXPORT in uses
        assert not {GRADING, WEBHOOK} & {*uses}
        for use in (GRADING, WEBHOOK):
            with pytest.raises(FenjiError, match=name):
                refuse_unfit(use, ["tier", name], table=table)
    assert purposes_of("orders", "amount") == USES
    refuse_unfit(WEBHOOK, ["tier", "score", "customer_id"])


def test_a_contact_list_by_a_field_that_is_not_for_contact_is_refused(tmp_path: Path) -> None:
    mart = shop(tmp_path / "shop")
    result = mart.grade("mine", as_of=JUNE)
    birthdays = Channel("birthday", Text("birthday", "生日"), ("born_on",))
    with pytest.raises(FenjiError, match="born_on"):
        choose(mart, result, Asked(purpose_of("营销"), birthdays))
    with pytest.raises(FenjiError):
        refuse_unfit(CONTACT, ["income"])
