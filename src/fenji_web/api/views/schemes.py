"""Standards: which there are, one in words, its versions, as YAML; what a change would do."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Body, Path, Router
from ninja.params import functions

from fenji_web import library
from fenji_web.api.access import allowed, caller_of
from fenji_web.api.forms.customers import Name
from fenji_web.api.forms.more import (
    CriterionShown,
    SchemeList,
    SchemeOne,
    SchemeShown,
    Simulate,
    TierRule,
    VersionShown,
)
from fenji_web.api.forms.runs import JobShown
from fenji_web.api.forms.shapes import RunShown
from fenji_web.api.services import work
from fenji_web.api.services.problems import Problem
from fenji_web.schemes.forms import checked
from fenji_web.schemes.services import once, said_once, sheet, shown, standards
from fenji_web.ui.language import current
from fenji_web.ui.reading import opened, reading_of
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from fenji_web.library import standards_file

router = Router(tags=["schemes"])
SchemeName = Annotated[Name, Path(min_length=1)]
VERSION = functions.Query(None, ge=1, le=1_000_000)


@router.get("schemes", response=SchemeList, url_name="schemes")
@allowed("see")
def list_schemes(request: HttpRequest) -> SchemeList:
    """The standards at hand: the company's own and the ready-made."""
    lang = current()
    return SchemeList(items=[_short(request, one, lang) for one in _all(request).standards])


@router.get("schemes/{name}", response=SchemeOne, url_name="scheme")
@allowed("see")
def get_scheme(request: HttpRequest, name: SchemeName, version: int | None = VERSION) -> SchemeOne:
    """One standard in words, with its versions; without a number the version that grades."""
    standard, lang = _one(request, name), current()
    said, found = shown(standard, version)
    if said is None:
        raise Problem(404, "no_version")
    told = sheet(said)
    return SchemeOne(
        name=standard.name,
        title=told.scheme.title.say(lang),
        about=told.scheme.about.say(lang),
        version=found.version if found else None,
        tiers=[TierRule(key=one.tier.key, name=one.tier.name.say(lang), reached=one.reached.say(lang))
               for one in told.tiers],
        criteria=[
            CriterionShown(
                name=one.criterion.name, label=one.label.say(lang), metric=one.criterion.metric,
                measured=one.measured.say(lang), weight=None if one.share is None else f"{one.share:f}",
                earns=one.said.say(lang), left_out=one.is_left_out,
            )
            for one in told.items
        ],
        versions=[_version(one) for one in standard.versions],
    )  # fmt: skip


@router.get("schemes/{name}/yaml", response={200: str}, url_name="scheme_yaml")
@allowed("see")
def get_scheme_yaml(request: HttpRequest, name: SchemeName, version: int | None = VERSION) -> HttpResponse:
    """One standard as people write it."""
    said, _ = shown(_one(request, name), version)
    if said is None:
        raise Problem(404, "no_version")
    scheme = said.scheme if isinstance(said, library.CalibratedScheme) else said
    return HttpResponse(library.write_scheme(scheme), content_type="application/yaml; charset=utf-8")


@router.post("schemes/{name}/simulations", response={202: JobShown}, url_name="simulate")
@allowed("see_whole", "edit_scheme")
def simulate(request: HttpRequest, name: SchemeName, asked: Body[Simulate]) -> HttpResponse:
    """What a changed standard would do to the customers; nothing is saved, the job's result tells it."""
    _one(request, name)
    if (asked.changes is None) == (asked.yaml is None):
        raise Problem(422, "refused", detail=words("api.one_of", names="changes, yaml"))
    said = None if asked.yaml is None else said_once(_checked(asked.yaml))
    return work.start(
        request, "api_simulate", scheme=name, changes=asked.changes, written=said, recalibrate=asked.recalibrate
    )


def _checked(text: str) -> library.Scheme:
    """A standard from its text; every mistake is told with its line."""
    issues, scheme = checked(text)
    if scheme is None:
        lang = current()
        errors = [{"where": one.where, "problem": one.problem.say(lang)} for one in issues if one.level == "error"]
        raise Problem(422, "refused", detail=words("api.wrong_standard"), errors=errors[:50])
    return scheme


def _all(request: HttpRequest) -> standards_file.StandardsFile:
    """The standards as the worker read them last; where it never did, it is asked to."""
    found, is_now = standards(reading_of(request).workspace_folder)
    if not is_now:
        once("read_standards", caller_of(request))
    if found is None:
        raise Problem(409, "not_read_yet", headers={"Retry-After": "2"})
    return found


def _one(request: HttpRequest, name: str) -> standards_file.Standard:
    found = _all(request).find(name)
    if found is None:
        raise Problem(404, "no_standard")
    return found


def _short(request: HttpRequest, one: standards_file.Standard, lang: library.Language) -> SchemeShown:
    reading = reading_of(request)
    path = library.newest_file(reading.workspace_folder / "runs", one.name)
    may = path is not None and caller_of(request).can("see_whole")
    return SchemeShown(
        name=one.name,
        title=one.title.say(lang),
        origin=one.origin,
        published_version=one.published.version if one.published else None,
        newest_version=one.newest.version if one.newest else None,
        newest_run=RunShown.of(opened(path).run) if may and path is not None else None,
    )


def _version(one: library.versions.Version) -> VersionShown:
    act = one.acts[-1] if one.acts else None
    return VersionShown(
        version=one.version,
        state=one.state,
        digest=one.digest,
        decided_at=act and act.decided_at.replace(tzinfo=UTC),
        actor=act and act.actor,
        reason=act and act.reason,
    )
