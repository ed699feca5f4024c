"""Text → typed rows in one pass of the engine: every row is kept, blank, left out, or has named problems."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from fenji.intake.cells import (
    EMPTY_WORDS,
    among,
    clean_text,
    damage,
    decimal,
    is_empty_word,
    is_sentinel,
    moment,
    moment_offset,
    number_text,
    quote,
)
from fenji.intake.instants import local_from_utc, utc_from_local
from fenji.intake.mapping import Mapping
from fenji.intake.profile import Look, profile
from fenji.intake.words import text_value

if TYPE_CHECKING:
    from fenji.engines.engine import Engine
    from fenji.intake.reader import RawFile
    from fenji.tables.table import Column

RAW, TYPED, FACTS, PROBLEMS_FOUND, SKIPPED = "fj_raw", "fj_typed", "fj_facts", "fj_problems", "fj_skipped"
KEPT, BLANK, LEFT_OUT, TOTAL, BAD = range(5)
_TOTALS = ("合计", "总计", "小计", "本页合计", "累计", "total", "grand total", "subtotal", "sum")
_FREE_TEXT = ("name", "product_name", "text", "note", "subject", "question", "address", "title")
_LONGEST = 10_000
_SCIENTIFIC = quote(r"[0-9](\.[0-9]+)?[eE]\+[0-9]+")


@dataclass(frozen=True)
class Problem:
    """One thing that can be wrong with a row: the canonical column, the code, and the SQL that tells."""

    column: str
    code: str
    condition: str


class Typing:
    """How one file's text becomes typed rows: decided from the columns as a whole, then run as one statement."""

    def __init__(
        self, engine: Engine, raw: RawFile, mapping: Mapping, columns: dict[str, Column], *, required: set[str]
    ) -> None:
        self.engine, self.raw, self.mapping = engine, raw, mapping
        self.columns = {name: columns[name] for name in mapping.columns}
        self.required = required
        self.cell = {name: f"c{raw.outcome.headers.index(header)}" for name, header in mapping.columns.items()}
        self.looks: dict[str, Look] = {}

    def run(self, zone: str, day_zone: str) -> None:
        """Makes the tables of typed rows and of problems; `zone` is the file's, `day_zone` the workspace's."""
        files = ", ".join(quote(str(path)) for path in self.raw.files)
        self.engine.run(
            f"CREATE OR REPLACE TEMP VIEW {RAW} AS SELECT * FROM read_parquet([{files}], union_by_name = true)"
        )
        self.looks = profile(self.engine, self._clean(), self.columns, date_order=self.mapping.options.date_order)
        self.engine.run(f"CREATE OR REPLACE TEMP TABLE {TYPED} AS {self._typed()}")
        self.engine.run(
            f"CREATE OR REPLACE TEMP TABLE {PROBLEMS_FOUND} (__row BIGINT, __column VARCHAR, __code VARCHAR, "
            "__detail VARCHAR)"
        )
        self.engine.run(f"CREATE OR REPLACE TEMP TABLE {SKIPPED} (__row BIGINT)")
        self._name_problems()
        self.engine.run(f"CREATE OR REPLACE TEMP VIEW {FACTS} AS {self._facts(zone, day_zone)}")

    def sentinels(self) -> int:
        """How many cells that may be empty held a date that stands for 'empty'."""
        optional = [name for name in self._moments() if self._may_be_sentinel(name) and name not in self.required]
        if not optional:
            return 0
        conditions = [f"count(*) FILTER ({is_sentinel(f'{name}')})" for name in optional]
        (row,) = self.engine.rows(f"SELECT {' + '.join(conditions)} AS n FROM {TYPED} WHERE __fate = {KEPT}")
        return int(row["n"])

    def _moments(self) -> list[str]:
        return [name for name, column in self.columns.items() if column.type in ("date", "timestamp")]

    def _clean(self) -> str:
        plain = self.raw.outcome.is_plain
        texts = [f"{clean_text(cell, is_plain=plain)} AS t_{name}" for name, cell in self.cell.items()]
        return f"SELECT __row, __problem, {', '.join(texts)}, {self._left_out()} AS __out, {self._blank()} FROM {RAW}"

    def _left_out(self) -> str:
        conditions = []
        for rule in self.mapping.options.drop_rows:
            cell = f"trim(c{self.raw.outcome.headers.index(rule.column)})"
            is_it = f"{cell} = {quote(rule.equals)}" if rule.equals is not None else ""
            conditions.append(is_it or f"starts_with({cell}, {quote(rule.starts_with or '')})")
        return f"coalesce({' OR '.join(conditions)}, FALSE)" if conditions else "FALSE"

    def _blank(self) -> str:
        every = ", ".join(f"c{index}" for index in range(len(self.raw.outcome.headers)))
        mapped = ", ".join(f"nullif({cell}, '')" for cell in self.cell.values())
        whole = f"translate(concat({every}, __more), chr(160) || chr(12288) || chr(8203) || chr(65279) || chr(9), '')"
        return (
            f"CASE WHEN coalesce(trim(coalesce({mapped})), '') = '' THEN trim({whole}) = '' ELSE FALSE END AS __blank"
        )

    def _valued(self) -> str:
        values = [f"{self._value(name)} AS v_{name}" for name in self.columns]
        values += [f"{moment_offset(f't_{name}')} AS o_{name}" for name in self._moments() if not self._plain(name)]
        return f"SELECT *, {', '.join(values)} FROM ({self._clean()})"

    def _value(self, name: str) -> str:
        column, look, text = self.columns[name], self.looks[name], f"t_{name}"
        if column.type == "string":
            words = () if name in _FREE_TEXT else self._empty_words()
            return text_value(name, text, look=look, empty=words)
        if column.type in ("date", "timestamp"):
            return moment(
                text, is_plain=look.is_plain, date_order=look.date_order, has_serials="xls" in self.raw.outcome.kind
            )
        if column.type == "boolean":
            yes = among(f"lower({text})", ("true", "1", "是", "y", "yes", "√", "t"))
            no = among(f"lower({text})", ("false", "0", "否", "n", "no", "f"))
            return f"CASE WHEN {yes} THEN TRUE WHEN {no} THEN FALSE END"
        kind = "BIGINT" if column.type == "int64" else column.type.upper()
        if kind == "BIGINT":
            return f"CAST({decimal(text, 'DECIMAL(18,0)', is_plain=look.is_plain)} AS BIGINT)"
        return decimal(text, kind, is_plain=look.is_plain)

    def _plain(self, name: str) -> bool:
        return self.looks[name].is_plain

    def _may_be_sentinel(self, name: str) -> bool:
        return name != "born_on"

    def _empty_words(self) -> tuple[str, ...]:
        given = self.mapping.options.empty_words
        return EMPTY_WORDS if given is None else tuple(word.casefold() for word in given)

    def problems(self) -> list[Problem]:
        """Everything that is looked for in a row before tables are looked at."""
        found: list[Problem] = []
        for name in self.columns:
            found += self._problems_of(name)
        return found

    def _problems_of(self, name: str) -> list[Problem]:
        column, text, value = self.columns[name], f"t_{name}", f"v_{name}"
        found = []
        if not self.raw.outcome.is_plain:
            found += [Problem(name, code, condition) for code, condition in damage(text).items()]
        is_known = " AND ".join(f"NOT coalesce({item.condition}, FALSE)" for item in found) or "TRUE"
        if column.type == "string":
            found.append(Problem(name, "TOO_LONG", f"strlen({text}) > {_LONGEST} AND length({text}) > {_LONGEST}"))
            if name.endswith("_id") or name in ("mobile", "landline"):
                found.append(
                    Problem(name, "SCIENTIFIC", f"contains({text}, '+') AND regexp_full_match({text}, {_SCIENTIFIC})")
                )
        else:
            code = "DATE" if name in self._moments() else "NOT_A_NUMBER"
            unread = f"{text} IS NOT NULL AND {value} IS NULL AND NOT {is_empty_word(text, self._empty_words())}"
            found.append(Problem(name, code, f"{unread} AND {is_known}"))
        if column.type == "timestamp":
            limit = datetime.now(UTC).replace(tzinfo=None) + timedelta(days=1)
            late = f"{value} > TIMESTAMP '{limit:%Y-%m-%d %H:%M:%S}' AND NOT {is_sentinel(value)}"
            found.append(Problem(name, "FUTURE", late))
        if name in self.required:
            empty = f"{text} IS NULL OR ({value} IS NULL AND {is_empty_word(text, self._empty_words())})"
            found.append(Problem(name, "REQUIRED", empty))
            if name in self._moments():
                found.append(Problem(name, "SENTINEL", is_sentinel(value)))
        return found

    def _typed(self) -> str:
        values = [f'v_{name} AS "{name}"' for name in self.columns]
        values += [f'o_{name} AS "{name}__offset"' for name in self._moments() if not self._plain(name)]
        bad = " OR ".join(f"coalesce({item.condition}, FALSE)" for item in self.problems())
        first = f"t_{next(iter(self.columns))}"
        bare = f"lower(rtrim({first}, ':： '))"
        total = f"(strlen({first}) <= 20 AND {among(bare, _TOTALS)})"
        fate = (
            f"CASE WHEN __blank THEN {BLANK} WHEN __out THEN {LEFT_OUT} WHEN {total} THEN {TOTAL} "
            f"WHEN __problem IS NOT NULL OR {bad} THEN {BAD} ELSE {KEPT} END AS __fate"
        )
        return f"SELECT __row, {', '.join(values)}, {fate} FROM ({self._valued()})"

    def _name_problems(self) -> None:
        fates = {
            row["f"]: row["n"] for row in self.engine.rows(f"SELECT __fate AS f, count(*) AS n FROM {TYPED} GROUP BY 1")
        }
        for fate, code in ((LEFT_OUT, "LEFT_OUT"), (TOTAL, "TOTAL_ROW")):
            if fates.get(fate):
                self.engine.run(
                    f"INSERT INTO {PROBLEMS_FOUND} SELECT __row, '', '{code}', NULL FROM {TYPED} WHERE __fate = {fate}"
                )
        if not fates.get(BAD):
            return
        headers = self.mapping.columns
        listed = ["CASE WHEN __problem IS NOT NULL THEN {'c': '', 'k': __problem} END"]
        listed += [
            f"CASE WHEN __problem IS NULL AND ({item.condition}) THEN "
            f"{{'c': {quote(headers[item.column])}, 'k': {self._code(item)}}} END"
            for item in self.problems()
        ]
        rows = (
            f"SELECT * FROM ({self._valued()}) SEMI JOIN (SELECT __row FROM {TYPED} WHERE __fate = {BAD}) USING (__row)"
        )
        self.engine.run(
            f"INSERT INTO {PROBLEMS_FOUND} SELECT __row, p.c, p.k, NULL "
            f"FROM (SELECT __row, unnest([{', '.join(listed)}]) AS p FROM ({rows})) WHERE p IS NOT NULL"
        )

    def _code(self, problem: Problem) -> str:
        """The code as SQL: a number that can be read but not be held is too large, not no number."""
        if problem.code != "NOT_A_NUMBER" or self.columns[problem.column].type == "boolean":
            return quote(problem.code)
        return f"CASE WHEN {number_text(f't_{problem.column}')} IS NULL THEN 'NOT_A_NUMBER' ELSE 'RANGE' END"

    def _facts(self, zone: str, day_zone: str) -> str:
        """The rows still in the running, each instant in UTC as `x`, its local day as `x__day`.

        Rows that are rejected or skipped later leave by themselves: the view looks at both lists.
        """
        gone = f"(SELECT __row FROM {PROBLEMS_FOUND} UNION ALL SELECT __row FROM {SKIPPED})"
        parts = ["__row"]
        for name, column in self.columns.items():
            if column.type == "date":
                parts.append(f'CAST({self._known(name)} AS DATE) AS "{name}"')
            elif column.type == "timestamp":
                parts += self._instant(name, zone, day_zone)
            else:
                parts.append(f'"{name}"')
        return f"SELECT {', '.join(parts)} FROM {TYPED} WHERE __fate = {KEPT} AND __row NOT IN {gone}"

    def _known(self, name: str) -> str:
        """The value, or NULL where a day stands for 'empty'."""
        return f'CASE WHEN NOT {is_sentinel(name)} THEN "{name}" END' if self._may_be_sentinel(name) else f'"{name}"'

    def _instant(self, name: str, zone: str, day_zone: str) -> list[str]:
        (row,) = self.engine.rows(
            f'SELECT min("{name}") AS low, max("{name}") AS high, '
            f'count(*) FILTER ("{name}" <> date_trunc(\'day\', "{name}")) AS timed FROM {TYPED} WHERE __fate = {KEPT}'
        )
        low, high = row["low"] or datetime(2000, 1, 1), row["high"] or datetime(2000, 1, 2)
        wall = f'"{name}"' if name in self.required else f"({self._known(name)})"
        instant = utc_from_local(wall, zone, low, high)
        day = f"CAST({wall} AS DATE)"
        if not self._plain(name):
            stated = f'({wall} - to_seconds("{name}__offset"))'
            instant = f'CASE WHEN "{name}__offset" IS NULL THEN {instant} ELSE {stated} END'
        if zone != day_zone or not self._plain(name):
            day = f"CAST({local_from_utc(f'({instant})', day_zone, low, high)} AS DATE)"
        return [f'{instant} AS "{name}"', f'{day} AS "{name}__day"', f'{bool(row["timed"])} AS "{name}__timed"']
