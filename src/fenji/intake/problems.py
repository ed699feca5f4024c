"""Every problem a row can have: its stable code, and what is wrong and what to do in both languages."""

from __future__ import annotations

from fenji.language import Text

PROBLEMS: dict[str, tuple[Text, Text]] = {
    "REQUIRED": (
        Text("this cell must not be empty", "此格不能为空"),
        Text("fill it in", "请补填"),
    ),
    "NOT_JSON": (
        Text("this line is no JSON object", "该行不是 JSON 对象"),
        Text("write one object a line, each key once", "请每行写一个对象，键不要重复"),
    ),
    "NOT_A_NUMBER": (
        Text("this is no number", "不是数字"),
        Text("write digits and a point: 1234.50", "请写成 1234.50 这样的数字"),
    ),
    "RANGE": (
        Text(
            "this number is too large; amounts go up to 9,999,999,999,999,999.99",
            "数字超出范围，金额上限为 9,999,999,999,999,999.99",
        ),
        Text("check the digits", "请核对位数"),
    ),
    "SCIENTIFIC": (
        Text("Excel has destroyed the digits (scientific notation)", "Excel 破坏了原数字（科学计数法）"),
        Text("format the column as text, enter it again", "请将该列设为文本格式后重新录入"),
    ),
    "PRECISION_LOST": (
        Text("a number of more than 15 digits has lost its end in Excel", "超过 15 位的数字在 Excel 中已丢失末位"),
        Text("format the column as text, enter it again", "请将该列设为文本格式后重新录入"),
    ),
    "DATE": (
        Text("this is no date, or a day that never was", "不是日期，或该日不存在"),
        Text("write it like 2024-06-05 or 2024-06-05 13:05", "请写成 2024-06-05 或 2024-06-05 13:05"),
    ),
    "FUTURE": (
        Text("this date lies in the future", "日期在未来"),
        Text("correct the date, or import it when it has come", "请更正日期，或到期后再导入"),
    ),
    "SENTINEL": (
        Text("this date stands for 'empty' (1900-01-01 and the like)", "该日期是表示“空”的占位值（如 1900-01-01）"),
        Text("enter the real date", "请填写真实日期"),
    ),
    "ENCODING": (
        Text("bytes that are no text in this file's encoding", "含有无法按该文件编码读取的字节"),
        Text("enter the text again", "请重新录入该文字"),
    ),
    "CONTROL_CHAR": (
        Text("a NUL character inside the cell", "单元格内含 NUL 字符"),
        Text("remove it", "请删除该字符"),
    ),
    "EXCEL_ERROR": (
        Text("an Excel error value", "Excel 错误值"),
        Text("mend the formula and save again", "请修正公式后重新保存"),
    ),
    "TOO_LONG": (
        Text(
            "too long: more than 10,000 characters in a text, or 100 in a number or a day",
            "内容过长：文本超过 10,000 个字符，或数字、日期超过 100 个字符",
        ),
        Text("shorten it", "请缩短内容"),
    ),
    "TOO_FEW_CELLS": (
        Text("the row has fewer cells than the header", "该行的单元格少于表头"),
        Text("add the missing cells", "请补齐单元格"),
    ),
    "TOO_MANY_CELLS": (
        Text("the row has more cells than the header", "该行的单元格多于表头"),
        Text("put quotation marks around a cell that contains the delimiter", "含分隔符的单元格请加引号"),
    ),
    "CONFLICT": (
        Text("the same key with different content", "编号相同而内容不同"),
        Text("keep the right row and remove the others", "请保留正确的一行，删除其余"),
    ),
    "CURRENCY": (
        Text("no currency of the world, or not that of the sign beside the amount", "币种不存在，或与金额旁符号不一致"),
        Text("write CNY, USD … in the currency column, or set currency: USD", "请填写 CNY 等币种，或设 currency: USD"),
    ),
    "CURRENCY_MISSING": (
        Text("no currency, and the other rows have several", "币种为空，而其他行有多种币种"),
        Text("fill in the currency of this row", "请补填该行的币种"),
    ),
    "SCALE": (
        Text("a fraction in a currency that has none (JPY, KRW …)", "该币种没有小数（如 JPY、KRW）"),
        Text("write a whole number, or correct the currency", "请填写整数，或更正币种"),
    ),
    "NUMBER_WORDS": (
        Text("a number in words or with a unit (1.2万, 壹佰元)", "数字带有中文单位或为大写（如 1.2万、壹佰元）"),
        Text(
            "write the digits, or let units in cells be read: units: read",
            "请改写为阿拉伯数字，或设置 units: read 按单位换算",
        ),
    ),
    "TYPE": (
        Text("a day or yes/no where a number belongs", "应为数字，此处却是日期或是/否"),
        Text("enter the number, and check which column is mapped", "请填写数字，并核对所映射的列"),
    ),
    "ID_CHECKSUM": (
        Text("the identity number's check digit is wrong", "身份证号校验位错误"),
        Text("check the digits, or set id_checksum: warn", "请核对号码，或设置 id_checksum: warn"),
    ),
    "MASKED": (
        Text("a masked number names nobody (138****8000)", "脱敏编号无法确定客户（如 138****8000）"),
        Text("export it unmasked, or map another column as customer_id", "请导出未脱敏数据，或改用其他列作客户编号"),
    ),
    "NO_CACHED_VALUE": (
        Text("a formula whose result is not in the file", "公式没有保存计算结果"),
        Text("open the file in Excel and save it", "请用 Excel 打开并保存后重新导入"),
    ),
    "MERGED": (
        Text("inside merged cells, only the first of which has the value", "位于合并单元格中，仅首格有值"),
        Text("unmerge and fill in every cell, or set fill_down: true", "请取消合并并逐格填写，或设置 fill_down: true"),
    ),
    "NEGATIVE": (
        Text("a negative amount, and the mapping says to reject those", "金额为负，映射要求拒收"),
        Text("mark it as a refund, or set negative_amount: refund", "请标为退款，或设置 negative_amount: refund"),
    ),
    "ORDER": (
        Text("a refund booked before the sale it gives back", "退款早于原订单"),
        Text("check both dates", "请核对两个日期"),
    ),
    "EXAMPLE_ROW": (
        Text("the template's example row", "模板中的示例行"),
        Text("nothing to do: it is left out", "无需处理，已略过"),
    ),
    "TOTAL_ROW": (
        Text("a total or a signature, not a record (合计, 制单人 …)", "合计行或制单人等签注行，不是记录"),
        Text("nothing to do: it is left out", "无需处理，已略过"),
    ),
    "ERASED": (
        Text("this row belongs to somebody who was erased", "该行属于已删除的人员"),
        Text("leave the row out of the file", "请从文件中去掉该行"),
    ),
    "LEFT_OUT": (
        Text("left out, as the mapping's drop_rows says", "按映射的 drop_rows 略过"),
        Text("nothing to do", "无需处理"),
    ),
}  # fmt: skip


def message(code: str) -> str:
    """The words of a code in the reject file: Chinese, then English."""
    problem, fix = PROBLEMS[code]
    return f"{problem.zh}；{fix.zh} / {problem.en}; {fix.en}"
