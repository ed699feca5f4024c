"""Whatever dlt can read: web services page by page, or any dlt resource, fetched into one Parquet file of text."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fenji.errors import FenjiError
from fenji.intake.sources.cursor import Before
from fenji.intake.sources.drift import OPTIONAL, drift
from fenji.intake.sources.fetched import FOOTER, Fetched, Footer, Look, Reached, told
from fenji.intake.sources.refusals import unreachable, wrong
from fenji.intake.sources.secrets import Secret, find_secret, without_secrets
from fenji.intake.sources.source import RestSource
from fenji.language import Text
from fenji.outward.allowed import Allowed

if TYPE_CHECKING:
    from fenji.intake.sources.rows import TextRows

_LOOK_SECONDS = 20.0  # a look waits no longer for a service that is busy
_SETTINGS = {
    "SCHEMA__NAMING": "direct",  # its default drops Chinese column names in silence
    "RUNTIME__DLTHUB_TELEMETRY": "false",
    "RUNTIME__LOG_LEVEL": "CRITICAL",
}


def fetch_rest(
    source: RestSource, *, earlier: Before, folder: Path, home: Path, accepts_changes: bool, allowed: Allowed
) -> Fetched:
    """Every page of a web service; with `since`, the rows from the last value on.

    429 and 503 are waited for as told (Retry-After), a few 5xx are asked again; a page that comes again, an answer
    that is no data, another host or a certificate that is not valid refuse. Decimals keep their digits.
    """
    from fenji.intake.sources.rows import Edge, Repeats, TextRows

    since = _since(source, earlier)
    asked = {**source.params, **({source.since.param: since.value} if source.since and since else {})}
    edge = Edge(
        source.since.column if source.since else None,
        since.value if since else None,
        earlier.seen if since else (),
    )
    text, repeated = TextRows(folder, where=source.name, edge=edge), Repeats(source.name)
    for rows in _pages(source, asked, home, allowed):
        repeated.check(rows, is_page=True)
        text.add(rows)
    reached = Reached(edge.column, edge.value) if edge.column and edge.value else None
    footer = Footer(source.name, text.columns, reached)
    return _written(text, footer, earlier, folder, accepts_changes=accepts_changes, twice=repeated.twice)


def look_at_rest(source: RestSource, *, folder: Path, home: Path, allowed: Allowed) -> Look:
    """Whether a web service answers, and what its first page holds; no other page is asked, nothing is kept."""
    from fenji.intake.sources.rows import TextRows

    text = TextRows(folder, where=source.name)
    patient = source.model_copy(update={"wait_seconds": min(source.wait_seconds, _LOOK_SECONDS)})
    for rows in _pages(patient, source.params, home, allowed):
        text.add(rows)
        break
    columns = {name: kind.removesuffix(OPTIONAL) for name, kind in text.columns.items()}
    return Look(f"{source.base_url}{source.path}", columns, text.rows, None, is_first_page=True)


def fetch_resource(
    resource: Iterable[Any], *, name: str, earlier: Before, folder: Path, accepts_changes: bool
) -> Fetched:
    """Every row of a dlt resource (or source with one resource), as it comes: columns keep their names."""
    prepare()
    from fenji.intake.sources.rows import Repeats, TextRows, rows_of

    text, repeated = TextRows(folder, where=name), Repeats(name)
    with _foreign(name, ()):
        for item in resource:
            rows = rows_of(item, where=name)
            repeated.check(rows, is_page=False)
            text.add(rows)
    footer = Footer(name, text.columns)
    return _written(text, footer, earlier, folder, accepts_changes=accepts_changes, twice=repeated.twice)


def _pages(
    source: RestSource, asked: Mapping[str, Any], home: Path, allowed: Allowed
) -> Iterator[list[dict[str, Any]]]:
    """The rows of each page, asked as far as somebody takes them."""
    prepare()
    from dlt.sources.helpers.rest_client.client import RESTClient
    from dlt.sources.rest_api.config_setup import create_paginator

    from fenji.intake.sources.pages import CarefulSession, Credentials
    from fenji.intake.sources.rows import rows_of

    credentials = Credentials(
        find_secret(source.token_env, folder=home) if source.token_env else None,
        {name: find_secret(named, folder=home) for name, named in source.headers_env.items()},
        {name: find_secret(named, folder=home) for name, named in source.params_env.items()},
    )
    session = CarefulSession(
        source.base_url,
        where=source.name,
        credentials=credentials,
        wait_seconds=source.wait_seconds,
        max_pages=source.max_pages,
        allowed=allowed,
    )
    hooks: Any = {"response": []}  # the session judges answers; dlt would raise first, with the address in its words
    with _foreign(source.name, credentials.secrets):
        client = RESTClient(source.base_url, session=session, paginator=create_paginator(_paginator(source)))
        for page in client.paginate(source.path, params=dict(asked), data_selector=source.records, hooks=hooks):
            yield rows_of(list(page), where=source.name)


def prepare() -> None:
    """Loads dlt with settings that lose nothing and tell nobody; says what to install where it is absent."""
    for name, value in _SETTINGS.items():
        os.environ[name] = value
    if importlib.util.find_spec("dlt") is None:
        raise wrong("dlt", Text("the package dlt is not installed (fenji[connectors])",
                                "未安装 dlt(fenji[connectors])"))  # fmt: skip


def _written(
    text: TextRows, footer: Footer, earlier: Before, folder: Path, *, accepts_changes: bool, twice: int
) -> Fetched:
    """The file, unless the columns are not what they were."""
    findings = []
    if earlier.footer is not None and text.columns:
        change = drift(earlier.footer.columns, text.columns)
        if change.stops and not accepts_changes:
            raise change.refusal(footer.name)
        if change.added or change.stops:
            findings.append(told(footer.name, "SOURCE_CHANGED", change.text, Text("Noted.", "仅供知悉。")))
    if twice:
        problem = Text("{n} row{n:s} came more than once", "{n} 行重复返回").fill(n=twice)
        fix = Text(
            "Pages may shift while rows are added; keys keep them apart.", "翻页期间可能有新增数据，导入时按主键去重。"
        )
        findings.append(told(footer.name, "ROWS_TWICE", problem, fix))
    target = folder / f"{footer.name}.parquet"
    text.write(target, notes={FOOTER: footer.to_json()})
    return Fetched(target, text.rows, footer, tuple(findings))


def _since(source: RestSource, earlier: Before) -> Reached | None:
    known = earlier.footer.cursor if earlier.footer else None
    return known if known and source.since and known.column == source.since.column else None


def _paginator(source: RestSource) -> Any:
    return source.paginator if isinstance(source.paginator, str) else dict(source.paginator)


@contextmanager
def _foreign(where: str, secrets: Iterable[Secret]) -> Iterator[None]:
    """Whatever stops a source becomes a refusal of ours, without secrets and without the error it came from."""
    ours, words = None, ""
    try:
        yield
    except FenjiError:
        raise
    except Exception as error:  # noqa: BLE001 - a source is foreign code: it may raise anything
        ours = _ours(error)
        words = f"{type(error).__name__}: {error}".splitlines()[0].split("got `", 1)[0][:200]  # not the page itself
    if ours is not None:
        raise ours
    if words:
        raise unreachable(where, without_secrets(words, secrets))


def _ours(error: BaseException) -> FenjiError | None:
    """Our own refusal, where dlt wrapped it."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, FenjiError):
            return cause
        cause = cause.__cause__ or cause.__context__
    return None
