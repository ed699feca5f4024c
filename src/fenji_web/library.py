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
        WorkspaceError,
    )
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
    from fenji.result import Result
    from fenji.result_records import Move, Run, TierSummary
    from fenji.scheme.describe import label_of
    from fenji.scheme.model import Icon, Tier
    from fenji.segments.segmentation import Segment, Segmentation
    from fenji.tables import CANONICAL
    from fenji.tables.table import plain_header
    from fenji.version import __version__
    from fenji.workbook.workbook import write_workbook
    from fenji.workspace.demo import DATA_SETS
    from fenji.workspace.importing import asked_of, intake_settings, offer, read_options, table_of
    from fenji.workspace.model_file import graded_schemes, newest_file, open_file
    from fenji.workspace.quality import quality
    from fenji.workspace.segment_files import segmentations_in
    from fenji.workspace.settings import Settings
    from fenji.workspace.workspace import Workspace

_PLACES = {
    "Answer": "fenji.cli.terminal",
    "CANONICAL": "fenji.tables",
    "CHARTS": "fenji.charts.chart",
    "Cancelled": "fenji.errors",
    "Canvas": "fenji.charts.canvas",
    "Command": "fenji.cli.command",
    "DATA_SETS": "fenji.workspace.demo",
    "DrawError": "fenji.errors",
    "Example": "fenji.cli.command",
    "FenjiError": "fenji.errors",
    "FileRefused": "fenji.errors",
    "Finding": "fenji.advice.overview",
    "Icon": "fenji.scheme.model",
    "IntakeError": "fenji.errors",
    "Issue": "fenji.errors",
    "Key": "fenji.cli.command",
    "LANGUAGES": "fenji.language",
    "Language": "fenji.language",
    "MappingError": "fenji.errors",
    "Move": "fenji.result_records",
    "NothingToGrade": "fenji.errors",
    "Result": "fenji.result",
    "Run": "fenji.result_records",
    "Segment": "fenji.segments.segmentation",
    "Segmentation": "fenji.segments.segmentation",
    "Settings": "fenji.workspace.settings",
    "Terminal": "fenji.cli.terminal",
    "Text": "fenji.language",
    "Tier": "fenji.scheme.model",
    "TierSummary": "fenji.result_records",
    "Workspace": "fenji.workspace.workspace",
    "WorkspaceError": "fenji.errors",
    "__version__": "fenji.version",
    "asked_of": "fenji.workspace.importing",
    "badge": "fenji.icons.badge",
    "column_letter": "fenji.intake.recognise",
    "columns_of": "fenji.intake.recognise",
    "command": "fenji.cli.command",
    "draw": "fenji.charts.draw",
    "graded_schemes": "fenji.workspace.model_file",
    "intake_settings": "fenji.workspace.importing",
    "is_archive": "fenji.intake.many",
    "is_needed": "fenji.intake.template",
    "kept_journal": "fenji.intake.record",
    "label_of": "fenji.scheme.describe",
    "newest_file": "fenji.workspace.model_file",
    "offer": "fenji.workspace.importing",
    "open_file": "fenji.workspace.model_file",
    "overview": "fenji.advice.overview",
    "peek": "fenji.intake.peek",
    "pieces_of": "fenji.intake.many",
    "plain_header": "fenji.tables.table",
    "quality": "fenji.workspace.quality",
    "read_options": "fenji.workspace.importing",
    "read_text": "fenji.language",
    "same": "fenji.language",
    "say_count": "fenji.language",
    "say_date": "fenji.language",
    "say_money": "fenji.language",
    "say_number": "fenji.language",
    "say_share": "fenji.language",
    "segmentations_in": "fenji.workspace.segment_files",
    "table_of": "fenji.workspace.importing",
    "words_of": "fenji.intake.findings",
    "write_template": "fenji.intake.template",
    "write_workbook": "fenji.workbook.workbook",
}

__all__ = [
    "CANONICAL",
    "CHARTS",
    "DATA_SETS",
    "LANGUAGES",
    "Answer",
    "Cancelled",
    "Canvas",
    "Command",
    "DrawError",
    "Example",
    "FenjiError",
    "FileRefused",
    "Finding",
    "Icon",
    "IntakeError",
    "Issue",
    "Key",
    "Language",
    "MappingError",
    "Move",
    "NothingToGrade",
    "Result",
    "Run",
    "Segment",
    "Segmentation",
    "Settings",
    "Terminal",
    "Text",
    "Tier",
    "TierSummary",
    "Workspace",
    "WorkspaceError",
    "__version__",
    "asked_of",
    "badge",
    "column_letter",
    "columns_of",
    "command",
    "draw",
    "graded_schemes",
    "intake_settings",
    "is_archive",
    "is_needed",
    "kept_journal",
    "label_of",
    "newest_file",
    "offer",
    "open_file",
    "overview",
    "peek",
    "pieces_of",
    "plain_header",
    "quality",
    "read_options",
    "read_text",
    "same",
    "say_count",
    "say_date",
    "say_money",
    "say_number",
    "say_share",
    "segmentations_in",
    "table_of",
    "words_of",
    "write_template",
    "write_workbook",
]


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module 'fenji_web.library' has no attribute {name!r}")
    return getattr(importlib.import_module(_PLACES[name]), name)
