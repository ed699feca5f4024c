"""Files that cannot be taken as a whole: every refusal with its stable code, what is wrong and what to do."""

from __future__ import annotations

from fenji.errors import FileRefused
from fenji.language import Text

_SAVE_AGAIN = Text("Open it in Excel, save it again as .xlsx, and try again.", "请用 Excel 打开并另存为 .xlsx 后重试。")


def missing(where: str) -> FileRefused:
    """The refusal of a file that is not there."""
    return FileRefused(
        "FILE_MISSING",
        Text("there is no such file", "找不到该文件"),
        where=where,
        fix=Text("Check the path and the file's name.", "请检查路径和文件名。"),
    )


def nothing_there(where: str) -> FileRefused:
    """The refusal of a folder, pattern or archive without files."""
    return FileRefused(
        "FILE_MISSING",
        Text("there are no files to import", "没有可导入的文件"),
        where=where,
        fix=Text("Check the folder, the pattern or the archive.", "请检查文件夹、通配符或压缩包。"),
    )


def not_yours(where: str) -> FileRefused:
    """The refusal of a file that may not be read."""
    return FileRefused(
        "FILE_UNREADABLE",
        Text("you may not read this file", "没有读取该文件的权限"),
        where=where,
        fix=Text("Ask for the right to read it.", "请申请读取权限。"),
    )


def file_empty(where: str) -> FileRefused:
    """The refusal of a file without any text in it."""
    return FileRefused(
        "FILE_EMPTY",
        Text("the file is empty", "文件是空的"),
        where=where,
        fix=Text("Choose a file with a header row and at least one data row.", "请选择含表头和至少一行数据的文件。"),
    )


def no_rows(where: str) -> FileRefused:
    """The refusal of a file that has a header and nothing below it."""
    return FileRefused(
        "NO_ROWS",
        Text("there is a header but no data row below it", "只有表头，没有数据行"),
        where=where,
        fix=Text("Choose a file with at least one data row.", "请选择至少有一行数据的文件。"),
    )


def no_header(wanted: int, where: str) -> FileRefused:
    """The refusal of a header row that a person named and the file doesn't have."""
    return FileRefused(
        "NO_HEADER",
        Text(f"row {wanted} is no header: it is empty or beyond the end", f"第 {wanted} 行不是表头：为空或超出文件"),
        where=where,
        fix=Text("Mend header_row in the mapping's options.", "请修改映射选项中的 header_row。"),
    )


def too_many_rows(where: str, most: int) -> FileRefused:
    """The refusal of a file with more rows than are taken at once."""
    return FileRefused(
        "TOO_LARGE",
        Text(f"the file has more than {most:,} rows", f"文件超过 {most:,} 行"),
        where=where,
        fix=Text(
            "Split the file, or raise the limit (environment FENJI_MAX_ROWS).",
            "请拆分文件，或调高上限（环境变量 FENJI_MAX_ROWS）。",
        ),
    )


def too_many_columns(where: str, count: int, most: int) -> FileRefused:
    """The refusal of a file that is wider than any sheet."""
    return FileRefused(
        "TOO_LARGE",
        Text(f"the file has {count:,} columns, more than {most:,}", f"文件有 {count:,} 列，超过 {most:,} 列"),
        where=where,
        fix=Text("Keep the columns that are needed.", "请只保留需要的列。"),
    )


def too_large(name: str) -> FileRefused:
    """The refusal of a file that needs more memory or time to read than it may have."""
    return FileRefused(
        "TOO_LARGE_UNPACKED",
        Text("the file grows too large, or takes too long, when it is read", "文件展开后过大，或读取时间过长"),
        where=name,
        fix=Text(
            "Copy the filled cells into a new workbook, or save the sheet as CSV.",
            "请把有内容的单元格复制到新工作簿，或另存为 CSV。",
        ),
    )


def too_many_bytes(name: str, size: int) -> FileRefused:
    """The refusal of a file that is larger than is taken at once."""
    return FileRefused(
        "TOO_LARGE",
        Text(f"the file has {size >> 20:,} MB, more than is taken at once", f"文件为 {size >> 20:,} MB，超过上限"),
        where=name,
        fix=Text(
            "Split it, or raise the limit (environment FENJI_MAX_FILE_MB).",
            "请拆分文件，或调高上限（环境变量 FENJI_MAX_FILE_MB）。",
        ),
    )


def damaged(name: str) -> FileRefused:
    """The refusal of a file that ends early or whose parts don't fit together."""
    return FileRefused(
        "FILE_DAMAGED",
        Text("the file is damaged or cut off", "文件已损坏或不完整"),
        where=name,
        fix=Text("Ask for the file again and compare its size.", "请重新获取该文件并核对大小。"),
    )


def wrong_type(name: str, real: str) -> FileRefused:
    """The refusal of a file that is no table, naming what it is."""
    return FileRefused(
        "TYPE_MISMATCH",
        Text(f"this is a file of type {real}, not a table", f"该文件的真实类型是 {real}，不是表格"),
        where=name,
        fix=Text("Save it as .xlsx, CSV or Parquet.", "请另存为 .xlsx、CSV 或 Parquet。"),
    )


def encrypted(where: str) -> FileRefused:
    """The refusal of a workbook under a password."""
    return FileRefused(
        "ENCRYPTED_FILE",
        Text("the workbook is protected by a password", "工作簿有密码保护"),
        where=where,
        fix=Text("Save it without a password and try again.", "请取消密码另存后重试。"),
    )


def locked_archive(where: str) -> FileRefused:
    """The refusal of an archive under a password."""
    return FileRefused(
        "ENCRYPTED_FILE",
        Text("the archive is protected by a password", "压缩包有密码保护"),
        where=where,
        fix=Text("Unpack it and import its files.", "请先解压，再导入其中的文件。"),
    )


def broken_book(where: str) -> FileRefused:
    """The refusal of a workbook that cannot be opened."""
    return FileRefused(
        "FILE_DAMAGED", Text("the workbook cannot be opened", "无法打开该工作簿"), where=where, fix=_SAVE_AGAIN
    )


def suspicious(where: str) -> FileRefused:
    """The refusal of an archive with too many entries, links, or paths that lead out of it."""
    problem = Text("the file's inner structure is suspicious", "文件内部结构可疑")
    return FileRefused("ZIP_SUSPICIOUS", problem, where=where, fix=_SAVE_AGAIN)


def forbidden_xml(where: str) -> FileRefused:
    """The refusal of a workbook whose XML declares entities: a bomb, or a way to our files."""
    problem = Text(
        "the workbook's inner XML declares entities, which no spreadsheet needs",
        "工作簿内部 XML 含有实体声明，正常表格不需要",
    )
    return FileRefused("XML_FORBIDDEN", problem, where=where, fix=_SAVE_AGAIN)
