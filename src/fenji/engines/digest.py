"""Two results are identical when this digest is: SHA-256 over the rows in one fixed Arrow encoding."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

ROWS_A_BATCH = 65_536


class _Hash:
    """A file that keeps nothing but the hash of what is written into it."""

    closed = False

    def __init__(self) -> None:
        self.sha256 = hashlib.sha256()

    def write(self, piece: bytes) -> int:
        self.sha256.update(piece)
        return len(piece)

    def flush(self) -> None:
        return None

    def close(self) -> None:
        return None


def digest(batches: Iterable[pa.RecordBatch]) -> str:
    """The SHA-256 of rows that come in a fixed order, whatever the sizes of the batches they come in.

    The rows are cut anew into batches of 65,536 and written as an Arrow IPC stream, so that threads, memory limits
    and file splits change nothing. Only a batch is held in memory. No rows at all: the digest of nothing.
    """
    import pyarrow as pa

    sink = _Hash()
    writer = None
    for batch in _recut(batches):
        if writer is None:
            writer = pa.ipc.new_stream(pa.PythonFile(sink, mode="w"), batch.schema)
        writer.write_batch(batch)
    if writer is not None:
        writer.close()
    return sink.sha256.hexdigest()


def _recut(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    waiting: list[pa.RecordBatch] = []
    rows = 0
    for batch in batches:
        waiting.append(batch)
        rows += batch.num_rows
        while rows >= ROWS_A_BATCH:
            table = pa.Table.from_batches(waiting)
            yield _fresh(table.slice(0, ROWS_A_BATCH))
            rest = table.slice(ROWS_A_BATCH)
            waiting, rows = rest.to_batches(), rest.num_rows
    if rows:
        yield _fresh(pa.Table.from_batches(waiting))


def _fresh(table: pa.Table) -> pa.RecordBatch:
    """One batch with buffers of its own: a slice would carry offsets and padding of the batch it was cut from."""
    import pyarrow as pa

    columns = [_canonical(pa.concat_arrays(column.chunks)) for column in table.columns]
    return pa.RecordBatch.from_arrays(columns, names=table.column_names)


def _canonical(column: pa.Array) -> pa.Array:
    """The same values in buffers made anew: unknown entries hold zero, and validity is written only where needed."""
    import pyarrow as pa
    import pyarrow.compute as pc

    taken = pc.take(column, pa.array(range(len(column)), pa.int64()))
    if not taken.null_count:
        return pa.Array.from_buffers(taken.type, len(taken), [None, *taken.buffers()[1:]])
    return taken
