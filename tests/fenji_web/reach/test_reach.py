"""Who sees a part of the customers sees that part, whatever asks: own, the team's, the pool's, those of regions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied

from fenji_web import library
from fenji_web.accounts.models import Team, User
from fenji_web.beside.services import forget
from fenji_web.care.models import Ownership
from fenji_web.ui.reading import reading_for

Made = Callable[..., User]


@pytest.fixture
def made(shop: Path) -> Iterator[Made]:
    """Somebody of sales with a name, a team, a reach, regions."""

    def make(name: str = "", **fields: object) -> User:
        fields.setdefault("role", "sales")
        return User.objects.create(username=f"p{User.objects.count()}", name=name, **fields)

    forget()
    yield make
    forget()


def ids(person: User) -> set[str]:
    with reading_for(person) as reading:
        assert reading.result is not None
        found = {row["customer_id"] for row in reading.result.rows(["customer_id"])}
        assert reading.result.run.customers == len(found)
        return found


@contextmanager
def everybody(shop: Path) -> Iterator[library.Result]:
    path = library.newest_file(shop / "runs", "value")
    assert path is not None
    yield library.open_file(path)


def listed(shop: Path, condition: str = "true") -> set[str]:
    with everybody(shop) as result:
        rows = result.engine.rows(f"SELECT customer_id FROM customers WHERE {condition}")
        return {row["customer_id"] for row in rows}


def an_owner(shop: Path, place: int = 0) -> str:
    with everybody(shop) as result:
        sql = "SELECT owner, count(*) AS n FROM customers WHERE owner IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1"
        return str(result.engine.rows(sql)[place]["owner"])


def test_who_sells_sees_their_own_customers_and_those_nobody_looks_after(shop: Path, made: Made) -> None:
    name = an_owner(shop)
    assert ids(made(name)) == listed(shop, f"owner = '{name}' OR coalesce(owner, '') = ''")


def test_a_name_is_the_same_whatever_its_width_and_spaces(shop: Path, made: Made) -> None:
    name = an_owner(shop)
    assert ids(made(f" {name} ")) == ids(made(name))


def test_team_mates_see_each_others_customers(shop: Path, made: Made) -> None:
    first, second, third = (an_owner(shop, place) for place in range(3))
    team = Team.objects.create(name="East")
    one = made(first, team=team, reach="team")
    made(second, team=team)
    made(third)
    assert ids(one) == listed(shop, f"owner IN ('{first}', '{second}') OR coalesce(owner, '') = ''")


def test_without_a_team_the_teams_customers_are_ones_own(shop: Path, made: Made) -> None:
    name = an_owner(shop)
    made(an_owner(shop, 1))
    assert ids(made(name, reach="team")) == listed(shop, f"owner = '{name}' OR coalesce(owner, '') = ''")


def test_a_region_narrows_the_pool_and_never_ones_own(shop: Path, made: Made) -> None:
    name = an_owner(shop)
    there = "(province IN ('广东省', '杭州市') OR city IN ('广东省', '杭州市'))"
    seen = ids(made(name, regions=["广东省", "杭州市"]))
    assert seen == listed(shop, f"owner = '{name}' OR (coalesce(owner, '') = '' AND {there})")
    assert seen < ids(made(name))


def test_a_region_narrows_who_sees_everybody_too(shop: Path, made: Made) -> None:
    viewer = made("nobody's name", role="viewer", regions=["上海市"])
    assert ids(viewer) == listed(shop, "province = '上海市' OR city = '上海市'")


def test_what_lies_nowhere_lies_in_no_region(shop: Path, made: Made) -> None:
    assert ids(made("nobody's name", role="viewer", regions=["Atlantis"])) == set()


def test_a_customer_given_to_somebody_here_is_theirs_at_once_and_nobody_elses(shop: Path, made: Made) -> None:
    name = an_owner(shop)
    one, other = made(name), made("somebody new")
    free, had = min(listed(shop, "coalesce(owner, '') = ''")), min(listed(shop, f"owner = '{name}'"))
    assert {free, had} <= ids(one)
    Ownership.objects.create(customer_id=free, owner="somebody new", person=other)
    Ownership.objects.create(customer_id=had, owner="", person=None)
    assert free not in ids(one)
    assert {free, had} <= ids(other)
    assert had in ids(one)


def test_two_people_of_one_name_do_not_see_what_was_given_to_the_other_here(shop: Path, made: Made) -> None:
    one, other = made("Wang Li"), made("Wang Li")
    free = min(listed(shop, "coalesce(owner, '') = ''"))
    Ownership.objects.create(customer_id=free, owner="Wang Li", person=other)
    assert free in ids(other)
    assert free not in ids(one)


def test_where_nobody_owns_anything_all_are_seen(shop: Path, made: Made) -> None:
    with reading_for(made("whoever")) as reading:
        assert reading.result is not None
        engine = reading.result.engine
        assert engine.rows("SELECT count(*) AS n FROM customers WHERE coalesce(owner, '') <> ''")[0]["n"] == 0


def test_no_way_of_asking_leads_around_what_is_seen(shop: Path, made: Made) -> None:
    one = made("whoever", regions=["上海市"])
    seen, count = ids(one), "SELECT count(*) AS n FROM {}"
    with reading_for(one) as reading:
        result = reading.result
        assert result is not None
        for engine in (result.engine, result.engine.cursor(), result.engine.cursor().cursor()):
            for name in ("customers", "main.customers", "temp.main.customers"):
                assert engine.rows(count.format(name))[0]["n"] == len(seen)
                assert sum(batch.num_rows for batch in engine.batches(f"SELECT 1 FROM {name}")) == len(seen)
                assert engine.arrow(count.format(name))["n"][0].as_py() == len(seen)
            assert engine.rows(count.format("gone"))[0]["n"] == 0
            assert engine.rows(count.format("cohorts"))[0]["n"] == 0
        assert (result.gone, result.past, result.bought) == (None, (), None)
        assert sum(tier.customers for tier in result.tiers()) == len(seen)
        hidden = min(listed(shop) - seen)
        with pytest.raises(library.UnknownCustomer) as refused:
            result.customer(hidden)
        near = refused.value.fix.en.partition("Near ids: ")[2].rstrip(".").split(", ")
        assert set(near) <= seen


@pytest.mark.parametrize(("role", "more"), [("sales", {}), ("viewer", {"regions": ["上海市"]}),
                                            ("analyst", {"reach": "own"})])  # fmt: skip
def test_what_concerns_all_customers_is_not_for_who_sees_a_part(role: str, more: dict[str, object]) -> None:
    person = User(role=role, **more)
    assert person.can("see")
    assert not any(person.can(one) for one in ("see_whole", "import", "grade", "edit_scheme", "people", "audit"))


@pytest.mark.parametrize("role", ["steward", "approver", "auditor", "administrator"])
def test_duties_that_concern_all_customers_are_not_narrowed(role: str) -> None:
    person = User(role=role, reach="own", regions=["上海市"])
    assert person.can("see_whole")
    assert not person.is_narrowed


def test_who_is_switched_off_reads_nothing(made: Made) -> None:
    with pytest.raises(PermissionDenied):
        reading_for(made("gone", is_active=False))
