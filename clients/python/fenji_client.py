"""A client of fenji's interface, generated from its OpenAPI document by generate.py: do not edit by hand.

    fenji = Fenji("https://fenji.example.com", key="fk_…")
    for customer in fenji.each_customers(tier=["VIP"]):
        print(customer["customer_id"], customer["tier"])

It needs nothing but Python. Amounts and other decimals are texts, exact: make them `Decimal`. A call that is told to
wait (429) waits and asks again; a call that changes something carries an `Idempotency-Key` of its own, so that sending
it again after a broken connection does nothing twice.
"""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal, NotRequired, TypedDict
from urllib.parse import quote, urlencode


class FenjiProblem(Exception):
    """A call that was not answered as asked; `code` is for programs, `id` stands in the server's log."""

    def __init__(self, status: int, body: Mapping[str, Any]) -> None:
        self.status, self.body = status, dict(body)
        self.code, self.id = str(body.get("code", "")), str(body.get("id", ""))
        super().__init__(f"{status} {body.get('title', '')}: {body.get('detail', '')} {body.get('fix', '')}".strip())


class Asked(TypedDict):
    limit: NotRequired[int]
    cursor: NotRequired[str]


class CriterionShown(TypedDict):
    name: str
    label: str
    metric: str
    measured: str
    weight: str | None
    earns: str
    left_out: bool


class CustomerList(TypedDict):
    run: RunShown
    items: list[CustomerShown]
    next: str | None
    count: NotRequired[int | None]


class CustomerOne(TypedDict):
    run: RunShown
    customer_id: str
    name: str | None
    tier: str | None
    values: dict[str, str | int | bool | list[str] | None]
    is_masked: bool


class CustomerShown(TypedDict):
    customer_id: str
    name: str | None
    tier: str | None
    values: dict[str, str | int | bool | list[str] | None]


class CustomersAsked(TypedDict):
    limit: NotRequired[int]
    cursor: NotRequired[str]
    scheme: NotRequired[str]
    q: NotRequired[str]
    tier: NotRequired[list[str]]
    where: NotRequired[list[str]]
    sort: NotRequired[str]
    fields: NotRequired[str]
    count: NotRequired[bool]


class EventList(TypedDict):
    run: RunShown
    customer_id: str
    counts: dict[str, int]
    items: list[EventShown]


class EventShown(TypedDict):
    what: str
    on: str | None
    at: str | None
    title: str
    details: list[str]
    amount: str | None
    is_void: bool


class Explained(TypedDict):
    run: RunShown
    customer_id: str
    name: str | None
    tier: str | None
    tier_name: str | None
    score: str | None
    reason_code: str
    reason: str
    system_tier: str | None
    system_reason_code: str
    system_reason: str | None
    contributions: list[Part]
    text: list[str]
    next_tier: str | None
    missing: str | None
    rises: list[str]
    rises_together: bool
    keeps: list[str]


class Export(TypedDict):
    scheme: NotRequired[str]
    q: NotRequired[str]
    tier: NotRequired[list[str]]
    where: NotRequired[list[str]]
    sort: NotRequired[str]
    fields: NotRequired[list[str]]
    format: NotRequired[Literal["csv", "xlsx"]]


class FieldList(TypedDict):
    run: RunShown
    items: list[Field_]


class Field_(TypedDict):
    name: str
    label: str
    kind: Literal["text", "number", "money", "share", "day", "choice", "tags"]
    group: Literal["grade", "figure", "segment", "profile"]
    unit: str | None
    choices: list[str]
    operators: list[str]
    may_sort: bool


class GradeHistory(TypedDict):
    customer_id: str
    scheme: str
    is_whole: bool
    items: list[GradeShown]


class GradeShown(TypedDict):
    as_of: str
    run_id: str
    tier: str | None
    score: str | None


class Graded(TypedDict):
    customer_id: str
    name: str | None
    tier: str | None
    score: str | None
    reason_code: str
    reason: str
    previous_tier: str | None
    move: str | None


class GradedList(TypedDict):
    run: RunShown
    items: list[Graded]
    next: str | None


class GradesAsked(TypedDict):
    limit: NotRequired[int]
    cursor: NotRequired[str]
    tier: NotRequired[list[str]]


