"""A run of the workspace becomes a picture: its measures now and before, what people wrote, the sheet."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from fenji.errors import DrawError, WorkspaceError
from fenji.journeys.pains import Noted, chances, pains
from fenji.language import Language, Text, same
from fenji.metrics.interaction import touch_response_rate
from fenji.metrics.period import Period, fill
from fenji.metrics.ratio import Ratio
from fenji.metrics.satisfaction import satisfaction_score
from fenji.pictures.evidence import Evidence, JourneyStage, measures, segment_lists, stages
from fenji.pictures.journey_map import journey_map
from fenji.pictures.plates import concentration_picture, lifecycle_picture, moves_picture, tiers_card
from fenji.pictures.sheets import A3, Size, palette_of
from fenji.pictures.strategy import strategy_picture
from fenji.pictures.strategy_file import FILE, Strategy, read_strategy
from fenji.pictures.typeset import Sheet
from fenji.workspace import runs as ledger
from fenji.workspace.advising import tier_words
from fenji.workspace.part import Where, part_before, part_of
from fenji.workspace.segment_files import definitions
from fenji.workspace.standings import moves_over
from fenji.workspace.tables import tables_seen
from fenji.workspace.walking import find_journey, journey_of, written_journey

if TYPE_CHECKING:
    from fenji.result import Result
    from fenji.segments.segmentation import Segmentation
    from fenji.workspace.workspace import Workspace

_PNG = b"\x89PNG\r\n\x1a\n"
_LOGO = 2_000_000
WORST = 3
LOGO = Path("web") / "logo.png"
EVERYBODY: Where = {}
PLATES = ("tiers", "lifecycle", "moves", "concentration")


def strategy_sheet(
    workspace: Workspace,
    result: Result,
    *,
    lang: Language = "zh",
    size: Size = A3,
    file: Path | None = None,
    where: Where = EVERYBODY,
) -> Sheet:
    """The strategy picture of a run; what people wrote is in the workspace's strategy.yaml, or in `file`.

    Without such a file the picture shows the numbers and leaves out what only people can say. `where` asks for a part
    of the customers: every number is theirs alone. The same run, words and part give the same bytes for ever.
    """
    result = part_of(workspace, result, where)
    written, beside = written_strategy(workspace, result, file)
    known = [one.segmentation for one in definitions(workspace)]
    company = company_of(workspace, result)
    return strategy_picture(
        evidence(workspace, result, where),
        written.model_copy(update={"company": company, "colour": colour_of(workspace, written)}),
        segment_lists(result, known, written.segments),
        stages(result, known),
        lang=lang,
        size=size,
        logo=logo_of(workspace, written, beside),
        playbook=tier_words(workspace.folder, result),
    )


def journey_sheet(
    workspace: Workspace,
    result: Result,
    *,
    lang: Language = "zh",
    size: Size = A3,
    file: Path | None = None,
    where: Where = EVERYBODY,
) -> Sheet:
    """The journey map of a run's customers, or of a part of them; own stages, owners and actions are in journey.yaml,
    or in `file`."""
    result = part_of(workspace, result, where)
    found = journey_of(workspace, result, written_journey(workspace, file))
    strategy, _ = written_strategy(workspace, result)
    company = company_of(workspace, result)
    colour = colour_of(workspace, strategy)
    return journey_map(found, result.run, company=company, colour=colour, lang=lang, size=size)


def plate(
    workspace: Workspace,
    result: Result,
    kind: str,
    *,
    lang: Language = "zh",
    size: Size = A3,
    where: Where = EVERYBODY,
) -> Sheet:
    """One of tiers, lifecycle, moves and concentration as a sheet of its own, of a part where `where` asks for one."""
    result = part_of(workspace, result, where)
    known = [one.segmentation for one in definitions(workspace)]
    written, _ = written_strategy(workspace, result)
    company = company_of(workspace, result)
    drawn = _plate(workspace, result, kind, known, company=company, lang=lang, size=size)
    return replace(drawn, facts={**drawn.facts, **palette_of(colour_of(workspace, written))})


def _plate(
    workspace: Workspace,
    result: Result,
    kind: str,
    known: list[Segmentation],
    *,
    company: Text,
    lang: Language,
    size: Size,
) -> Sheet:
    if kind == "tiers":
        return tiers_card(result, company=company, lang=lang, size=size)
    if kind == "lifecycle":
        return lifecycle_picture(result, stages(result, known), known, company=company, lang=lang, size=size)
    if kind == "concentration":
        return concentration_picture(result, company=company, lang=lang, size=size)
    columns, moves = moves_over(workspace, result)
    return moves_picture(result, columns, moves, company=company, lang=lang, size=size)


def every_sheet(workspace: Workspace, result: Result, lang: Language) -> Iterator[Sheet]:
    """Every picture that has something to show, on A3; what a run cannot show honestly is left out."""
    yield strategy_sheet(workspace, result, lang=lang)
    makers: list[Callable[[], Sheet]] = [lambda: journey_sheet(workspace, result, lang=lang)]
    makers += [partial(plate, workspace, result, kind, lang=lang) for kind in PLATES]
    for make in makers:
        try:
            yield make()
        except (DrawError, WorkspaceError):
            continue


def company_of(workspace: Workspace, result: Result) -> Text:
    """The company's name: as the strategy writes it, else as the settings say."""
    written, _ = written_strategy(workspace, result)
    return written.company if written.company.en else same(workspace.settings.company or workspace.settings.name)


