"""What the application database holds about somebody: rows of their own, and words of theirs in other rows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db.models import CharField, Field, JSONField, Model, TextField

from fenji_web import library
from fenji_web.runs.models import RUNNING, Job

if TYPE_CHECKING:
    from fenji_web.library import Person

OWN = "customer_id"
"""What every model calls the customer that a row is about: such rows are found by themselves, in apps to come too."""
LEFT = frozenset({"audit.Event", "audit.End", "erasure.Wish"})
"""The log leads to nobody once its word for the customer is gone; a wish empties its own customer."""


def kept_models() -> list[type[Model]]:
    """Every model of the web app whose rows may speak of customers."""
    return [
        model
        for model in apps.get_models()
        if model.__module__.startswith("fenji_web.") and model._meta.label not in LEFT and not model._meta.proxy
    ]


def own_models() -> list[type[Model]]:
    """Those whose rows are a customer's own."""
    return [model for model in kept_models() if OWN in {field.name for field in model._meta.get_fields()}]


def own_rows(person: Person) -> dict[str, int]:
    """Model → rows that are the person's own."""
    found = {
        model._meta.label: model._base_manager.filter(customer_id__in=person.ids).count() for model in own_models()
    }
    return {label: count for label, count in found.items() if count}


def said_fields(model: type[Model]) -> list[Field[Any, Any]]:
    """The fields of a model in which words may stand."""
    kinds = (CharField, TextField, JSONField)
    return [field for field in model._meta.concrete_fields if isinstance(field, kinds) and not field.primary_key]


def rows_saying(person: Person) -> Iterator[tuple[type[Model], Any, dict[str, Any]]]:
    """Rows of others in which words of the person stand, with what their fields are without them."""
    wanted, ids = library.erased_pattern(person), set(person.ids)
    for model in kept_models():
        fields = [field.name for field in said_fields(model)]
        if not fields:
            continue
        for pk, *values in model._base_manager.values_list("pk", *fields).iterator(2000):
            changed = {}
            for name, value in zip(fields, values, strict=True):
                without = cleared(value, wanted, ids)
                if without != value:
                    changed[name] = without
            if changed:
                yield model, pk, changed


def jobs_about(person: Person) -> list[int]:
    """Jobs for one customer alone that are not at work: what was typed for them stands there though it was refused."""
    jobs = Job.objects.exclude(state=RUNNING).values_list("pk", "arguments").iterator(2000)
    return [pk for pk, arguments in jobs if arguments.get("customer") in person.ids]


def cleared(value: Any, wanted: re.Pattern[str], ids: set[str]) -> Any:
    """A value without the person: entries of lists and keys go, words in texts give way to dots.

    >>> cleared({"C1": 1, "of": ["C1", "C2"], "why": "C1 asked"}, re.compile("C1"), {"C1"})
    {'of': ['C2'], 'why': '… asked'}
    """
    if isinstance(value, str):
        return wanted.sub("…", value) if value not in ids else "…"
    if isinstance(value, list):
        return [cleared(one, wanted, ids) for one in value if not (isinstance(one, str) and one in ids)]
    if isinstance(value, dict):
        return {key: cleared(one, wanted, ids) for key, one in value.items() if key not in ids}
    return value


def sessions_of(person: Person) -> list[str]:
    """Sessions in which somebody looked for the person."""
    wanted = library.erased_pattern(person)
    sessions = Session.objects.all().iterator(500)
    return [one.pk for one in sessions if wanted.search(json.dumps(one.get_decoded(), ensure_ascii=False, default=str))]
