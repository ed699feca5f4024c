"""Parquet files: every column as text, a batch at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from fenji.errors import FileRefused
from fenji.intake.refusals import no_rows, too_many_rows
from fenji.intake.signs import Signs
from fenji.intake.staged import PARQUET_NAME, Outcome, Request, StagedWriter
from fenji.language import Text

if TYPE_CHECKING:
    import pyarrow as pa

_BATCH = 65_536


def stage_parquet(request: Request, progress: Callable[[float], None]) -> Outcome:
    """Every row of a Parquet file as text; the first row is row 1, for there is no header row."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = Path(request.path)
    try:
        file = pq.ParquetFile(path, buffer_size=1 << 20, pre_buffer=False)
        names = tuple(file.schema_arrow.names)
        rows = file.metadata.num_rows
        if not rows:
            raise no_rows(path.name)
        if rows > request.max_rows:
            raise too_many_rows(path.name, request.max_rows)
        if request.rows:
            return Outcome(kind="parquet", headers=names, rows=rows, header_row=0, samples=_head(file, request.rows))
        samples, signs = _stage(file, Path(request.folder) / PARQUET_NAME, names, progress)
    except (pa.ArrowException, OSError) as error:
        raise FileRefused(
            "FILE_DAMAGED",
            Text("the Parquet file is damaged or cut off", "Parquet 文件已损坏或不完整"),
            where=path.name,
            fix=Text("Ask for the file again and compare its size.", "请重新获取该文件并核对大小。"),
        ) from error
    return Outcome(kind="parquet", headers=names, rows=rows, header_row=0, samples=samples, signs=signs)


def _stage(
    file: pa.parquet.ParquetFile, target: Path, names: tuple[str, ...], progress: Callable[[float], None]
) -> tuple[tuple[tuple[str, ...], ...], tuple[Signs, ...]]:
    import numpy as np
    import pyarrow as pa

    writer = StagedWriter(target, len(names))
    samples: tuple[tuple[str, ...], ...] = ()
    total = file.metadata.num_rows
    for batch in file.iter_batches(batch_size=_BATCH, use_threads=False):
        columns = [text_column(batch.column(index)) for index in range(len(names))]
        if not samples:
            heads = [column.slice(0, 5).to_pylist() for column in columns]
            samples = tuple(tuple(cell or "" for cell in row) for row in zip(*heads, strict=True))
        first = writer.rows + 1
        writer.write(columns, pa.array(np.arange(first, first + batch.num_rows, dtype=np.int64)))
        progress(writer.rows / total)
    writer.close()
    return samples, writer.signs


def _head(file: pa.parquet.ParquetFile, rows: int) -> tuple[tuple[str, ...], ...]:
    batch = next(file.iter_batches(batch_size=rows, use_threads=False))
    columns = [text_column(column).to_pylist() for column in batch.columns]
    return tuple(tuple(cell or "" for cell in row) for row in zip(*columns, strict=True))


def text_column(column: pa.Array) -> pa.Array:
    """One column as text: whole floats without a point, instants as ISO; what Arrow can't say is said by Python."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = column.type
    if pa.types.is_dictionary(kind):
        return text_column(column.dictionary_decode())
    if pa.types.is_boolean(kind):
        return pc.if_else(column, "TRUE", "FALSE")
    if pa.types.is_timestamp(kind):
        words = pc.cast(pc.cast(column, pa.timestamp("us", kind.tz), safe=False), pa.string())
        return pc.replace_substring_regex(words, r"(\.0{6})(Z?)$", r"\2") if kind.tz else _without_zeros(words)
    try:
        return pc.cast(column, pa.string())
    except pa.ArrowNotImplementedError:
        return pa.array([None if value is None else str(value) for value in column.to_pylist()], pa.string())


def _without_zeros(words: pa.Array) -> pa.Array:
    """Drops the empty microseconds when every instant of the batch has them."""
    import pyarrow.compute as pc

    if pc.all(pc.ends_with(words, ".000000")).as_py():
        return pc.utf8_slice_codeunits(words, 0, -7)
    return words
