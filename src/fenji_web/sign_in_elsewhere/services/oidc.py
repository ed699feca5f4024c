"""OpenID Connect: the code flow with state, nonce and PKCE; an ID token of this issuer, for us, of now, signed."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from fenji_web.sign_in_elsewhere.services.asked import Found, NotProven, asked, challenge, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fenji_web.sign_in_elsewhere.models import Provider

SIGNED_BY = ["RS256", "PS256", "ES256", "ES384", "EdDSA"]
_LEEWAY = 60


def leads_to(provider: Provider, back: str, kept: Mapping[str, str]) -> str:
    """Where a person proves who they are."""
    place = _described(provider)["authorization_endpoint"]
    asked_for = {
        "response_type": "code", "scope": "openid profile", "client_id": provider.client_id, "redirect_uri": back,
        "state": kept["state"], "nonce": kept["nonce"], "code_challenge_method": "S256",
        "code_challenge": challenge(kept["verifier"]),
    }  # fmt: skip
    return f"{place}{'&' if '?' in place else '?'}{urlencode(asked_for)}"


def found(provider: Provider, back: str, answers: Mapping[str, str], kept: Mapping[str, str]) -> Found:
    """Who came back, by the ID token that the code is worth."""
    if answers.get("iss", provider.issuer) != provider.issuer:
        raise NotProven("not_issuer", "another issuer answered")
    described = _described(provider)
    form = {
        "grant_type": "authorization_code", "code": answers.get("code", ""), "redirect_uri": back,
        "code_verifier": kept["verifier"], "client_id": provider.client_id,
    }  # fmt: skip
    token = asked(described["token_endpoint"], form={**form, "client_secret": provider.secret})
    claims = _claims(provider, text_of(token, "id_token"), asked(described["jwks_uri"]), kept["nonce"])
    groups = claims.get(provider.claim or "groups")
    return Found(
        text_of(claims, "sub"),
        text_of(claims, "name", "nickname"),
        text_of(claims, "preferred_username", "email", "sub"),
        tuple(str(one) for one in (groups if isinstance(groups, list) else [groups] if groups else [])),
    )


def _described(provider: Provider) -> dict[str, Any]:
    """What the issuer says of itself; of another issuer nothing is believed."""
    described = asked(f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
    if described.get("issuer") != provider.issuer:
        raise NotProven("not_issuer", quote(str(described.get("issuer"))[:100]))
    if not all(text_of(described, name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")):
        raise NotProven("not_answered", "endpoints are missing")
    return described


def _claims(provider: Provider, token: str, keys: dict[str, Any], nonce: str) -> dict[str, Any]:
    try:
        read = jwt.decode(token, KeySet.import_key_set(keys), algorithms=SIGNED_BY)  # type: ignore[arg-type]
        claims = dict(read.claims)
        jwt.JWTClaimsRegistry(
            leeway=_LEEWAY,
            iss={"essential": True, "value": provider.issuer},
            aud={"essential": True, "value": provider.client_id},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
        ).validate(claims)
    except (JoseError, ValueError, KeyError, TypeError) as refused:
        raise NotProven("not_signed", type(refused).__name__) from None
    is_for_us = claims.get("azp", provider.client_id) == provider.client_id
    if not is_for_us or not hmac.compare_digest(str(claims.get("nonce", "")), nonce) or not text_of(claims, "sub"):
        raise NotProven("not_signed", "nonce, azp or sub")
    return claims
