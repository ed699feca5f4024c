"""From expressions to SQL of engines beside DuckDB: Ibis' compilers, and where an engine would count otherwise."""

from __future__ import annotations

from typing import Any

import ibis.expr.types as ir
import sqlglot as sg
import sqlglot.expressions as sge
from ibis.backends.sql.compilers.base import NULL, STAR, SQLGlotCompiler
from ibis.backends.sql.compilers.postgres import PostgresCompiler
from ibis.backends.sql.compilers.pyspark import PySparkCompiler


class ForSpark(PySparkCompiler):  # type: ignore[misc]
    """Spark SQL. Counting what holds for nobody gives 0, and bits are collected."""

    __slots__ = ()

    def visit_CountStar(self, op: Any, *, arg: Any, where: Any) -> Any:  # noqa: ARG002, N802 - Ibis' names
        """Ibis sums the condition, which is NULL where the condition is unknown for every row; a count is 0."""
        return self.f.count(STAR) if where is None else self.f.count_if(where)

    def visit_NonNullLiteral(self, op: Any, *, value: Any, dtype: Any) -> Any:  # noqa: N802
        """A float as every engine writes it: Ibis would ask an option that only its whole Spark backend has."""
        if dtype.is_floating():
            return SQLGlotCompiler.visit_NonNullLiteral(self, op, value=value, dtype=dtype)
        return super().visit_NonNullLiteral(op, value=value, dtype=dtype)

    def visit_Field(self, op: Any, *, rel: Any, name: Any) -> Any:  # noqa: N802
        """A column, NaN left as it is."""
        return SQLGlotCompiler.visit_Field(self, op, rel=rel, name=name)

    def visit_DateDelta(self, op: Any, *, part: Any, left: Any, right: Any) -> Any:  # noqa: N802
        """Days of dates are whole numbers; Ibis' way makes instants of them, row by row, in the session's zone."""
        if not _is_days(part):
            return super().visit_DateDelta(op, part=part, left=left, right=right)
        return self.cast(self.f.anon.datediff(left, right), op.dtype)

    def visit_BitwiseLeftShift(self, op: Any, *, left: Any, right: Any) -> Any:  # noqa: ARG002, N802
        """Places are an int, and what is moved a bigint: a bare number would be an int that runs over."""
        return self.f.anon.shiftleft(sg.cast(left, "bigint"), sg.cast(right, "int"))

    def visit_BitwiseRightShift(self, op: Any, *, left: Any, right: Any) -> Any:  # noqa: ARG002, N802
        """Places are an int."""
        return self.f.anon.shiftright(sg.cast(left, "bigint"), sg.cast(right, "int"))

    def visit_BitOr(self, op: Any, *, arg: Any, where: Any) -> Any:  # noqa: ARG002, N802
        """Spark has it; Ibis 12 doesn't say so."""
        return self.f.anon.bit_or(arg if where is None else self.if_(where, arg, NULL))


class ForPostgres(PostgresCompiler):  # type: ignore[misc]
    """PostgreSQL: named steps stay steps, bits are moved by an int, a date less a date is a number of days."""

    __slots__ = ()

    def visit_Limit(self, op: Any, *, parent: Any, n: Any, offset: Any) -> Any:  # noqa: N802
        """A step of its own (`fenji.metrics.stage`) is kept apart by OFFSET 0.

        PostgreSQL melts subqueries into one and writes an expression out wherever it is used: a plan of eight such
        steps took 45 seconds instead of one.
        """
        if n is not None or offset:
            return super().visit_Limit(op, parent=parent, n=n, offset=offset)
        return sg.select(STAR).from_(parent).offset(0)

    def visit_DateDelta(self, op: Any, *, part: Any, left: Any, right: Any) -> Any:  # noqa: N802
        """Whole days; any other unit is not used on this engine."""
        if not _is_days(part):
            return super().visit_DateDelta(op, part=part, left=left, right=right)
        return self.cast(sge.paren(left) - sge.paren(right), op.dtype)

    def visit_Cast(self, op: Any, *, arg: Any, to: Any) -> Any:  # noqa: N802
        """A truth becomes an int first; no other number is made of it here."""
        if op.arg.dtype.is_boolean() and to.is_numeric():
            return self.cast(sg.cast(arg, "int"), to)
        return super().visit_Cast(op, arg=arg, to=to)

    def visit_BitwiseLeftShift(self, op: Any, *, left: Any, right: Any) -> Any:  # noqa: ARG002, N802
        """The number of places is an integer here, never a bigint."""
        return sge.paren(sge.BitwiseLeftShift(this=left, expression=sg.cast(right, "int")))

    def visit_BitwiseRightShift(self, op: Any, *, left: Any, right: Any) -> Any:  # noqa: ARG002, N802
        """The number of places is an integer here, never a bigint."""
        return sge.paren(sge.BitwiseRightShift(this=left, expression=sg.cast(right, "int")))


def _is_days(part: Any) -> bool:
    return str(getattr(part, "this", part)).casefold() == "day"


_COMPILERS: dict[str, SQLGlotCompiler] = {"spark": ForSpark(), "postgres": ForPostgres()}


def compiled(expr: ir.Expr, engine: str) -> str:
    """The SQL of an expression for `spark` or `postgres`; needs neither driver nor connection.

    >>> import ibis
    >>> print(compiled(ibis.table({"a": "int64"}, name="t").count(), "spark"))
    SELECT COUNT(*) AS `CountStar(t)` FROM `t` AS `t0`
    """
    compiler = _COMPILERS[engine]
    return str(compiler.to_sqlglot(expr).sql(dialect=compiler.dialect))


def sql_type(dtype: Any, engine: str) -> str:
    """A column's type as the engine writes it.

    >>> import ibis.expr.datatypes as dt
    >>> sql_type(dt.dtype("decimal(18, 2)"), "postgres"), sql_type(dt.string, "spark")
    ('DECIMAL(18, 2)', 'STRING')
    """
    return str(_COMPILERS[engine].type_mapper.to_string(dtype))
