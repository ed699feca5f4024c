"""What one import did, as facts for `--json`, with the meaning of each key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fenji.cli.command import Key
from fenji.cli.facts import issue_keys
from fenji.cli.failures import issue_facts
from fenji.language import Text

if TYPE_CHECKING:
    from fenji.intake.importing import ImportReport

_NAMES = {
    "import_id": Text("the import's number", "导入编号"),
    "file": Text("the file", "文件"),
    "table": Text("the canonical table", "标准表"),
    "sha256": Text("the file's SHA-256", "文件的 SHA-256"),
    "rows_in": Text(
        "rows read = accepted + rejected + duplicates_skipped + blank", "读取行数 = 导入 + 异常 + 重复跳过 + 空行"
    ),
    "accepted": Text("rows taken", "导入行数"),
    "rejected": Text("rows that could not be taken", "异常行数"),
    "duplicates_skipped": Text("rows that were there already", "重复跳过行数"),
    "blank": Text("empty rows", "空行数"),
    "rejects_file": Text("the file of rejected rows; null without any", "异常行文件；没有则为 null"),
    "is_repeat": Text("true where this file was imported before", "是否此前已导入过"),
    "snapshot_before": Text("the lake's snapshot before", "导入前数据快照"),
    "snapshot_after": Text("the lake's snapshot after", "导入后数据快照"),
}
REPORT_KEYS = (
    *(Key(name, meaning) for name, meaning in _NAMES.items()),
    Key("columns", Text("which header filled which column", "标准列与表头的对应")),
    Key("columns.*", Text("the header of one column", "对应的表头")),
    *issue_keys("findings[]"),
)


def report_facts(report: ImportReport) -> dict[str, Any]:
    """What an import did, as facts."""
    return {
        **{name: getattr(report, name) for name in _NAMES},
        "columns": dict(report.mapping.columns),
        "findings": [issue_facts(issue) for issue in report.findings],
    }
