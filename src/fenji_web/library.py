"""The one door to the library: every name of fenji that the web uses, loaded on first use."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fenji.advice.overview import Finding, overview
    from fenji.charts.canvas import Canvas
    from fenji.charts.chart import CHARTS
    from fenji.charts.draw import draw
    from fenji.cli.command import Command, Example, Key, command
    from fenji.cli.grades_file import spreadsheet_cell
    from fenji.cli.terminal import Answer, Terminal
    from fenji.errors import (
        Cancelled,
        DrawError,
        FenjiError,
        FileRefused,
        IntakeError,
        Issue,
        MappingError,
        NothingToGrade,
        UnknownCustomer,
        WorkspaceError,
    )
    from fenji.explanation import Explanation
    from fenji.explanation_reason import criterion_label
    from fenji.explanation_words import value_words
    from fenji.grades.words import named
    from fenji.icons.badge import badge
    from fenji.intake.findings import words_of
    from fenji.intake.many import is_archive, pieces_of
    from fenji.intake.peek import peek
    from fenji.intake.recognise import column_letter, columns_of
    from fenji.intake.record import kept_journal
    from fenji.intake.template import is_needed, write_template
    from fenji.language import (
        LANGUAGES,
        Language,
        Text,
        read_text,
        same,
        say_count,
        say_date,
        say_money,
        say_number,
        say_share,
    )
    from fenji.metrics.metric import METRICS, Metric
    from fenji.result import Result
    from fenji.result_records import Move, Run, TierSummary
    from fenji.review import simulation, spread
    from fenji.review.changes import Changed
    from fenji.review.measured import place_of
    from fenji.review.near import next_steps
    from fenji.scheme import checks, describe, editing, load
    from fenji.scheme.calibrated import CalibratedScheme
    from fenji.scheme.describe import label_of
    from fenji.scheme.describe_transitions import say_transitions
    from fenji.scheme.diff import diff
    from fenji.scheme.model import PATTERNS, SHAPES, Criterion, Icon, Scheme, Tier
    from fenji.scheme.written import write_scheme
    from fenji.scores.scorer import SCORERS
    from fenji.segments.segmentation import Segment, Segmentation
    from fenji.tables import CANONICAL
    from fenji.tables.table import plain_header
    from fenji.version import __version__
    from fenji.workbook.workbook import write_workbook
    from fenji.workspace import preview_file, publishing, simulating, standards_file, versions
    from fenji.workspace.approval import Approval
    from fenji.workspace.demo import DATA_SETS
    from fenji.workspace.importing import asked_of, intake_settings, offer, read_options, table_of
    from fenji.workspace.model_file import graded_schemes, newest_file, open_file
    from fenji.workspace.quality import quality
    from fenji.workspace.segment_files import segmentations_in
    from fenji.workspace.settings import Settings
    from fenji.workspace.timeline import Event, GradeThen, Timeline, open_timeline, timeline_file, write_timeline
    from fenji.workspace.workspace import Workspace

_PLACES = {
    "Answer": "fenji.cli.terminal",
    "Approval": "fenji.workspace.approval",
    "CANONICAL": "fenji.tables",
    "CHARTS": "fenji.charts.chart",
    "CalibratedScheme": "fenji.scheme.calibrated",
    "Cancelled": "fenji.errors",
    "Canvas": "fenji.charts.canvas",
    "Changed": "fenji.review.changes",
    "Command": "fenji.cli.command",
    "Criterion": "fenji.scheme.model",
    "DATA_SETS": "fenji.workspace.demo",
    "DrawError": "fenji.errors",
    "Event": "fenji.workspace.timeline",
    "Example": "fenji.cli.command",
    "Explanation": "fenji.explanation",
    "FenjiError": "fenji.errors",
    "FileRefused": "fenji.errors",
    "Finding": "fenji.advice.overview",
    "GradeThen": "fenji.workspace.timeline",
    "Icon": "fenji.scheme.model",
    "IntakeError": "fenji.errors",
    "Issue": "fenji.errors",
    "Key": "fenji.cli.command",
    "LANGUAGES": "fenji.language",
    "Language": "fenji.language",
    "METRICS": "fenji.metrics.metric",
    "MappingError": "fenji.errors",
    "Metric": "fenji.metrics.metric",
    "Move": "fenji.result_records",
    "NothingToGrade": "fenji.errors",
    "PATTERNS": "fenji.scheme.model",
    "Result": "fenji.result",
    "Run": "fenji.result_records",
    "SCORERS": "fenji.scores.scorer",
    "SHAPES": "fenji.scheme.model",
    "Scheme": "fenji.scheme.model",
    "Segment": "fenji.segments.segmentation",
    "Segmentation": "fenji.segments.segmentation",
    "Settings": "fenji.workspace.settings",
    "Terminal": "fenji.cli.terminal",
    "Text": "fenji.language",
    "Tier": "fenji.scheme.model",
    "TierSummary": "fenji.result_records",
    "Timeline": "fenji.workspace.timeline",
    "UnknownCustomer": "fenji.errors",
    "Workspace": "fenji.workspace.workspace",
    "WorkspaceError": "fenji.errors",
    "__version__": "fenji.version",
    "asked_of": "fenji.workspace.importing",
    "badge": "fenji.icons.badge",
    "checks": "fenji.scheme",
    "column_letter": "fenji.intake.recognise",
    "columns_of": "fenji.intake.recognise",
    "command": "fenji.cli.command",
    "criterion_label": "fenji.explanation_reason",
    "describe": "fenji.scheme",
    "diff": "fenji.scheme.diff",
    "draw": "fenji.charts.draw",
    "editing": "fenji.scheme",
    "graded_schemes": "fenji.workspace.model_file",
    "intake_settings": "fenji.workspace.importing",
    "is_archive": "fenji.intake.many",
    "is_needed": "fenji.intake.template",
    "kept_journal": "fenji.intake.record",
    "label_of": "fenji.scheme.describe",
    "load": "fenji.scheme",
    "named": "fenji.grades.words",
    "newest_file": "fenji.workspace.model_file",
    "next_steps": "fenji.review.near",
    "offer": "fenji.workspace.importing",
    "open_file": "fenji.workspace.model_file",
    "open_timeline": "fenji.workspace.timeline",
    "overview": "fenji.advice.overview",
    "peek": "fenji.intake.peek",
    "pieces_of": "fenji.intake.many",
    "place_of": "fenji.review.measured",
    "plain_header": "fenji.tables.table",
    "preview_file": "fenji.workspace",
    "publishing": "fenji.workspace",
    "quality": "fenji.workspace.quality",
    "read_options": "fenji.workspace.importing",
    "read_text": "fenji.language",
    "same": "fenji.language",
    "say_count": "fenji.language",
    "say_date": "fenji.language",
    "say_money": "fenji.language",
    "say_number": "fenji.language",
    "say_share": "fenji.language",
    "say_transitions": "fenji.scheme.describe_transitions",
    "segmentations_in": "fenji.workspace.segment_files",
    "simulating": "fenji.workspace",
    "simulation": "fenji.review",
    "spread": "fenji.review",
    "spreadsheet_cell": "fenji.cli.grades_file",
    "standards_file": "fenji.workspace",
    "table_of": "fenji.workspace.importing",
    "timeline_file": "fenji.workspace.timeline",
    "value_words": "fenji.explanation_words",
    "versions": "fenji.workspace",
    "words_of": "fenji.intake.findings",
    "write_scheme": "fenji.scheme.written",
    "write_template": "fenji.intake.template",
    "write_timeline": "fenji.workspace.timeline",
    "write_workbook": "fenji.workbook.workbook",
}

__all__ = [
    "CANONICAL",
    "CHARTS",
    "DATA_SETS",
    "LANGUAGES",
    "METRICS",
    "PATTERNS",
    "SCORERS",
    "SHAPES",
    "Answer",
    "Approval",
    "CalibratedScheme",
    "Cancelled",
    "Canvas",
    "Changed",
    "Command",
    "Criterion",
    "DrawError",
    "Event",
    "Example",
    "Explanation",
    "FenjiError",
    "FileRefused",
    "Finding",
    "GradeThen",
    "Icon",
    "IntakeError",
    "Issue",
    "Key",
    "Language",
    "MappingError",
    "Metric",
    "Move",
    "NothingToGrade",
    "Result",
    "Run",
    "Scheme",
    "Segment",
    "Segmentation",
    "Settings",
    "Terminal",
    "Text",
    "Tier",
    "TierSummary",
    "Timeline",
    "UnknownCustomer",
    "Workspace",
    "WorkspaceError",
    "__version__",
    "asked_of",
    "badge",
    "checks",
    "column_letter",
    "columns_of",
    "command",
    "criterion_label",
    "describe",
    "diff",
    "draw",
    "editing",
    "graded_schemes",
    "intake_settings",
    "is_archive",
    "is_needed",
    "kept_journal",
    "label_of",
    "load",
    "named",
    "newest_file",
    "next_steps",
    "offer",
    "open_file",
    "open_timeline",
    "overview",
    "peek",
    "pieces_of",
    "place_of",
    "plain_header",
    "preview_file",
    "publishing",
    "quality",
    "read_options",
    "read_text",
    "same",
    "say_count",
    "say_date",
    "say_money",
    "say_number",
    "say_share",
    "say_transitions",
    "segmentations_in",
    "simulating",
    "simulation",
    "spread",
    "spreadsheet_cell",
    "standards_file",
    "table_of",
    "timeline_file",
    "value_words",
    "versions",
    "words_of",
    "write_scheme",
    "write_template",
    "write_timeline",
    "write_workbook",
]


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module 'fenji_web.library' has no attribute {name!r}")
    place = importlib.import_module(_PLACES[name])
    return getattr(place, name, None) or importlib.import_module(f"{place.__name__}.{name}")
