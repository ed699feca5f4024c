"""What to do, as pages say it: a remedy that names a command of the terminal names the page where the same is done."""

from __future__ import annotations

import re

from fenji_web.library import Text

_COMMAND = re.compile(r"`fenji |\bfenji (?:check|duplicates|imports|override|runs|scheme)\b|(?<![\w-])--[a-z]")
_ASIDE = re.compile(r"\s?[(（]\s?--[^)）]*[)）]")
_DATA = Text("See the page Data.", "请在“数据”页查看。")
_DUPLICATES = Text("See Data, Duplicates.", "请在“数据”页的“重复客户”中查看。")
_STANDARDS = Text("See the standard's page under Standards.", "请在“分级标准”中打开该标准查看。")
_OVERRIDES = Text("See the page of tiers set by hand.", "请在“人工调级”页查看。")
_RUNS = Text("See the page Runs.", "请在“评级批次”页查看。")
_RULES: tuple[tuple[str, Text], ...] = (
    # part of the English remedy → the remedy on pages; the first that fits
    (r"imports undo", Text("Check that the right column is mapped, and its unit (元 or 万元); it can be taken back.",
                           "请核对该列是否映射正确、单位是否一致（元/万元）；导入可以撤销。")),
    (r"--cascade", Text("Choose “Take back later imports that rest on it, too”, then import what you still need again.",
                        "请勾选“同时撤销依赖它的后续导入”，再重新导入仍需要的文件。")),
    (r"--rows", Text("Download the rows, mend them and drop the file again; or take the good rows now.",
                     "请下载异常行并修正后重新上传，或先导入正确的行。")),
    (r"--file partial", Text("Import it as part of the data, or confirm that the others shall leave.",
                             "请按部分数据导入，或确认移出其余数据。")),
    (r"fenji import |as customers", Text("Import orders, or a customer list with totals, on the page Data.",
                                         "请先在“数据”页导入订单或带累计值的客户名单。")),
    (r"fenji imports", _DATA),
    (r"They stay two", Text("They stay two; see Data, Duplicates.", "已分别保留，可在“数据”页的“重复客户”中核对。")),
    (r"several records", Text("A customer with several records is graded too low; see Data, Duplicates.",
                              "同一客户有多条记录时，等级会偏低；请在“数据”页的“重复客户”中核对。")),
    (r"fenji duplicates", _DUPLICATES),
    (r"earlier first day", Text("Name a later day.", "请改用更晚的截止日。")),
    (r"fenji override", _OVERRIDES),
    (r"fenji customers", Text("Search on the page Customers.", "请在“客户”页搜索。")),
    (r"Somebody else approves", Text("Somebody else approves it.", "请由其他人审批。")),
    (r"fenji (scheme|simulate|suggest)|--recalibrate", _STANDARDS),
    (r"fenji (grade|lifecycle)", Text("Grade on the page Runs.", "请在“评级批次”页评级。")),
    (r"fenji (runs|explain)", _RUNS),
)  # fmt: skip
_ELSE = Text("Show this to your administrator.", "请把此信息告诉管理员。")


def for_pages(fix: Text) -> Text:
    """A remedy that a person at a page can follow; one without a command stays as it is.

    >>> for_pages(Text("Undo all of them with --cascade.", "可用 --cascade 一并撤销。")).en[:6]
    'Choose'
    >>> for_pages(Text("Write digits.", "请写数字。")).en
    'Write digits.'
    """
    if not _names_command(fix):
        return fix
    found = next((page for part, page in _RULES if re.search(part, fix.en)), None)
    if found is not None:
        return found
    bare = Text(_ASIDE.sub("", fix.en), _ASIDE.sub("", fix.zh))
    return _ELSE if _names_command(bare) else bare


def _names_command(fix: Text) -> bool:
    return bool(_COMMAND.search(fix.en) or _COMMAND.search(fix.zh))