class ImportList(TypedDict):
    items: list[ImportShown]
    next: str | None


class ImportShown(TypedDict):
    import_id: int
    file: str
    table: str
    imported_at: str
    actor: str | None
    rows_in: int | None
    accepted: int | None
    rejected: int | None
    duplicates_skipped: int | None
    blank: int | None
    is_undone: bool
    findings: list[str]


class JobError(TypedDict):
    problem: str
    where: str
    fix: str


class JobList(TypedDict):
    items: list[JobShown]


class JobShown(TypedDict):
    id: int
    kind: str
    label: str
    state: Literal["waiting", "running", "done", "failed", "cancelled"]
    share: float
    created_at: str
    started_at: str | None
    finished_at: str | None
    result: dict[str, Any] | None
    error: JobError | None


class JsonValue(TypedDict):
    pass


class Me(TypedDict):
    person: str
    role: str
    key: str
    scopes: list[str]
    ends_at: str
    sees_contact: bool
    fenji_version: str


class Mistake(TypedDict):
    where: str
    problem: str


class MoveList(TypedDict):
    run: RunShown
    previous: RunShown | None
    items: list[MoveShown]
    next: str | None


class MoveShown(TypedDict):
    customer_id: str
    name: str | None
    kind: Literal["promotion", "demotion", "graded", "ungraded", "new", "gone"]
    from_tier: str | None
    to_tier: str | None
    net_revenue: str | None


class MovesAsked(TypedDict):
    limit: NotRequired[int]
    cursor: NotRequired[str]
    kind: NotRequired[Literal["promotion", "demotion", "graded", "ungraded", "new", "gone"] | None]


class Part(TypedDict):
    criterion: str
    label: str
    value: str | int | bool | list[str] | None
    band: str
    points: str | None
    weight: str
    adds: str | None
    left_out: bool
    origin: str | None


class Problem(TypedDict):
    type: str
    title: str
    status: int
    detail: str
    code: str
    id: str
    fix: NotRequired[str | None]
    where: NotRequired[str | None]
    scope: NotRequired[str | None]
    errors: NotRequired[list[Mistake] | None]


class RunList(TypedDict):
    items: list[RunShown]
    next: str | None


class RunOne(TypedDict):
    run: RunShown
    title: str
    digest: str
    fenji_version: str
    previous: RunShown | None
    moves: dict[str, int]
    tiers: list[TierShown]


class RunShown(TypedDict):
    id: str
    scheme: str
    scheme_version: int
    as_of: str
    currency: str
    customers: int
    is_simulated: bool


class SchemeList(TypedDict):
    items: list[SchemeShown]


class SchemeOne(TypedDict):
    name: str
    title: str
    about: str
    version: int | None
    tiers: list[TierRule]
    criteria: list[CriterionShown]
    versions: list[VersionShown]


class SchemeShown(TypedDict):
    name: str
    title: str
    origin: Literal["ready-made", "workspace", "drafted"]
    published_version: int | None
    newest_version: int | None
    newest_run: RunShown | None


class SegmentShown(TypedDict):
    key: str | None
    name: str
    customers: int
    net_revenue: str | None


class Segmentation(TypedDict):
    name: str
    title: str
    kind: str
    segments: list[SegmentShown]


class SegmentationList(TypedDict):
    run: RunShown
    items: list[Segmentation]


class Simulate(TypedDict):
    changes: NotRequired[dict[str, JsonValue] | None]
    yaml: NotRequired[str | None]
    recalibrate: NotRequired[bool]


class StartRun(TypedDict):
    scheme: str
    as_of: NotRequired[str | None]
    recalibrate: NotRequired[bool]


class TierRule(TypedDict):
    key: str
    name: str
    reached: str


class TierShown(TypedDict):
    tier: str | None
    name: str
    customers: int
    customer_share: str
    net_revenue: str | None
    revenue_share: str | None
    average_score: str | None


class VersionShown(TypedDict):
    version: int
    state: str
    digest: str
    decided_at: str | None
    actor: str | None
    reason: str | None


