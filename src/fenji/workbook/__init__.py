"""A result as an Excel file for people who work in spreadsheets."""

from fenji.workbook.workbook import write_workbook

__all__ = ["write_workbook"]
