"""Standards as a page finds them: the kept files, whether they are of now, where an edit begins, who may do what."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from fenji_web import library
from fenji_web.runs.models import RUNNING, WAITING, Job
from fenji_web.runs.services import enqueue
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from fenji_web.accounts.models import User
    from fenji_web.library import Approval, CalibratedScheme, Criterion, Scheme, Text, Tier

WRITTEN = "written"
STEPS: Mapping[str, tuple[str, ...]] = {
    "draft": ("submit", "publish"),
    "submitted": ("approve", "reject", "publish"),
    "reviewed": ("approve", "reject"),
    "approved": ("publish",),
    "retired": ("rollback",),
}


@dataclass(frozen=True)
class Start:
    """Where an edit begins: which version (`v3`, or `written`), its words, and the newest version there was then.

    The digest of the newest version says later whether somebody else has saved in between.
    """

    base: str
    scheme: Scheme
    newest: int
    digest: str

    @property
    def number(self) -> int | None:
        """The version's number; None for what is written."""
        return int(self.base[1:]) if self.base != WRITTEN else None


def standards(folder: Path) -> tuple[library.standards_file.StandardsFile | None, bool]:
    """The standards as they were kept last, and whether that is how they are now."""
    found = library.standards_file.read_standards(folder)
    return found, found is not None and found.stamp == library.preview_file.stamp_of(folder)


def ready_preview(folder: Path, name: str) -> library.preview_file.PreviewFile | None:
    """What previews of a standard start from; None where customers must be measured first."""
    start = library.preview_file.read_preview_file(folder, name)
    if start is None or start.stamp != library.preview_file.stamp_of(folder):
        return None
    with library.preview_file.opened_measured(folder, start, start.scheme.measures()) as opened:
        return None if opened is None else start


def start_of(standard: library.standards_file.Standard, base: str | None = None) -> Start | None:
    """Where an edit begins: as asked, else a version that isn't published yet, else the one that grades.

    None where there is no such version, or what is written has mistakes.
    """
    newest = standard.newest
    digest = newest.written_digest if newest else ""
    if base is None:
        base = _usual(standard)
    number = newest.version if newest else 0
    if base == WRITTEN:
        return Start(base, standard.written, number, digest) if standard.written is not None else None
    if base[:1] != "v" or not base[1:].isdecimal() or standard.version(int(base[1:])) is None:
        return None
    return Start(base, standard.body(int(base[1:])).scheme, number, digest)


def _usual(standard: library.standards_file.Standard) -> str:
    waiting = [one for one in standard.versions if one.state in ("draft", "submitted", "reviewed", "approved")]
    chosen = waiting[-1] if waiting else standard.published
    return f"v{chosen.version}" if chosen else WRITTEN


def is_moved(standard: library.standards_file.Standard, newest: int, digest: str) -> bool:
    """Whether somebody has saved a version since an edit began."""
    now = standard.newest
    return (now.version if now else 0, now.written_digest if now else "") != (newest, digest)


def shown(
    standard: library.standards_file.Standard, number: int | None
) -> tuple[Scheme | CalibratedScheme | None, library.versions.Version | None]:
    """A version as it grades; without a number the published one, else the newest, else what is written."""
    version = standard.version(number) if number else standard.published or standard.newest
    if version is None:
        return (None if number else standard.written), None
    return standard.body(version.version), version


def steps(user: User, version: library.versions.Version | None, policy: Approval | None) -> tuple[str, ...]:
    """What a person may do with a version now."""
    if version is None:
        return ()
    possible = [step for step in STEPS.get(version.state, ()) if may(user, step, policy)]
    if policy is not None and version.state in ("draft", "submitted"):
        possible = [step for step in possible if step != "publish"]
    return tuple(sorted(possible, key=lambda step: step != "publish"))


def may(user: User, step: str, policy: Approval | None) -> bool:
    """Whether a person's role lets them take a step; publishing is the analyst's too where nobody has to approve."""
    if step in ("approve", "reject"):
        return user.can("approve_scheme")
    if step in ("publish", "rollback"):
        return user.can("approve_scheme") or (policy is None and user.can("edit_scheme"))
    return user.can("edit_scheme")


def said_once(scheme: Scheme) -> str:
    """A standard as JSON, exact, for a job's arguments."""
    return json.dumps(scheme.model_dump(mode="json", by_alias=True), ensure_ascii=False)


def read_back(text: str) -> Scheme:
    """A standard from what `said_once` made."""
    return library.Scheme.model_validate(json.loads(text))


def is_known(standard: library.standards_file.Standard, scheme: Scheme) -> bool:
    """Whether these words are a version already that was not rejected."""
    return any(one.written_digest == scheme.digest and one.state != "rejected" for one in standard.versions)


def once(kind: str, person: User, **arguments: Any) -> Job:
    """A job of that kind: the person's own that is under way already, else a new one."""
    mine = Job.objects.filter(kind=kind, created_by=person, state__in=(WAITING, RUNNING))
    under_way = next((one for one in mine if one.arguments == arguments), None)
    return under_way or enqueue(kind, by=person, **arguments)


