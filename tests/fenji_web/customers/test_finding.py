"""Searches look through one text first: whom they find is the same as without it, and so is the order of names."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fenji_web.customers.access import Readable
from fenji_web.customers.forms import View
from fenji_web.customers.queries import key_of, page
from fenji_web.finding.queries import Ids, found, hits, ids, signs

WORDS = ("1", "13", "138", "8000", "0013", "C0", "c000", "a", "zh", "wang", "li wei", "WANG", "x@", "@example", "张",
         "王伟", "138 0013", "no such words", "%", "_", "'", "\\", "com", "+86 138-0013-8000")  # fmt: skip


@pytest.mark.parametrize("sees_contact", [True, False])
def test_what_is_looked_through_first_changes_nobody_who_is_found(of: Readable, *, sees_contact: bool) -> None:
    plain = {name: kind for name, kind in of.types.items() if not name.startswith("sought_")}
    assert len(plain) == len(of.types) - 2
    several, spelled = 0, replace(of.ids, signs=signs(of.result))
    some = of.result.engine.rows(
        "SELECT name, mobile, email, customer_id FROM customers ORDER BY md5(customer_id) LIMIT 25"
    )
    asked = [
        *WORDS,
        *(part for row in some for value in row.values() if value for part in (value, value[1:5], value[-4:])),
    ]
    for words in dict.fromkeys(asked):
        wide = Ids(are_mixed=True, are_plain=False)
        quick = hits(of.result, found(words, of.types, spelled, sees_contact=sees_contact))
        slow = hits(of.result, found(words, plain, wide, sees_contact=sees_contact))
        assert quick == slow, words
        several += bool(quick)
    assert several > 10


def test_words_with_signs_that_no_id_has_are_not_looked_for_in_ids(of: Readable) -> None:
    known = replace(ids(of.result), signs=signs(of.result))
    assert known.signs is not None
    assert known.may_have("12")
    assert not known.may_have("!")
    assert Ids(are_mixed=False, are_plain=True).may_have("!"), "unless it is not known how ids are written"


@pytest.mark.parametrize("sort", ["name", "-name"])
def test_names_sort_by_their_number_as_by_their_sound(of: Readable, sort: str) -> None:
    by_sound = replace(of, types={name: kind for name, kind in of.types.items() if name != "name_order"})
    view = View(sort=sort)
    assert key_of(sort, of.types)[0][0] == "name_order"
    assert key_of(sort, by_sound.types)[0][0] == "name_pinyin"
    names, others = ([row["customer_id"] for row in page(one, view, size=400).rows] for one in (of, by_sound))
    assert names == others


@pytest.mark.parametrize("sort", ["name", "-name"])
def test_names_are_turned_page_by_page_and_back_without_losing_anybody(of: Readable, sort: str) -> None:
    by_sound = replace(of, types={name: kind for name, kind in of.types.items() if name != "name_order"})
    view = View(sort=sort, chosen={"move": ("promotion", "demotion")})
    everybody = [row["customer_id"] for row in page(by_sound, view, size=10_000).rows]
    met, one = [], page(of, view, size=7)
    while True:
        met += [row["customer_id"] for row in one.rows]
        if not one.has_next:
            break
        last, one = one, page(of, replace(view, after=one.place(one.rows[-1])), size=7)
        back = page(of, replace(view, before=one.place(one.rows[0])), size=7)
        assert [row["customer_id"] for row in back.rows] == [row["customer_id"] for row in last.rows]
    assert met == everybody
    assert len(met) > 14