def colour_of(workspace: Workspace, written: Strategy) -> str:
    """The company's colour: as the strategy writes it, else as the settings say, else fenji's."""
    return written.colour if "colour" in written.model_fields_set else workspace.settings.brand_colour or written.colour


def logo_of(workspace: Workspace, written: Strategy, beside: Path) -> str | None:
    """The company's logo: the strategy's own, else the one that the settings keep; None without one."""
    if written.logo is not None:
        return read_logo(beside / written.logo)
    kept = workspace.folder / LOGO
    return read_logo(kept) if kept.is_file() else None


def written_strategy(workspace: Workspace, result: Result, file: Path | None = None) -> tuple[Strategy, Path]:
    """(what people wrote, the folder it stands in): all mistakes at once; empty where nobody wrote anything yet."""
    path = file or workspace.folder / FILE
    if file is None and not path.is_file():
        return Strategy(), workspace.folder
    return read_strategy(path, [tier.key for tier in result.scheme.scheme.tiers]), path.parent


def evidence(workspace: Workspace, result: Result, where: Where = EVERYBODY) -> Evidence:
    """The measures of a run and of the run before it on the same scheme; unknown where nothing was recorded.

    Each run is asked of the tables as they were when it graded. Of a part, the run before is asked for the same part.
    """
    now = measures(result) | _from_tables(workspace, result)
    known = Evidence(result, now, journey=_journey(workspace, result))
    before = ledger.previous_run(ledger.runs(workspace.lake), result.run)
    if before is None:
        return known
    then = part_before(workspace, workspace.result(before.run.id), where)
    if then is None:
        return known
    return replace(known, before=measures(then) | _from_tables(workspace, then), before_day=then.run.as_of)


def _journey(workspace: Workspace, result: Result) -> list[JourneyStage] | None:
    """The journey in short: contacts of each stage, the three worst pains, the best opportunity of each stage.

    None where nothing but orders is recorded: there is no journey to speak of.
    """
    found = find_journey(workspace, result, written_journey(workspace))
    if found is None or all(point.point.table == "orders" for point in found.points):
        return None
    by_stage: dict[str, Noted] = {}
    for one in pains(found):
        by_stage.setdefault(one.stage, one)
    worst, best = list(by_stage.values())[:WORST], chances(found)
    return [
        JourneyStage(
            stage.name,
            found.contacts(stage) or None,
            next((one.text for one in worst if one.stage == stage.key), None),
            next((one.text for one in best if one.stage == stage.key), None),
        )
        for stage in found.journey.stages
    ]


def read_logo(path: Path) -> str:
    """A company's logo as SVG: an .svg as it is, a .png inside one."""
    content = path.read_bytes()
    is_svg = path.suffix.lower() == ".svg" and b"<svg" in content[:2000]
    if len(content) > _LOGO or not (is_svg or content.startswith(_PNG)):
        problem = Text("the logo cannot be used", "无法使用该标志文件")
        fix = Text("Choose an .svg or .png of at most 2 MB.", "请使用不超过 2 MB 的 .svg 或 .png 文件。")
        raise DrawError(problem, where=str(path), fix=fix)
    if is_svg:
        return content.decode("utf-8", "replace")
    width, height = int.from_bytes(content[16:20]), int.from_bytes(content[20:24])
    data = base64.b64encode(content).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="data:image/png;base64,{data}"/></svg>'
    )


def _from_tables(workspace: Workspace, result: Result) -> dict[str, Decimal | None]:
    """What all answers together say over the run's window: satisfaction of 100, the share of messages answered."""
    run = result.run
    tables, period = tables_seen(workspace.lake, result), Period(run.as_of, run.zone, run.window)
    engine = workspace.lake.engine
    found: dict[str, Decimal | None] = {}
    for name, table, describe in (
        ("satisfaction", "feedback", satisfaction_score),
        ("answer_rate", "touches", touch_response_rate),
    ):
        if table in tables:
            asked = describe(tables[table], period)
            assert isinstance(asked, Ratio)
            summed = tables[table].aggregate(part=asked.part, whole=asked.whole)
            row = engine.rows(fill(engine.compile(summed), period.slots()))[0]
            found[name] = Decimal(int(row["part"])) / int(row["whole"]) if row["whole"] else None
    return found
