"""Signing in with the company's account, against stand-ins that speak what is documented; never the live services."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client

from fenji_web.accounts import services as accounts
from fenji_web.accounts.models import User
from fenji_web.sign_in_elsewhere.models import Identity, Provider
from fenji_web.sign_in_elsewhere.services import dingtalk, feishu, wecom
from fenji_web.two_factor.models import Secret
from tests.fenji_web.sign_in_elsewhere import stand_ins
from tests.fenji_web.sign_in_elsewhere.stand_ins import OTHER, StandIn, agreed, openid, served

GOOD = "a long harbour walk"
SignIn = Callable[..., Client]


@pytest.fixture(autouse=True)
def here(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FENJI_OUTWARD_ALLOW", "http://127.0.0.1")


@pytest.fixture
def issuer() -> Iterator[StandIn]:
    with served(openid({"name": "Zhang San", "preferred_username": "zhang", "groups": ["crm", "sales-east"]})) as one:
        yield one


def provider(stand_in: StandIn, **said: Any) -> Provider:
    given = {"kind": "oidc", "issuer": stand_in.url, "client_id": "fenji", "secret": "top-secret", "adds_people": True}
    return Provider.objects.create(**{**given, **said})


def went(client: Client, one: Provider, query: str = "") -> str:
    answer = client.get(f"/accounts/elsewhere/{one.pk}/{query}")
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def came(client: Client, one: Provider, answers: dict[str, str]) -> int:
    return int(client.get(f"/accounts/elsewhere/{one.pk}/back/", answers).status_code)


def signed_in(client: Client, one: Provider, stand_in: StandIn) -> int:
    return came(client, one, agreed(stand_in, went(client, one)))


def test_a_person_comes_in_for_the_first_time_with_the_role_of_their_group(issuer: StandIn) -> None:
    one = provider(issuer, roles={"admins": "administrator", "sales-east": "sales", "crm": "viewer"})
    client = Client()
    leads_to = went(client, one, "?next=/schemes/")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(leads_to).query).items()}
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == f"http://testserver/accounts/elsewhere/{one.pk}/back/"
    assert len(asked["state"]) > 40
    assert len(asked["nonce"]) > 40
    answer = client.get(f"/accounts/elsewhere/{one.pk}/back/", agreed(issuer, leads_to))
    assert (answer.status_code, answer["Location"]) == (302, "/schemes/")
    person = User.objects.get(username="zhang")
    assert (person.name, person.role, person.has_usable_password()) == ("Zhang San", "sales", False)
    assert issuer.given("/token")["client_secret"] == "top-secret"
    client.post("/accounts/sign-out/")
    assert signed_in(client, one, issuer) == 302
    assert User.objects.filter(username__startswith="zhang").count() == 1


def test_what_comes_back_counts_once_in_the_browser_that_began(issuer: StandIn) -> None:
    one, client = provider(issuer), Client()
    answers = agreed(issuer, went(client, one))
    assert came(Client(), one, answers) == 403  # another browser
    assert came(client, one, {**answers, "state": "x" * 43}) == 403
    assert came(client, one, answers) == 403  # used up by the wrong state
    answers = agreed(issuer, went(client, one))
    session = client.session
    session["elsewhere"] = {**session["elsewhere"], "at": time.time() - 601}
    session.save()
    assert came(client, one, answers) == 403
    assert came(client, one, {"error": "access_denied"}) == 403
    assert User.objects.filter(username="zhang").count() == 0


@pytest.mark.parametrize(
    "lie",
    [
        {"claims": {"iss": "https://evil.example"}},
        {"claims": {"aud": "another"}},
        {"claims": {"aud": ["fenji", "other"], "azp": "other"}},
        {"claims": {"nonce": "another"}},
        {"claims": {"nonce": None}},
        {"claims": {"exp": 1_700_000_000}},
        {"claims": {"exp": None}},
        {"claims": {"iat": time.time() + 3600}},
        {"claims": {"sub": ""}},
        {"claims": {"sub": None}},
        {"claims": {}, "key": OTHER},
        {"claims": {}, "alg": "none"},
        {"claims": {}, "issuer": "https://evil.example"},
        {"claims": {}, "jwks_uri": "http://169.254.169.254/keys"},
        {"claims": {}, "token_endpoint": ""},
    ],
    ids=lambda lie: ", ".join([*lie["claims"], *lie]),
)
def test_what_is_not_of_this_issuer_for_us_now_and_signed_lets_nobody_in(lie: dict[str, Any]) -> None:
    with served(openid(lie.pop("claims"), **lie)) as issuer:
        one, client = provider(issuer), Client()
        answer = client.get(f"/accounts/elsewhere/{one.pk}/")
        if answer.status_code == 302:
            assert came(client, one, agreed(issuer, answer["Location"])) == 403
        assert client.get("/schemes/").status_code == 302
        assert not User.objects.filter(username="u-1").exists()


def test_an_answer_that_names_another_issuer_is_refused(issuer: StandIn) -> None:
    one, client = provider(issuer), Client()
    assert came(client, one, {**agreed(issuer, went(client, one)), "iss": "https://evil.example"}) == 403


def test_only_those_who_are_known_come_in_where_nobody_is_added(issuer: StandIn) -> None:
    one, client = provider(issuer, adds_people=False), Client()
    accounts.add_person(username="zhang", role="administrator", password=GOOD)
    assert signed_in(client, one, issuer) == 403  # the same name is not the same person
    own = Client()
    own.post("/accounts/sign-in/", {"username": "zhang", "password": GOOD})
    answers = agreed(issuer, went(own, one, "?connect=1"))
    assert own.get(f"/accounts/elsewhere/{one.pk}/back/", answers)["Location"] == "/accounts/me/"
    assert signed_in(client, one, issuer) == 302
    assert client.get("/accounts/people/").status_code == 200
    identity = Identity.objects.get()
    own.post(f"/accounts/elsewhere/of-mine/{identity.pk}/end/")
    assert signed_in(Client(), one, issuer) == 403


def test_an_account_that_belongs_to_somebody_is_not_taken_by_another(issuer: StandIn) -> None:
    one = provider(issuer)
    assert signed_in(Client(), one, issuer) == 302
    accounts.add_person(username="wang", role="viewer", password=GOOD)
    thief = Client()
    thief.post("/accounts/sign-in/", {"username": "wang", "password": GOOD})
    assert came(thief, one, agreed(issuer, went(thief, one, "?connect=1"))) == 403
    assert Identity.objects.get().person.username == "zhang"


def test_somebody_switched_off_stays_out_and_groups_lead_the_role(issuer: StandIn) -> None:
    one = provider(issuer, roles={"crm": "analyst"})
    assert signed_in(Client(), one, issuer) == 302
    Provider.objects.filter(pk=one.pk).update(roles={"crm": "auditor"})
    assert signed_in(Client(), one, issuer) == 302
    assert User.objects.get(username="zhang").role == "auditor"
    Provider.objects.filter(pk=one.pk).update(roles={}, role="")
    assert signed_in(Client(), one, issuer) == 403
    User.objects.filter(username="zhang").update(is_active=False)
    Provider.objects.filter(pk=one.pk).update(role="viewer")
    assert signed_in(Client(), one, issuer) == 403


def test_whoever_has_a_second_step_is_asked_for_it_unless_the_provider_asks(issuer: StandIn) -> None:
    one = provider(issuer)
    assert signed_in(Client(), one, issuer) == 302
    Secret.objects.create(person=User.objects.get(username="zhang"), secret="JBSWY3DPEHPK3PXP")
    client = Client()
    answer = client.get(f"/accounts/elsewhere/{one.pk}/back/", agreed(issuer, went(client, one)))
    assert answer["Location"] == "/accounts/two-factor/"
    assert client.get("/schemes/").status_code == 302
    Provider.objects.filter(pk=one.pk).update(asks_second_step=True)
    client = Client()
    assert signed_in(client, one, issuer) == 302
    assert client.get("/schemes/").status_code == 200


CHINESE: list[tuple[str, Callable[..., StandIn], Any, dict[str, str], str, str]] = [
    ("wecom", stand_ins.wecom, wecom, {"client_id": "ww1", "agent": "1000002"}, "zhang.san", "张三"),
    ("dingtalk", stand_ins.dingtalk, dingtalk, {"client_id": "ding1", "company": "corp1"}, "李四", "李四"),
    ("feishu", stand_ins.feishu, feishu, {"client_id": "cli1", "company": "tenant1"}, "王五", "王五"),
]


@pytest.mark.parametrize(("kind", "made", "module", "said", "username", "name"), CHINESE, ids=lambda one: str(one)[:8])
def test_the_three_chinese_services_let_in_who_belongs_to_the_company(
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    made: Callable[..., StandIn],
    module: Any,
    said: dict[str, str],
    username: str,
    name: str,
) -> None:
    with served(made()) as stand_in:
        monkeypatch.setattr(module, "PLACE", stand_in.url)
        one, client = provider(stand_in, kind=kind, issuer="", **said), Client()
        leads_to = went(client, one)
        assert leads_to.startswith(module.ENTRY)
        asked = {key: values[0] for key, values in parse_qs(urlsplit(leads_to).query).items()}
        assert asked["redirect_uri"] == f"http://testserver/accounts/elsewhere/{one.pk}/back/"
        assert "top-secret" not in leads_to
        answers = {"authCode" if kind == "dingtalk" else "code": "code-1", "state": asked["state"]}
        assert came(client, one, answers) == 302
        assert User.objects.get(username=username).name == name
        again = Client()
        state = parse_qs(urlsplit(went(again, one)).query)["state"][0]
        assert came(again, one, {"code": "another", "authCode": "another", "state": state}) == 403


def _of(made: Callable[..., StandIn], **lies: Any) -> AbstractContextManager[StandIn]:
    return served(made(**lies))


@pytest.mark.parametrize(
    ("kind", "made", "module", "said", "lie"),
    [
        (*CHINESE[0][:4], {"userid": "", "openid": "guest"}),
        (*CHINESE[1][:4], {"corpId": "another"}),
        (*CHINESE[2][:4], {"tenant_key": "another"}),
    ],
    ids=["wecom", "dingtalk", "feishu"],
)
def test_guests_and_people_of_other_companies_stay_out(
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    made: Callable[..., StandIn],
    module: Any,
    said: dict[str, str],
    lie: dict[str, str],
) -> None:
    with _of(made, **lie) as stand_in:
        monkeypatch.setattr(module, "PLACE", stand_in.url)
        one, client = provider(stand_in, kind=kind, issuer="", **said), Client()
        state = parse_qs(urlsplit(went(client, one)).query)["state"][0]
        assert came(client, one, {"code": "code-1", "authCode": "code-1", "state": state}) == 403
        assert not Identity.objects.exists()


def test_a_secret_lies_encrypted_and_no_page_shows_it(issuer: StandIn, client_as: SignIn) -> None:
    client = client_as("administrator")
    sent = {"issuer": issuer.url, "client_id": "fenji", "secret": "top-secret", "roles": "crm = sales",
            "role": "viewer", "claim": "groups", "is_on": "on"}  # fmt: skip
    answer = client.post("/settings/sign-in/new/oidc/", sent)
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode() + client.get("/settings/sign-in/").content.decode()
    assert "top-secret" not in page
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM sign_in_elsewhere_provider")
        assert cursor.fetchone()[0].startswith("fenji1:")
    client.post(answer["Location"], {**sent, "secret": "", "title": "Login"})
    kept = Provider.objects.get()
    assert (kept.title, kept.secret, kept.roles) == ("Login", "top-secret", {"crm": "sales"})
    assert "Login" in Client().get("/accounts/sign-in/").content.decode()


@pytest.mark.parametrize(
    "changed",
    [{"issuer": "http://10.0.0.1"}, {"issuer": "http://169.254.169.254/"}, {"client_id": ""}, {"secret": ""},
     {"roles": "crm = king"}, {"roles": "crm"}, {"role": "king"}],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_is_said_beside_its_field(client_as: SignIn, changed: dict[str, str]) -> None:
    sent = {"issuer": "https://login.example.com", "client_id": "fenji", "secret": "s", **changed}
    assert client_as("administrator").post("/settings/sign-in/new/oidc/", sent).status_code == 422
    assert not Provider.objects.exists()