def under_way(kind: str, person: User, *, scheme: str) -> Job | None:
    """A person's job of that kind for a standard that is not over yet, whatever else it was asked."""
    mine = Job.objects.filter(kind=kind, created_by=person, state__in=(WAITING, RUNNING))
    return next((one for one in mine if one.arguments.get("scheme") == scheme), None)


def attachment(name: str) -> str:
    """The header that lets a browser save an answer under a name, Chinese letters too."""
    plain = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "._-") else "_" for letter in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"


@dataclass(frozen=True)
class Card:
    """A standard in the list: what it is, which version grades, which one waits for somebody."""

    standard: library.standards_file.Standard
    scheme: Scheme | None
    published: Any
    waiting: Any
    last: Any

    @property
    def is_used(self) -> bool:
        """Whether it has versions or is the company's own."""
        return bool(self.standard.versions) or self.standard.origin != "ready-made"


@dataclass(frozen=True)
class Rung:
    """A tier with how it is reached in words."""

    tier: Tier
    reached: Text


@dataclass(frozen=True)
class Item:
    """A criterion with its weight and how it earns points, in words; `share` None: the customers decide."""

    criterion: Criterion
    label: Text
    measured: Text
    share: Decimal | None
    said: Text
    is_left_out: bool

    @property
    def percent(self) -> str:
        """The weight as people write it."""
        return "" if self.share is None else f"{(self.share * 100).normalize():f}%"


@dataclass(frozen=True)
class Sheet:
    """A standard as its page shows it."""

    scheme: Scheme
    tiers: tuple[Rung, ...]
    items: tuple[Item, ...]
    moving: tuple[Text, ...]
    said: Text


@dataclass(frozen=True)
class Conflict:
    """Two people's changes since the same start: theirs, saved first, and one's own."""

    theirs: tuple[Text, ...]
    mine: tuple[Text, ...]
    act: Any


def card(standard: library.standards_file.Standard) -> Card:
    """A standard for the list."""
    waiting = [one for one in standard.versions if one.state in ("draft", "submitted", "reviewed", "approved")]
    version = standard.published or standard.newest
    scheme = standard.body(version.version).scheme if version else standard.written
    acts = acts_of(standard)
    return Card(standard, scheme, standard.published, waiting[-1] if waiting else None, acts[0] if acts else None)


def sheet(said: Scheme | CalibratedScheme) -> Sheet:
    """A standard, or a version of it with its cut points, in words."""
    calibrated = said if isinstance(said, library.CalibratedScheme) else None
    scheme: Scheme = calibrated.scheme if calibrated else said  # type: ignore[assignment]
    return Sheet(
        scheme=scheme,
        tiers=tuple(Rung(tier, library.describe.say_tier(scheme, tier.key)) for tier in scheme.tiers),
        items=tuple(_item(scheme, one, calibrated) for one in scheme.criteria),
        moving=tuple(_bare(line) for line in library.say_transitions(scheme)[1:]),
        said=library.describe.describe(said),
    )


def acts_of(standard: library.standards_file.Standard) -> list[Any]:
    """Every decision, newest first, its moment marked as UTC so that pages say it in the workspace's zone."""
    return [replace(one, decided_at=one.decided_at.replace(tzinfo=UTC)) for one in standard.acts]


def changes_of(before: Any, after: Any) -> tuple[Text, ...]:
    """What changed, a line each."""
    return tuple(one.say() for one in library.diff(before, after))


def changes_to(standard: library.standards_file.Standard | None, scheme: Scheme) -> tuple[Text, ...] | None:
    """What a text changes of the standard of its name as it grades; None where there is none yet."""
    if standard is None:
        return None
    version = standard.published or standard.newest
    before = standard.body(version.version).scheme if version else standard.written
    return None if before is None else changes_of(before, scheme)


def conflict(standard: library.standards_file.Standard, mine: Scheme, base: str) -> Conflict | None:
    """What somebody else saved, and what one wanted to save, both against the version that the edit began at."""
    theirs = standard.newest
    if theirs is None:
        return None
    number = int(base[1:]) if base != WRITTEN else 0
    began = standard.body(number).scheme if standard.version(number) else standard.written
    body = standard.body(theirs.version).scheme
    act = next((one for one in acts_of(standard) if one.version == theirs.version), None)
    return Conflict(changes_of(began or body, body), changes_of(began or body, mine), act)


def known_already(standard: library.standards_file.Standard, scheme: Scheme) -> Text:
    """That nothing is new: these words are a version already."""
    same = [one for one in standard.versions if one.written_digest == scheme.digest]
    return words("schemes.nothing_new", n=same[-1].version)


def _item(scheme: Scheme, one: Criterion, calibrated: CalibratedScheme | None) -> Item:
    learned = calibrated.learned.get(one.name) if calibrated else None
    weight = calibrated.weights.get(one.name, 0) if calibrated else scheme.weights()[one.name]
    is_left_out = calibrated is not None and one.name in calibrated.left_out
    return Item(
        criterion=one,
        label=library.label_of(one),
        measured=library.named(one.metric, window=one.window, options=one.options),
        share=Decimal(weight) / 10_000 if weight or calibrated else None,
        said=library.describe.say_criterion(one, currency=scheme.currency, learned=learned),
        is_left_out=is_left_out,
    )


def _bare(line: Text) -> Text:
    return library.Text(line.en.lstrip(" -·"), line.zh.lstrip(" -·"))
