"""The whole interface: its parts, how it reads and writes, and what becomes of errors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.renderers import JSONRenderer

from fenji_web.api.services import problems
from fenji_web.api.services.problems import Problem
from fenji_web.api.services.strict import StrictParser
from fenji_web.api.views import customers, files, happened, jobs, runs, schemes
from fenji_web.library import FenjiError, __version__

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ninja.operation import Operation


class Renderer(JSONRenderer):
    """JSON in UTF-8, Chinese letters as they are, never a number that is none."""

    json_dumps_params: Mapping[str, Any] = {"ensure_ascii": False, "allow_nan": False, "separators": (",", ":")}


class Api(NinjaAPI):
    """Operations are called as their functions are."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The name by which programs and the reference know it."""
        return str(operation.view_func.__name__)


api = Api(
    title="fenji",
    version=__version__,
    urls_namespace="api",
    openapi_url=None,
    docs_url=None,
    parser=StrictParser(),
    renderer=Renderer(),
)
for part in (jobs, customers, happened, runs, schemes, files):
    api.add_router("", part.router)


@api.exception_handler(Problem)
def _problem(request: HttpRequest, found: Problem) -> HttpResponse:
    del request
    return problems.problem(found)


@api.exception_handler(FenjiError)
def _refused(request: HttpRequest, error: FenjiError) -> HttpResponse:
    del request
    return problems.problem(problems.of_ours(error))


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    del request, error
    return problems.problem(Problem(404))


@api.exception_handler(ValidationError)
def _malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    del request
    found = [
        {"where": ".".join(map(str, one["loc"][:1] + one["loc"][-1:])), "problem": one["msg"]} for one in error.errors
    ]
    return problems.problem(Problem(400, "malformed", errors=found[:20]))


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    del request
    cause = error.__cause__
    return problems.problem(cause if isinstance(cause, Problem) else Problem(error.status_code))


@api.exception_handler(Exception)
def _broken(request: HttpRequest, error: Exception) -> HttpResponse:
    del request
    return problems.broken(error)