class Fenji:
    """Calls with one key. `lang` is zh or en; `retries` is how often a call is sent again before it fails."""

    def __init__(
        self, url: str, *, key: str, lang: str = "en", retries: int = 5, timeout: float = 60.0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:  # fmt: skip
        self._url, self._key, self._lang = url.rstrip("/"), key, lang
        self._retries, self._timeout, self._sleep = retries, timeout, sleep

    def wait_for(self, job: JobShown, *, at_most: float = 600.0, every: float = 0.5) -> JobShown:
        """The job when it is over, whatever came of it; TimeoutError where it takes longer."""
        until = time.monotonic() + at_most
        while job["state"] in ("waiting", "running"):
            if time.monotonic() > until:
                raise TimeoutError(f"job {job['id']} is still {job['state']}")
            self._sleep(every)
            job = self.get_job(job["id"])
        return job

    def get_document(self) -> dict[str, Any]:
        """This document."""
        found: dict[str, Any] = self._ask("GET", "/api/v1/openapi.json", {})
        return found

    def get_me(self) -> Me:
        """Whom the key acts for."""
        found: Me = self._ask("GET", "/api/v1/me", {})
        return found

    def list_jobs(self) -> JobList:
        """One's own jobs of late."""
        found: JobList = self._ask("GET", "/api/v1/jobs", {})
        return found

    def get_job(self, job_id: int) -> JobShown:
        """One job: how far it is, what it led to."""
        found: JobShown = self._ask("GET", f"/api/v1/jobs/{_quoted(job_id)}", {})
        return found

    def stop_job(self, job_id: int, *, idempotency_key: str | None = None) -> JobShown:
        """Stop a job.

        Nothing of it stays.
        """
        found: JobShown = self._ask("POST", f"/api/v1/jobs/{_quoted(job_id)}/stop", {}, key=idempotency_key)
        return found

    def list_customers(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        scheme: str | None = None,
        q: str | None = None,
        tier: list[str] | None = None,
        where: list[str] | None = None,
        sort: str | None = None,
        fields: str | None = None,
        count: bool | None = None,
    ) -> CustomerList:
        """Customers, page by page.

        `next` goes on in the same run, however often is graded meanwhile: nobody is skipped, nobody comes twice.
        """
        found: CustomerList = self._ask(
            "GET",
            "/api/v1/customers",
            {
                "limit": limit,
                "cursor": cursor,
                "scheme": scheme,
                "q": q,
                "tier": tier,
                "where": where,
                "sort": sort,
                "fields": fields,
                "count": count,
            },
        )
        return found

    def each_customers(
        self,
        *,
        limit: int | None = None,
        scheme: str | None = None,
        q: str | None = None,
        tier: list[str] | None = None,
        where: list[str] | None = None,
        sort: str | None = None,
        fields: str | None = None,
        count: bool | None = None,
    ) -> Iterator[CustomerShown]:
        """Customers: all of them, page by page."""
        return self._each(
            lambda cursor: self.list_customers(
                limit=limit,
                scheme=scheme,
                q=q,
                tier=tier,
                where=where,
                sort=sort,
                fields=fields,
                count=count,
                cursor=cursor,
            )
        )

    def list_fields(self, *, scheme: str | None = None) -> FieldList:
        """Fields of customers, and what may be asked of each."""
        found: FieldList = self._ask("GET", "/api/v1/customer-fields", {"scheme": scheme})
        return found

    def get_customer(self, customer_id: str, *, scheme: str | None = None) -> CustomerOne:
        """One customer.

        With the owner and tags of now.
        """
        found: CustomerOne = self._ask("GET", f"/api/v1/customers/{_quoted(customer_id)}", {"scheme": scheme})
        return found

    def explain_customer(self, customer_id: str, *, scheme: str | None = None) -> Explained:
        """Why the grade is what it is, and what would change it."""
        found: Explained = self._ask("GET", f"/api/v1/customers/{_quoted(customer_id)}/explanation", {"scheme": scheme})
        return found

    def list_grade_history(self, customer_id: str, *, scheme: str | None = None) -> GradeHistory:
        """A customer's grades over time."""
        found: GradeHistory = self._ask("GET", f"/api/v1/customers/{_quoted(customer_id)}/grades", {"scheme": scheme})
        return found

    def list_events(
        self,
        customer_id: str,
        *,
        scheme: str | None = None,
        what: Literal["order", "interaction", "feedback", "touch", "payment"] | None = None,
        limit: int | None = None,
    ) -> EventList:
        """What happened with a customer."""
        found: EventList = self._ask(
            "GET", f"/api/v1/customers/{_quoted(customer_id)}/events", {"scheme": scheme, "what": what, "limit": limit}
        )
        return found

    def gather_events(self, *, scheme: str | None = None, idempotency_key: str | None = None) -> JobShown:
        """Gather what happened with customers."""
        found: JobShown = self._ask("POST", "/api/v1/timelines", {"scheme": scheme}, key=idempotency_key)
        return found

    def list_segments(self, *, scheme: str | None = None) -> SegmentationList:
        """Segments with customers and revenue."""
        found: SegmentationList = self._ask("GET", "/api/v1/segments", {"scheme": scheme})
        return found

    def list_runs(self, *, limit: int | None = None, cursor: str | None = None) -> RunList:
        """Runs, the newest day first."""
        found: RunList = self._ask("GET", "/api/v1/runs", {"limit": limit, "cursor": cursor})
        return found

    def each_runs(self, *, limit: int | None = None) -> Iterator[RunShown]:
        """Runs, the newest day first: all of them, page by page."""
        return self._each(lambda cursor: self.list_runs(limit=limit, cursor=cursor))

    def get_run(self, run_id: str) -> RunOne:
        """One run: tiers, moves, digest."""
        found: RunOne = self._ask("GET", f"/api/v1/runs/{_quoted(run_id)}", {})
        return found

    def list_moves(
        self,
        run_id: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        kind: Literal["promotion", "demotion", "graded", "ungraded", "new", "gone"] | None = None,
    ) -> MoveList:
        """Who moved since the run before."""
        found: MoveList = self._ask(
            "GET", f"/api/v1/runs/{_quoted(run_id)}/moves", {"limit": limit, "cursor": cursor, "kind": kind}
        )
        return found

    def each_moves(
        self,
        run_id: str,
        *,
        limit: int | None = None,
        kind: Literal["promotion", "demotion", "graded", "ungraded", "new", "gone"] | None = None,
    ) -> Iterator[MoveShown]:
        """Who moved since the run before: all of them, page by page."""
        return self._each(lambda cursor: self.list_moves(run_id, limit=limit, kind=kind, cursor=cursor))

    def list_grades(
        self, run_id: str, *, limit: int | None = None, cursor: str | None = None, tier: list[str] | None = None
    ) -> GradedList:
        """Everybody's grade with its reason.

        Ordered by customer ID, for systems that keep grades of their own.
        """
        found: GradedList = self._ask(
            "GET", f"/api/v1/runs/{_quoted(run_id)}/grades", {"limit": limit, "cursor": cursor, "tier": tier}
        )
        return found

    def each_grades(self, run_id: str, *, limit: int | None = None, tier: list[str] | None = None) -> Iterator[Graded]:
        """Everybody's grade with its reason: all of them, page by page."""
        return self._each(lambda cursor: self.list_grades(run_id, limit=limit, tier=tier, cursor=cursor))

    def start_run(self, body: StartRun, *, idempotency_key: str | None = None) -> JobShown:
        """Grade.

        The answer is a job; ask for it until it is done. Its result names the run.
        """
        found: JobShown = self._ask("POST", "/api/v1/gradings", {}, body=body, key=idempotency_key)
        return found

    def list_schemes(self) -> SchemeList:
        """Standards at hand."""
        found: SchemeList = self._ask("GET", "/api/v1/schemes", {})
        return found

    def get_scheme(self, name: str, *, version: int | None = None) -> SchemeOne:
        """One standard in words."""
        found: SchemeOne = self._ask("GET", f"/api/v1/schemes/{_quoted(name)}", {"version": version})
        return found

    def get_scheme_yaml(self, name: str, *, version: int | None = None) -> str:
        """One standard as YAML."""
        found: str = self._ask("GET", f"/api/v1/schemes/{_quoted(name)}/yaml", {"version": version}, as_="text")
        return found

    def simulate(self, name: str, body: Simulate, *, idempotency_key: str | None = None) -> JobShown:
        """Preview a changed standard.

        Send `changes` by path or the whole standard as `yaml`. Nothing is saved.
        """
        found: JobShown = self._ask(
            "POST", f"/api/v1/schemes/{_quoted(name)}/simulations", {}, body=body, key=idempotency_key
        )
        return found

    def list_imports(self, *, limit: int | None = None, cursor: str | None = None) -> ImportList:
        """Imports, the newest first."""
        found: ImportList = self._ask("GET", "/api/v1/imports", {"limit": limit, "cursor": cursor})
        return found

    def each_imports(self, *, limit: int | None = None) -> Iterator[ImportShown]:
        """Imports, the newest first: all of them, page by page."""
        return self._each(lambda cursor: self.list_imports(limit=limit, cursor=cursor))

    def start_import(
        self,
        body: bytes,
        *,
        file_name: str,
        table: Literal[
            "orders", "customers", "order_lines", "payments", "products", "interactions", "feedback", "touches"
        ]
        | None = None,
        rows: Literal["good", "all-or-nothing"] | None = None,
        idempotency_key: str | None = None,
    ) -> JobShown:
        """Import a file.

        The body is the file as it is (CSV, Excel, JSON, Parquet). Columns are recognised by their headings; what is unclear fails with what to do.
        """
        found: JobShown = self._ask(
            "POST",
            "/api/v1/imports",
            {"file_name": file_name, "table": table, "rows": rows},
            body=body,
            key=idempotency_key,
        )
        return found

    def get_import(self, number: int) -> ImportShown:
        """One import's report."""
        found: ImportShown = self._ask("GET", f"/api/v1/imports/{_quoted(number)}", {})
        return found

    def start_export(self, body: Export, *, idempotency_key: str | None = None) -> JobShown:
        """Write a list as a file.

        Exactly the customers and fields that the list would show this key, with the same masks.
        """
        found: JobShown = self._ask("POST", "/api/v1/exports", {}, body=body, key=idempotency_key)
        return found

    def get_export_file(self, job_id: int) -> bytes:
        """The file of an export."""
        found: bytes = self._ask("GET", f"/api/v1/exports/{_quoted(job_id)}/file", {}, as_="file")
        return found

    def _each(self, page: Callable[[str | None], Any]) -> Iterator[Any]:
        cursor: str | None = None
        while True:
            found = page(cursor)
            yield from found["items"]
            cursor = found["next"]
            if cursor is None:
                return

    def _ask(
        self, method: str, path: str, query: Mapping[str, Any], *, body: Any = None, key: str | None = None,
        as_: str = "json",
    ) -> Any:  # fmt: skip
        given = {name: _said(value) for name, value in query.items() if value is not None}
        url = f"{self._url}{path}" + (f"?{urlencode(given, doseq=True)}" if given else "")
        headers = {"Authorization": f"Bearer {self._key}", "Accept-Language": self._lang}
        if method == "POST":
            headers["Idempotency-Key"] = key or str(uuid.uuid4())
        sent = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        if sent is not None:
            headers["Content-Type"] = "application/octet-stream" if isinstance(body, bytes) else "application/json"
        answer = self._sent(urllib.request.Request(url, sent, headers, method=method))
        return json.loads(answer) if as_ == "json" else answer.decode() if as_ == "text" else answer

    def _sent(self, request: urllib.request.Request) -> bytes:
        for attempt in range(self._retries + 1):
            is_last = attempt == self._retries
            try:
                with urllib.request.urlopen(request, timeout=self._timeout) as answer:
                    found: bytes = answer.read()
                    return found
            except urllib.error.HTTPError as refused:
                wait = refused.headers.get("Retry-After")
                with refused:
                    body = refused.read()
                if wait is None or not wait.isdigit() or is_last:
                    raise FenjiProblem(refused.code, _problem(body)) from None
                self._sleep(float(wait))
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                if is_last:
                    raise
                self._sleep(min(2.0**attempt / 4, 8.0))
        raise AssertionError("a call is sent at least once")


def _said(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value


def _quoted(value: object) -> str:
    return quote(str(value), safe="")


def _problem(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        return {"title": body[:200].decode("utf-8", "replace")}
    return found if isinstance(found, dict) else {}
