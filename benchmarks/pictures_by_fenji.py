"""One picture or report as fenji makes it, in a process of its own: counting, then drawing."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from fenji.reporting.span import read_span
from fenji.workspace.picturing import journey_sheet, strategy_sheet
from fenji.workspace.report_figures import report_files
from fenji.workspace.workspace import Workspace

SPAN = "2024-Q4"
SHEETS = {"strategy": strategy_sheet, "journey": journey_sheet}


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("folder", type=Path)
    asked.add_argument("what", choices=(*SHEETS, "report"))
    options = asked.parse_args()
    workspace = Workspace.open(options.folder).sparing()
    result = workspace.result(scheme="value")
    began, busy = time.perf_counter(), time.process_time()
    if options.what == "report":
        made = report_files(workspace, result, read_span(SPAN), lang="zh", is_masked=True)
    else:
        sheet = SHEETS[options.what](workspace, result, lang="zh")
        made = {".pdf": sheet.pdf, ".png": sheet.png}
    counted, counting = time.perf_counter(), time.process_time()
    sizes = {form: len(draw()) for form, draw in made.items()}
    said = {"seconds": time.perf_counter() - began, "counted": counted - began, "drawn": time.perf_counter() - counted}
    said |= {"cpu": time.process_time() - busy, "counting": counting - busy, **sizes}
    workspace.close()
    print(json.dumps(said))


if __name__ == "__main__":
    main()
