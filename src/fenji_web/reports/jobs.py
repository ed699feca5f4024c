"""What the worker does for reports: counts a span's figures once, writes every form, draws the pages."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from fenji_web import library
from fenji_web.library import Text
from fenji_web.reports import services
from fenji_web.reports.queries import losses
from fenji_web.runs.queries import masked
from fenji_web.runs.services import job, may_now

if TYPE_CHECKING:
    from fenji_web.library import Workspace

    Progress = Callable[[Text, float], None]

PAGE_PPI = 100
_COUNTING = Text("Counting the figures", "正在统计数字")
_WRITING = Text("Writing {form}", "正在生成 {form}")
_DRAWING = Text("Drawing the pages", "正在绘制页面预览")


@job("report", label=Text("Management report", "经营报告"), permission="export", is_sparing=True)
def report(workspace: Workspace, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """A report of one span in every form asked for, with its pages as pictures; whole or not at all."""
    folder, forms = services.folder_of(arguments["folder"]), arguments["forms"]
    making = folder.with_name(f".{folder.name}")
    making.mkdir(parents=True)
    try:
        progress(_COUNTING, 0.05)
        result = workspace.result(arguments["run"])
        is_masked = not (arguments["has_names"] and may_now(workspace, "see_contact"))
        lost = losses(workspace.settings.zone)
        if lost is not None:
            library.keep_losses(workspace.folder, lost)
        written = library.report_files(
            workspace,
            masked(result) if is_masked else result,
            library.read_span(arguments["span"]),
            lang=arguments["lang"],
            is_masked=is_masked,
        )
        for number, form in enumerate(forms):
            progress(_WRITING.fill(form=form.upper()), 0.5 + 0.35 * number / len(forms))
            (making / f"report.{form}").write_bytes(written[f".{form}"]())
        progress(_DRAWING, 0.85)
        sheet = getattr(written[".pdf"], "__self__", None)
        pages = sheet.pages(PAGE_PPI) if isinstance(sheet, library.Sheet) else []
        for number, page in enumerate(pages, start=1):
            (making / f"page-{number:03}.png").write_bytes(page)
        making.replace(folder)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return {"folder": folder.name, "pages": len(pages)}
