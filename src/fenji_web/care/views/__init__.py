"""The pages of care: the pool and tasks, the panel on a customer's page, forms, overrides."""

from fenji_web.care.views.decisions import decide, end, overrides, read_overrides
from fenji_web.care.views.entering import contact, new_customer, order, override, profile, typed
from fenji_web.care.views.lists import pool, take, tasks, tick
from fenji_web.care.views.losing import lost
from fenji_web.care.views.panel import note, owner, panel, tag, task

__all__ = [
    "contact",
    "decide",
    "end",
    "lost",
    "new_customer",
    "note",
    "order",
    "override",
    "overrides",
    "owner",
    "panel",
    "pool",
    "profile",
    "read_overrides",
    "tag",
    "take",
    "task",
    "tasks",
    "tick",
    "typed",
]
