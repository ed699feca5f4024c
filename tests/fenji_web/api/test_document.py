"""The document says all there is, and its page says what the document says."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import get_resolver

from tests.browser.test_every_page import patterns


def documented() -> set[tuple[str, str]]:
    from fenji_web.api.services.document import document, operations

    return {(path, method) for path, method, _ in operations(document("en"))}


def test_every_address_below_the_interface_is_in_the_document() -> None:
    from fenji_web.api.services.whole import api

    routed = {place for place, _ in patterns(get_resolver()) if place.startswith("api/v1/")}
    said = {path for path, _ in documented()}
    assert {"/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", place) for place in routed} == said
    methods = {
        (f"/api/v1{path if path.startswith('/') else '/' + path}", method.lower())
        for bound in api._get_bound_routers()
        for path, view in bound.path_operations.items()
        for operation in view.operations
        for method in operation.methods
    }
    assert methods | {("/api/v1/openapi.json", "get")} == documented()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_name_in_the_document_has_its_meaning_in_both_languages(lang: str) -> None:
    from fenji_web.api.services.document import document, operations

    said = document(lang)
    for path, _, one in operations(said):
        assert one["summary"], path
        assert all(each["description"] for each in one["parameters"]), path
    for name, schema in said["components"]["schemas"].items():
        assert all(each["description"] for each in schema.get("properties", {}).values()), name


def test_the_document_is_open_and_says_nothing_of_the_workspace(shop: object) -> None:
    answer = Client(headers={"accept-language": "en"}).get("/api/v1/openapi.json")
    assert answer.status_code == 200
    assert answer.json()["openapi"].startswith("3.1")
    assert (answer["Content-Language"], "C000" in answer.content.decode()) == ("en", False)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_reference_names_every_operation(client_as: Callable[..., Client], lang: str) -> None:
    page = client_as("viewer", lang=lang).get("/api/").content.decode()
    for path, _ in documented():
        assert f"<code>{path}</code>" in page


def test_a_session_of_a_browser_opens_nothing(client_as: Callable[..., Client]) -> None:
    assert client_as("administrator").get("/api/v1/customers").status_code == 401
