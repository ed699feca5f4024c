"""Customers: the list, one of them, why a grade is what it is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, QueryDict
from ninja import Path, Query, Router
from ninja.params import functions

from fenji_web import library
from fenji_web.api.access import allowed, caller_of, newest_file, read, run_file
from fenji_web.api.forms.customers import (
    CustomerList,
    CustomerOne,
    CustomersAsked,
    CustomerShown,
    Explained,
    Field_,
    FieldList,
    Id,
)
from fenji_web.api.forms.shapes import NO_NUL, RunShown, plain, values
from fenji_web.api.services.cursors import Cursor, question, seal, unseal
from fenji_web.api.services.lists import MOVING, fields_of, may_sort, view_of
from fenji_web.api.services.problems import Problem
from fenji_web.care.queries import ownership_of, tags_of
from fenji_web.customers import queries
from fenji_web.customers.access import TAGS, masked, needs_second
from fenji_web.customers.forms import OPERATORS, View
from fenji_web.one_customer.pages.grade import gap
from fenji_web.ui.language import current

if TYPE_CHECKING:
    from fenji_web.customers.access import Readable

router = Router(tags=["customers"])
SCHEME = functions.Query("", max_length=80, pattern=NO_NUL)


@router.get("customers", response=CustomerList, url_name="customers")
@allowed("see")
def list_customers(request: HttpRequest, asked: Query[CustomersAsked]) -> CustomerList:
    """A page of customers, as search, choices and conditions say."""
    about = question(asked.scheme, asked.q, asked.tier, asked.where, asked.sort)
    caller = caller_of(request)
    begun = unseal(asked.cursor, asked=about, person_id=caller.pk) if asked.cursor else None
    reading, of = read(request, asked.scheme, run_file=run_file(request, begun.file) if begun else None)
    view = _view(of, asked)
    names = fields_of(of, asked.fields.split(","))
    _let_alone(of, view, names)
    page = queries.page(of, _at(view, names, begun), size=asked.size)
    items = [_item(of, row, names) for row in page.rows]
    following = None
    if page.has_next and page.rows:
        place = Cursor(newest_file(reading).name, page.place(page.rows[-1]))
        following = seal(place, asked=about, person_id=caller.pk)
    count = queries.summary(of, view, ()).count if asked.count else None
    return CustomerList(run=RunShown.of(of.result.run), items=items, next=following, count=count)


@router.get("customer-fields", response=FieldList, url_name="customer_fields")
@allowed("see")
def list_fields(request: HttpRequest, scheme: str = SCHEME) -> FieldList:
    """What is known of customers, and what may be asked of each field."""
    _, of = read(request, scheme)
    lang = current()
    items = [
        Field_(
            name=one.name,
            label=one.label.say(lang),
            kind=one.kind,
            group=one.group,
            unit=None if one.unit is None else one.unit.say(lang),
            choices=[key for key, _ in one.choices],
            operators=list(OPERATORS[one.kind]) if one.is_open else [],
            may_sort=may_sort(of, one.name),
        )
        for one in of.columns.values()
    ]
    return FieldList(run=RunShown.of(of.result.run), items=items)


@router.get("customers/{customer_id}", response=CustomerOne, url_name="customer")
@allowed("see")
def get_customer(request: HttpRequest, customer_id: Path[Id], scheme: str = SCHEME) -> CustomerOne:
    """One customer, with the owner and tags of now."""
    _, of = read(request, scheme)
    row = of.result.customer(customer_id).row
    owner, _ = ownership_of(of.result, customer_id, row)
    now = {**_seen(of, row), "owner": owner or None, TAGS: tags_of(customer_id)}
    names = [name for name in of.columns if name in row or name in MOVING]
    return CustomerOne(
        run=RunShown.of(of.result.run),
        customer_id=customer_id,
        name=now.get("name"),
        tier=row["tier"],
        values=values(now, names),
        is_masked=not of.sees_contact,
    )


@router.get("customers/{customer_id}/explanation", response=Explained, url_name="explanation")
@allowed("see")
def explain_customer(request: HttpRequest, customer_id: Path[Id], scheme: str = SCHEME) -> Explained:
    """Why the grade is what it is: every part of the score, the reason, and what would change it."""
    _, of = read(request, scheme)
    row = _seen(of, of.result.customer(customer_id).row)
    lang = current()
    why = library.explain_row(row, of.result.scheme, currency=of.result.run.currency)
    told, near = why.to_json(lang), gap(of, row)
    parts = [{**one, "value": plain(one["value"])} for one in told.pop("contributions")]
    return Explained(
        **{name: told[name] for name in Explained.model_fields if name in told},
        run=RunShown.of(of.result.run),
        contributions=parts,
        next_tier=None if near.target is None else near.target.key,
        missing=None if near.missing is None else near.missing.say(lang),
        rises=[one.say(lang) for one in near.rises],
        rises_together=near.is_together,
        keeps=[f"{least.say(lang)} ({now.say(lang)})" for least, now in near.keeps],
    )


def _view(of: Readable, asked: CustomersAsked) -> View:
    said = QueryDict(mutable=True)
    said["q"], said["sort"] = asked.q, asked.sort
    said.setlist("where", asked.where)
    if asked.tier:
        said.setlist("tier", asked.tier)
    return view_of(of, said)


def _let_alone(of: Readable, view: View, names: list[str]) -> None:
    """Contact data of as many as a second person would have to let through as a file leaves by no list either."""
    columns = [of.columns[name] for name in names]
    is_contact = of.sees_contact and any(one.is_contact for one in columns)
    if is_contact and needs_second(of, columns, queries.summary(of, view, ()).count):
        raise Problem(422, "needs_second")


def _at(view: View, names: list[str], begun: Cursor | None) -> View:
    return replace(view, columns=tuple(names), after=None if begun is None else begun.after)


def _seen(of: Readable, row: Any) -> dict[str, Any]:
    return dict(row) if of.sees_contact else masked(row)


def _item(of: Readable, row: dict[str, Any], names: list[str]) -> CustomerShown:
    seen = _seen(of, row)
    return CustomerShown(
        customer_id=seen["customer_id"], name=seen.get("name"), tier=seen["tier"], values=values(seen, names)
    )
