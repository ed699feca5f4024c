"""The mapping a command line asks for: a file, pairs named with --column, options; the rest by the file's headers."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping as Pairs
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from fenji.errors import MappingError, UnknownName
from fenji.language import Text

if TYPE_CHECKING:
    from fenji.intake.mapping import Mapping, MappingOptions


def asked_mapping(
    file: Path, table: str, *, mapping: Path | None, columns: Pairs[str, str], options: Pairs[str, object]
) -> Mapping | None:
    """What --mapping, --column and --option ask for together; None where nothing was asked.

    A column or option of the command line takes the place of the same one in the mapping file. Without a mapping file,
    columns that were not named are recognised by the file's headers.
    """
    if mapping is None and not columns and not options:
        return None
    from fenji.intake.mapping import read_mapping

    written = read_mapping({} if mapping is None else mapping, table=table)
    read = _options(written.options, options)
    if mapping is None:
        return _recognised(file, table, columns, read)
    return replace(written, columns={**written.columns, **columns}, options=read)


def _options(written: MappingOptions, asked: Pairs[str, object]) -> MappingOptions:
    from pydantic import ValidationError

    kept = written.model_dump(exclude_defaults=True)
    try:
        return type(written).model_validate({**kept, **asked})
    except ValidationError as refused:
        listed = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in refused.errors())
        known = ", ".join(type(written).model_fields)
        problem = Text("these options cannot be used: {listed}", "选项无法使用：{listed}").fill(listed=listed)
        fix = Text("Options are: {known}.", "可用选项：{known}。").fill(known=known)
        raise MappingError(problem, where="--option", fix=fix) from refused


def _recognised(file: Path, table: str, columns: Pairs[str, str], options: MappingOptions) -> Mapping:
    """The columns named, and for the others what the headers suggest."""
    from fenji.intake.mapping import Mapping
    from fenji.intake.recognise import check_mapping, recognised

    headers = _headers(file, options)
    _check_named(columns, headers, table, where=file.name)
    found = recognised(_renamed(headers, columns), table, options, where=file.name)
    full = Mapping(table, {**found.columns, **columns}, found.options)
    check_mapping(full, headers, where=file.name)
    return full


def _check_named(columns: Pairs[str, str], headers: Sequence[str], table: str, *, where: str) -> None:
    """Refuses --column with an unknown column of ours or an absent header, each with its nearest names."""
    from fenji.intake.recognise import columns_of

    known = columns_of(table)
    for name, header in columns.items():
        if name not in known:
            raise UnknownName(Text("column", "标准列"), name, known=known, where="--column")
        if header not in headers:
            raise UnknownName(Text("header", "表头"), header, known=headers, where=f"--column ({where})")


def _renamed(headers: Sequence[str], columns: Pairs[str, str]) -> list[str]:
    """The headers as if those named already had our names, and no other had them."""
    from fenji.tables.table import plain_header

    ours = {header: name for name, header in columns.items()}
    taken = {plain_header(name) for name in columns}
    return [ours.get(header) or ("" if plain_header(header) in taken else header) for header in headers]


def _headers(file: Path, options: MappingOptions) -> tuple[str, ...]:
    from fenji.intake.reader import check_file, read_file
    from fenji.intake.staged import Request

    check_file(file, file.name)
    with tempfile.TemporaryDirectory(prefix="fenji-headers-") as folder:
        asked = {name: getattr(options, name) for name in ("encoding", "delimiter", "sheet", "header_row")}
        return tuple(read_file(Request(str(file.resolve()), folder, **asked), name=file.name).outcome.headers)
