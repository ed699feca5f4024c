"""The reference page of the canonical tables, computed from them: `python -m fenji.tables.reference`."""

from __future__ import annotations

from pathlib import Path

from fenji.tables import CANONICAL
from fenji.tables.table import CanonicalTable, Column

HEAD = """# Canonical tables 标准表

What every source must become. Computed from `fenji.tables` by `python -m fenji.tables.reference`: don't edit.
一切数据来源都要转换成的样子。本页由 `python -m fenji.tables.reference` 生成,请勿手工修改。

NULL means unknown, never 0. 空值表示未知,绝不等于 0。
**Required**: a row without it is rejected (or, where the importer can say, filled in by it).
**必填**:缺失时该行不予导入(导入程序能推出的由其补上)。
**Personal**: says who a person is. **个人信息**:可识别个人。
"""


def page() -> str:
    """All tables as one Markdown page in both languages."""
    return "\n".join([HEAD, *(_table(table) for table in CANONICAL.values())])


def write(folder: Path) -> Path:
    """Writes the page into a folder and says where."""
    path = folder / "tables.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page(), encoding="utf-8")
    return path


def _table(table: CanonicalTable) -> str:
    lines = [
        f"## {table.name} · {table.title.en} {table.title.zh}",
        "",
        table.meaning.en,
        "",
        table.meaning.zh,
        "",
        f"Key 主键: {', '.join(f'`{name}`' for name in table.key)}",
        "",
        "| column 列 | label 名称 | type 类型 | meaning 含义 | recognised headers 可识别表头 |",
        "| --- | --- | --- | --- | --- |",
    ]
    return "\n".join([*lines, *(_row(column) for column in table.columns), ""])


def _row(column: Column) -> str:
    marks = [
        *(["**required 必填**"] if column.is_required else []),
        *(["personal 个人信息"] if column.is_personal else []),
    ]
    name = "<br>".join([f"`{column.name}`", *marks])
    kind = f"{column.type_text.en}<br>{column.type_text.zh}"
    headers = "、".join(column.synonyms)
    return (
        f"| {name} | {column.label.en}<br>{column.label.zh} | {kind} "
        f"| {column.meaning.en}<br>{column.meaning.zh} | {headers} |"
    )


if __name__ == "__main__":
    write(Path("docs/reference"))
