"""The one door to the library: every name of fenji that the web uses, loaded on first use.

To let a name in, add its import to the block below, in order: that is also where it is looked up when it is first used,
so that starting the web app loads neither Ibis nor DuckDB.
"""

from __future__ import annotations

import ast
import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fenji.advice.derived import derived
    from fenji.advice.finding import FINDING_KINDS, Finding
    from fenji.advice.findings import findings
    from fenji.advice.lateness import warned_condition
    from fenji.advice.overview import overview
    from fenji.advice.playbook import ACTION_KINDS, PLAYBOOK_FILE, Action, Advised, Playbook, WrittenPlaybook
    from fenji.advice.playbook.book import calm, group_figures
    from fenji.advice.playbook.written import playbook_as_asked, read_playbook_text
    from fenji.advice.recorded import Recorded
    from fenji.advice.suggestions import suggestions
    from fenji.advice.yardstick import Yardstick
    from fenji.charts.canvas import Canvas
    from fenji.charts.chart import CHARTS, Chart
    from fenji.charts.draw import draw, draw_chart
    from fenji.charts.own.answers import Earlier
    from fenji.charts.own.drawn import as_chart, draw_own
    from fenji.charts.own.figured import Figured
    from fenji.charts.own.judged import judge, read_plain
    from fenji.charts.own.offer import FILTERS, PERSONAL, Dimension, Figure, Offer, offer_of
    from fenji.charts.own.words import shows
    from fenji.charts.own_chart import OwnChart
    from fenji.cli.command import Command, Example, Key, command
    from fenji.cli.exact_json import exact_json
    from fenji.cli.terminal import Answer, Terminal
    from fenji.cli.verbatim import verbatim
    from fenji.conventions import Conventions, adopt
    from fenji.encryption import KeyRefused, Keys, add_key, drop_earlier, is_encrypted, key_place, keys_of, refuse_open
    from fenji.engines.duckdb import DuckDBEngine
    from fenji.engines.engine import Engine, literal, quoted
    from fenji.errors import (
        Cancelled,
        DrawError,
        FenjiError,
        FileRefused,
        IntakeError,
        Issue,
        MappingError,
        NothingToGrade,
        OutwardRefused,
        SchemeIssues,
        UnknownCustomer,
        WorkspaceError,
    )
    from fenji.explanation import Explanation, explain_row
    from fenji.explanation_reason import criterion_label
    from fenji.explanation_words import value_words
    from fenji.grades.rule import AllOf, AnyOf, Comparison, Not, Rule, read_condition
    from fenji.grades.words import named
    from fenji.holidays import known_years, spring_pause
    from fenji.icons.badge import badge
    from fenji.icons.designer import badges_of, check_badges, suggest_badges
    from fenji.icons.sight_sheet import SIGHT_NAMES, badge_seen
    from fenji.ink import colours, vision
    from fenji.ink.colours import contrast, mix
    from fenji.ink.logo import MOST_BYTES, redrawn
    from fenji.ink.vision import Sight
    from fenji.intake.findings import words_of
    from fenji.intake.many import is_archive, pieces_of
    from fenji.intake.peek import peek
    from fenji.intake.recognise import column_letter, columns_of
    from fenji.intake.record import kept_journal
    from fenji.intake.sources.address import judged_host
    from fenji.intake.sources.secrets import encrypt_anew, find_secret, keep_secret, read_all
    from fenji.intake.sources.source import DatabaseSource, FolderSource, RestSource, read_source
    from fenji.intake.spreadsheet_text import spreadsheet_cell
    from fenji.intake.template import is_needed, write_template
    from fenji.journeys import assigning, facts, journey, written
    from fenji.journeys.journey import Journey, usual_journey
    from fenji.lake import tombstones
    from fenji.lake.sqlite_file import flaws
    from fenji.language import (
        LANGUAGES,
        Language,
        Text,
        read_decimal,
        read_text,
        same,
        say_count,
        say_date,
        say_money,
        say_number,
        say_share,
    )
    from fenji.metrics.metric import METRICS, Metric
    from fenji.metrics.window import Window
    from fenji.outward.allowed import Allowed, from_environment
    from fenji.outward.asking import Reply, ask, retry_after
    from fenji.outward.connecting import NotReached, check_host, check_url
    from fenji.outward.robots import speak, understood
    from fenji.outward.session import GuardedAdapter, guard
    from fenji.outward.signed import headers_of, new_secret
    from fenji.outward.target import read_target
    from fenji.pictures.certificate import certificate_sheet
    from fenji.pictures.evidence import VALUES
    from fenji.pictures.journey_map import time_said
    from fenji.pictures.sheets import size_of
    from fenji.pictures.strategy_changes import changes
    from fenji.pictures.strategy_file import MEASURES, Strategy, check_strategy, read_strategy_text, write_strategy
    from fenji.pictures.typeset import Sheet
    from fenji.reporting.span import quarter_of, read_span
    from fenji.result import Result
    from fenji.result_records import HistoryPoint, Move, Run, TierSummary
    from fenji.review import held, simulation, spread
    from fenji.review.changes import Changed
    from fenji.review.measured import place_of
    from fenji.review.near import next_steps
    from fenji.review.suggest import Target
    from fenji.scheme import checks, describe, editing, load, reshaping, setting
    from fenji.scheme.calibrated import CalibratedScheme
    from fenji.scheme.describe import label_of
    from fenji.scheme.describe_transitions import say_transitions
    from fenji.scheme.diff import diff
    from fenji.scheme.model import PATTERNS, SHAPES, Criterion, Icon, Limit, Scheme, Tier
    from fenji.scheme.weights import read_ratio
    from fenji.scheme.written import write_scheme
    from fenji.scores import ahp
    from fenji.scores.scorer import SCORERS
    from fenji.segments.attributes import ATTRIBUTES
    from fenji.segments.by_rule import ByRule
    from fenji.segments.condition import with_windows
    from fenji.segments.grid import Grid
    from fenji.segments.leaves import FieldIs, SegmentIs
    from fenji.segments.map_check import check_map
    from fenji.segments.rfm_named import rfm_named
    from fenji.segments.segmentation import Segment, Segmentation
    from fenji.studies.disparity import LEAST, disparities
    from fenji.tables import CANONICAL, interactions, masks
    from fenji.tables.field_purposes import WEBHOOK, refuse_unfit
    from fenji.tables.purposes import CHANNELS, PURPOSES, channel_of, purpose_of, say_channel, say_purpose
    from fenji.tables.table import plain_header
    from fenji.version import __version__
    from fenji.workbook.list_workbook import Found, SheetColumn, TierFound, write_list
    from fenji.workbook.numbers_workbook import write_numbers
    from fenji.workbook.subject_workbook import write_subject
    from fenji.workbook.workbook import write_workbook
    from fenji.workspace import (
        consents,
        contact_list,
        erasing,
        evaluating,
        fairness,
        merge_preview,
        merge_sides,
        opting_out,
        overrides,
        preview_file,
        proposing,
        protecting,
        publishing,
        retention,
        simulating,
        standards_file,
        subject_export,
        versions,
        written_file,
    )
    from fenji.workspace.advising import known_in, playbook_in
    from fenji.workspace.approval import Approval
    from fenji.workspace.backup import BACKUPS, newest_backup
    from fenji.workspace.certificates import backups_before, read_certificate
    from fenji.workspace.chain import Break, Link, Mark, breaks, sealed
    from fenji.workspace.checking import Part
    from fenji.workspace.contact_file import write_contacts
    from fenji.workspace.decisions import known_customer
    from fenji.workspace.demo import DATA_SETS
    from fenji.workspace.duplicates import find_duplicates, merge, merges, planned, review, survivors, unmerge
    from fenji.workspace.erasing_files import erased_pattern, file_holds
    from fenji.workspace.erasing_person import Person
    from fenji.workspace.folder_source import files_of, folder_of
    from fenji.workspace.holds import holds
    from fenji.workspace.importing import asked_of, intake_settings, offer, read_options, table_of
    from fenji.workspace.losses import Loss, keep_losses
    from fenji.workspace.model_file import SUFFIX, graded_schemes, newest_file, open_file
    from fenji.workspace.narrowing import narrowed
    from fenji.workspace.own_charts import (
        OwnChartFile,
        bring_back,
        chart_files,
        drop_chart,
        earlier_files,
        free_name,
        keep_chart,
        keep_order,
        last_chart,
        own_charts,
        results_of,
    )
    from fenji.workspace.part import part_of
    from fenji.workspace.picture_evidence import kept_evidence, strategy_preview
    from fenji.workspace.picturing import journey_sheet, plate, strategy_sheet
    from fenji.workspace.processing_record import write_record
    from fenji.workspace.quality import quality
    from fenji.workspace.recording import recorded
    from fenji.workspace.report_figures import report_files
    from fenji.workspace.retention import Rules
    from fenji.workspace.segment_check import heads
    from fenji.workspace.segment_files import KINDS, segmentations_in
    from fenji.workspace.segment_writing import OwnFile, drop_own, keep_own, own_files, read_written
    from fenji.workspace.setting_aside import is_for_practice, set_aside
    from fenji.workspace.settings import Settings
    from fenji.workspace.sources import find_source, import_source, look_into, mapping_for
    from fenji.workspace.standing_file import standing_path
    from fenji.workspace.stores import Store
    from fenji.workspace.timeline import Event, GradeThen, Timeline, open_timeline, timeline_file, write_timeline
    from fenji.workspace.timetable import (
        EVERY,
        FIRST_WORKDAY,
        LAST_DAY,
        WEEKDAYS,
        Timing,
        next_times,
        say_rule,
        unknown_years,
    )
    from fenji.workspace.walking import find_journey
    from fenji.workspace.workspace import Workspace
    from fenji.workspace.written_file import ChangedMeanwhile, Current, Version


def _places() -> dict[str, str]:
    """Each name of the block above with its module, read from this file."""
    found = {}
    for node in ast.walk(ast.parse(Path(__file__).read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("fenji."):
            found.update({alias.name: node.module for alias in node.names})
    return found


_PLACES = _places()


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module 'fenji_web.library' has no attribute {name!r}")
    place = importlib.import_module(_PLACES[name])
    found = getattr(place, name) if hasattr(place, name) else importlib.import_module(f"{place.__name__}.{name}")
    globals()[name] = found
    return found
