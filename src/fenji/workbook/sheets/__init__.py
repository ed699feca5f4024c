"""The workbook's sheets, one file each; every one offers `write(book, result)`."""
