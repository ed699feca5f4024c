"""What is done with sign-ins elsewhere: begun, proven once, brought together with a person here; and their settings."""

from __future__ import annotations

import hmac
import re
import secrets
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from fenji_web.accounts import queries as people
from fenji_web.accounts.access import ROLES
from fenji_web.accounts.models import User
from fenji_web.accounts.services import add_person
from fenji_web.sign_in_elsewhere.models import Identity, Provider
from fenji_web.sign_in_elsewhere.services import dingtalk, feishu, oidc, wecom
from fenji_web.sign_in_elsewhere.services.asked import Found, NotProven

if TYPE_CHECKING:
    from django.http import HttpRequest

KINDS = ("oidc", "wecom", "dingtalk", "feishu")
_LEADS: dict[str, Callable[[Provider, str, Mapping[str, str]], str]] = {
    "oidc": oidc.leads_to, "wecom": wecom.leads_to, "dingtalk": dingtalk.leads_to, "feishu": feishu.leads_to,
}  # fmt: skip
_FOUND: dict[str, Callable[[Provider, str, Mapping[str, str], Mapping[str, str]], Found]] = {
    "oidc": oidc.found, "wecom": wecom.found, "dingtalk": dingtalk.found, "feishu": feishu.found,
}  # fmt: skip
_BEGUN = "elsewhere"
_MINUTES = 10


def begin(request: HttpRequest, provider: Provider, *, onward: str, connects: bool) -> str:
    """Begins a sign-in: where the browser goes next. What comes back has to fit what this session keeps."""
    kept = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}
    request.session[_BEGUN] = {
        **kept, "provider": provider.pk, "at": time.time(), "onward": onward,
        "connects": request.user.pk if connects else None,
    }  # fmt: skip
    return _LEADS[provider.kind](provider, back_at(request, provider), kept)


def prove(request: HttpRequest, provider: Provider) -> tuple[Found, dict[str, Any]]:
    """Who came back, and what the session kept; good once, within ten minutes, in the browser that began."""
    kept = request.session.pop(_BEGUN, None)
    answers = {name: value for name, value in request.GET.items() if isinstance(value, str)}
    is_ours = (
        kept is not None
        and kept["provider"] == provider.pk
        and time.time() - kept["at"] < _MINUTES * 60
        and hmac.compare_digest(answers.get("state", "").encode(), kept["state"].encode())
    )
    if not is_ours:
        raise NotProven("not_begun")
    if not (answers.get("code") or answers.get("authCode")):
        raise NotProven("not_agreed")
    return _FOUND[provider.kind](provider, back_at(request, provider), answers, kept), kept


def back_at(request: HttpRequest, provider: Provider) -> str:
    """Where the provider sends the browser back to."""
    path = reverse("sign_in_elsewhere:back", args=[provider.pk])
    return f"{settings.PUBLIC_ADDRESS}{path}" if settings.PUBLIC_ADDRESS else request.build_absolute_uri(path)


@transaction.atomic
def person_of(provider: Provider, found: Found) -> User:
    """The person here that the account belongs to; a new one where the provider may add people."""
    known = Identity.objects.select_related("person").filter(provider=provider, subject=found.subject).first()
    if known is not None:
        if known.is_led:
            _lead(known.person, role_for(provider, found.groups))
        if not known.person.is_active:
            raise NotProven("not_known")
        return known.person
    role = role_for(provider, found.groups)
    if not provider.adds_people or not role:
        raise NotProven("not_known")
    person = add_person(username=_free_name(found), name=found.name[:80], role=role, password="")
    Identity.objects.create(provider=provider, subject=found.subject, person=person, is_led=True)
    return person


@transaction.atomic
def connect(provider: Provider, found: Found, person: User) -> None:
    """An account elsewhere belongs to who is signed in here; one that belongs to somebody else stays theirs."""
    known, is_new = Identity.objects.get_or_create(
        provider=provider, subject=found.subject, defaults={"person": person}
    )
    if not is_new and known.person_id != person.pk:
        raise NotProven("not_free")


def disconnect(person: User, pk: int) -> int:
    """An account elsewhere lets nobody in here any more."""
    count, _ = Identity.objects.filter(pk=pk, person=person).delete()
    return count


def role_for(provider: Provider, groups: tuple[str, ...]) -> str:
    """The role that a provider's groups name: the first rule that fits, in the order they are written."""
    named = (role for group, role in provider.roles.items() if group in groups and role in ROLES)
    return next(named, provider.role if provider.role in ROLES else "")


def read_roles(lines: str) -> dict[str, str]:
    """Rules `group = role`, one a line, in their order; ValueError names the line that is none.

    >>> read_roles("crm-admins = administrator")
    {'crm-admins': 'administrator'}
    """
    found = {}
    for line in filter(str.strip, lines.splitlines()):
        group, is_pair, role = (part.strip() for part in line.rpartition("="))
        if not is_pair or not group or role not in ROLES:
            raise ValueError(line.strip())
        found[group] = role
    return found


def _lead(person: User, role: str) -> None:
    """The provider's groups say the role, but nobody loses the last administrator by them."""
    if role == person.role or (person.role == "administrator" and not people.other_administrators(person)):
        return
    if not role:
        raise NotProven("not_known")
    person.role = role
    person.save(update_fields=["role"])


def _free_name(found: Found) -> str:
    base = re.sub(r"[^\w.@+-]", "", found.username or found.subject)[:50] or "person"
    base = base if len(base) >= 2 else f"{base}-1"
    names = (base, *(f"{base}-{number}" for number in range(2, 10_000)))
    return next(name for name in names if not User.objects.filter(username__iexact=name).exists())
