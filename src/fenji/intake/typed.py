"""Text → typed rows, as views over the rows as text: every row is kept, blank, left out, or has named problems."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fenji.intake.cells import EMPTY_WORDS, clean_text, quote
from fenji.intake.checks import Checks, Problem
from fenji.intake.instants import doubtful, local_from_utc, utc_from_local
from fenji.intake.known import Known
from fenji.intake.moments import is_sentinel, moment_offset
from fenji.intake.numbers import currency_sign
from fenji.intake.profile import MOMENTS, Look, Sources, looks_of
from fenji.intake.suggested import suggest_numbers
from fenji.intake.totals import any_cell_is_total, is_total
from fenji.intake.values import value_of
from fenji.intake.words import looks_masked, text_value
from fenji.language import Text
from fenji.tables.table import Column

if TYPE_CHECKING:
    from fenji.engines.engine import Engine
    from fenji.intake.mapping import Mapping
    from fenji.intake.reader import RawFile

RAW, TYPED, FACTS, PROBLEMS_FOUND, SKIPPED = "fj_raw", "fj_typed", "fj_facts", "fj_problems", "fj_skipped"
FATES = "fj_fates"
KEPT, BLANK, LEFT_OUT, TOTAL, BAD = range(5)
_FREE_TEXT = ("name", "product_name", "text", "note", "subject", "question", "address", "title")
_ORDERS = ("orders", "order_lines")


class Typing:
    """How one file's text becomes typed rows: decided from the columns as a whole, then read where it is needed.

    Nothing wide is kept twice: typed rows are a view, and only rows that are not kept are written down (`FATES`).
    """

    def __init__(
        self, engine: Engine, raw: RawFile, mapping: Mapping, columns: dict[str, Column], *, required: set[str]
    ) -> None:
        self.engine, self.raw, self.mapping, self.options = engine, raw, mapping, mapping.options
        self.columns = {name: columns[name] for name in mapping.columns}
        self.required = required
        headers = raw.outcome.headers
        self.cell = {name: f"c{headers.index(header)}" for name, header in mapping.columns.items()}
        self.every = dict(self.columns)
        for name, value in self.options.constants.items():
            self.every[name], self.cell[name] = columns[name], quote(value)
        for number, header in enumerate(self.options.questions):
            name = f"question_{number}"
            self.every[name] = Column(name, "string", Text(header, header), Text(header, header))
            self.cell[name] = f"c{headers.index(header)}"
        self.known = Known(self.cell, raw.outcome.signs, raw.outcome.rows)
        self.looks: dict[str, Look] = {}
        self.rows = self.damaged = 0
        self.doubtful_times = 0

    def run(self, zone: str, day_zone: str) -> None:
        """Makes the views of typed rows and the table of problems; `zone` is the file's, `day_zone` the workspace's."""
        files = ", ".join(quote(str(path)) for path in self.raw.files)
        run = self.engine.run
        run(f"CREATE OR REPLACE TEMP VIEW {RAW} AS SELECT * FROM read_parquet([{files}], union_by_name = true)")
        headers = dict(self.mapping.columns)
        sources = Sources(
            RAW,
            self.cell,
            headers,
            self.raw.outcome.is_plain,
            self._empty_words(),
            _FREE_TEXT,
            frozenset(self._keys()),
            self.known.signs,
        )
        self.looks, self.rows, self.damaged = looks_of(self.engine, sources, self.every, options=self.options)
        run(f"CREATE OR REPLACE TEMP TABLE {FATES} AS {self._fates()}")
        run(f"CREATE OR REPLACE TEMP VIEW {TYPED} AS {self._typed()}")
        run(
            f"CREATE OR REPLACE TEMP TABLE {PROBLEMS_FOUND} (__row BIGINT, __column VARCHAR, __code VARCHAR, "
            "__detail VARCHAR)"
        )
        run(f"CREATE OR REPLACE TEMP TABLE {SKIPPED} (__row BIGINT)")
        self._name_problems()
        run(f"CREATE OR REPLACE TEMP VIEW {FACTS} AS {self._facts(zone, day_zone)}")

    def rises(self, name: str) -> bool:
        """Whether every value of a column is greater than the one before, so that none stands twice."""
        return self.known.rises(name) and not self.looks[name].is_id_card

    def is_filled(self, name: str) -> bool:
        """Whether it is known that every row has a value here that is kept."""
        if not self.known.is_gapless(name):
            return False
        look = self.looks[name]
        is_hidden = look.saw("words") or look.saw("masked") or self._checks(name).may_be_sentinel
        return not is_hidden and (self.every[name].type == "string" or look.is_plain)

    def sentinels(self) -> int:
        """How many cells that may be empty held a date that stands for 'empty'."""
        optional = [name for name in self._moments() if name not in self.required]
        optional = [name for name in optional if self._checks(name).may_be_sentinel]
        if not optional:
            return 0
        conditions = [f"count(*) FILTER ({is_sentinel(_column(name))})" for name in optional]
        (row,) = self.engine.rows(f"SELECT {' + '.join(conditions)} AS n FROM {TYPED} WHERE __fate = {KEPT}")
        return int(row["n"]) + sum(self.looks[name].saw("forever") for name in optional)

    def _moments(self) -> list[str]:
        return [name for name, column in self.every.items() if column.type in MOMENTS]

    def _checks(self, name: str) -> Checks:
        return Checks(
            self.every[name],
            self.looks[name],
            self.options,
            rows=self.rows,
            is_required=name in self.required,
            is_masked_bad=name == "customer_id" and self.mapping.table not in _ORDERS,
            empty_words=self._words_of(name),
        )

    def problems(self) -> list[Problem]:
        """Everything that is looked for in a row before tables are looked at; what no column has is not looked for."""
        return [problem for name in self.every for problem in self._checks(name).problems()]

    def _cleaned(self, names: list[str]) -> str:
        texts = [f"{self._text(name)} AS t_{name}" for name in names]
        return f"SELECT *{''.join(f', {text}' for text in texts)} FROM {RAW}"

    def _text(self, name: str) -> str:
        """SQL for a cell's clean text; the cell itself where all of them are clean and filled."""
        if self.known.is_gapless(name):
            return self.cell[name]
        return clean_text(self.cell[name], is_tidy=self.looks[name].is_tidy)

    def _valued(self, names: list[str]) -> str:
        values = [f"{self._value(name)} AS v_{name}" for name in names]
        values += [f"{moment_offset(f't_{name}')} AS o_{name}" for name in names if self._has_offset(name)]
        values += [f"{currency_sign(f't_{name}')} AS s_{name}" for name in names if self._has_sign(name)]
        return f"SELECT *{''.join(f', {value}' for value in values)} FROM ({self._cleaned(names)})"

    def _has_offset(self, name: str) -> bool:
        is_moment = self.every[name].type in MOMENTS
        return is_moment and not self.looks[name].is_plain and self.looks[name].calendar == "gregorian"

    def _has_sign(self, name: str) -> bool:
        return name == "amount" and bool(self.looks[name].saw("sign"))

    def _value(self, name: str) -> str:
        column, look, text = self.every[name], self.looks[name], f"t_{name}"
        if column.type == "string":
            value = text_value(name, text, look=look, empty=self._words_of(name), signs=self.known.signs.get(name))
            hides = name == "customer_id" and self.mapping.table in _ORDERS and look.saw("masked")
            return f"CASE WHEN {looks_masked(text)} THEN NULL ELSE {value} END" if hides else value
        return value_of(column, look, text, outcome=self.raw.outcome, options=self.options)

    def _words_of(self, name: str) -> tuple[str, ...]:
        """Words that stand for 'empty' in a column; a person may be called Null, and NaN is no number."""
        if name in _FREE_TEXT or name.startswith("question_"):
            return ()
        is_text = self.every[name].type in ("string", *MOMENTS)
        spared = () if is_text or self.raw.outcome.kind == "parquet" else ("nan",)
        return tuple(word for word in self._empty_words() if word not in spared)

    def _empty_words(self) -> tuple[str, ...]:
        given = self.options.empty_words
        return EMPTY_WORDS if given is None else tuple(word.casefold() for word in given)

    def _fates(self) -> str:
        """The rows that are not kept, each with why."""
        problems = self.problems()
        names = list(self.every)
        bad = " OR ".join(f"coalesce({item.condition}, FALSE)" for item in problems)
        cells = [f"c{index}" for index in range(len(self.raw.outcome.headers))]
        ids = [name for name in self._keys() if self.looks[name].saw("total")]
        conditions = []
        if all(self.looks[name].saw("filled") < self.rows for name in names):
            conditions.append((BLANK, self._is_blank(cells)))
        if self.options.drop_rows:
            conditions.append((LEFT_OUT, self._is_left_out()))
        conditions += [(TOTAL, is_total(f"t_{name}")) for name in ids]
        if not (problems or conditions or self.damaged):
            return f"SELECT __row, CAST({BAD} AS TINYINT) AS fate FROM {RAW} LIMIT 0"
        worst = f"__problem IS NOT NULL{f' OR {bad}' if bad else ''}"
        cases = " ".join(f"WHEN {condition} THEN {fate}" for fate, condition in conditions)
        asked = sorted({item.column for item in problems} | set(ids) | (set(names) if conditions[:1] else set()))
        total = f"CASE WHEN __problem IS NULL AND {any_cell_is_total(cells)} THEN {TOTAL} ELSE {BAD} END"
        return (
            f"SELECT __row, CAST(fate AS TINYINT) AS fate FROM (SELECT __row, CASE {cases} WHEN {worst} THEN {total} "
            f"ELSE {KEPT} END AS fate FROM ({self._valued(asked)})) WHERE fate <> {KEPT}"
        )

    def _keys(self) -> list[str]:
        """The columns in which a total's word stands where a record would have its number."""
        return [name for name in self.columns if name.endswith("_id") and name in self.required]

    def _is_left_out(self) -> str:
        found = []
        for rule in self.options.drop_rows:
            cell = f"trim(c{self.raw.outcome.headers.index(rule.column)})"
            is_it = f"{cell} = {quote(rule.equals)}" if rule.equals is not None else ""
            found.append(is_it or f"starts_with({cell}, {quote(rule.starts_with or '')})")
        return f"coalesce({' OR '.join(found)}, FALSE)"

    def _is_blank(self, cells: list[str]) -> str:
        mapped = ", ".join(f"t_{name}" for name in self.every if name not in self.options.constants)
        spaces = " || ".join(f"chr({code})" for code in (160, 12288, 8203, 65279, 9))
        whole = f"translate(concat({', '.join(cells)}, __more), {spaces}, '')"
        return f"CASE WHEN coalesce({mapped}) IS NULL THEN trim({whole}) = '' ELSE FALSE END"

    def _typed(self) -> str:
        values = [f'v_{name} AS "{name}"' for name in self.every]
        values += [f'o_{name} AS "{name}__offset"' for name in self._moments() if self._has_offset(name)]
        values += [f'"s_{name}" AS "{name}__sign"' for name in self.every if self._has_sign(name)]
        valued = self._valued(list(self.every))
        (row,) = self.engine.rows(f"SELECT count(*) AS n FROM {FATES}")
        if not row["n"]:
            return f"SELECT __row, {', '.join(values)}, CAST({KEPT} AS TINYINT) AS __fate FROM ({valued})"
        fate = f"coalesce(fate, {KEPT}) AS __fate"
        return f"SELECT __row, {', '.join(values)}, {fate} FROM ({valued}) LEFT JOIN {FATES} USING (__row)"

    def _name_problems(self) -> None:
        fates = {
            row["f"]: row["n"] for row in self.engine.rows(f"SELECT fate AS f, count(*) AS n FROM {FATES} GROUP BY 1")
        }
        for fate, code in ((LEFT_OUT, "LEFT_OUT"), (TOTAL, "TOTAL_ROW")):
            if fates.get(fate):
                self.engine.run(
                    f"INSERT INTO {PROBLEMS_FOUND} SELECT __row, '', '{code}', NULL FROM {FATES} WHERE fate = {fate}"
                )
        if not fates.get(BAD):
            return
        problems, headers = self.problems(), self.mapping.columns
        listed = ["CASE WHEN __problem IS NOT NULL THEN {'c': '', 'k': __problem, 'd': CAST(NULL AS VARCHAR)} END"]
        listed += [
            f"CASE WHEN __problem IS NULL AND ({item.condition}) THEN "
            f"{{'c': {quote(headers.get(item.column, item.column))}, 'k': {item.code}, 'd': {item.detail}}} END"
            for item in problems
        ]
        asked = sorted({item.column for item in problems})
        bad = f"SELECT __row FROM {FATES} WHERE fate = {BAD}"
        rows = f"SELECT * FROM ({self._valued(asked)}) SEMI JOIN ({bad}) USING (__row)"
        self.engine.run(
            f"INSERT INTO {PROBLEMS_FOUND} SELECT __row, p.c, p.k, p.d "
            f"FROM (SELECT __row, unnest([{', '.join(listed)}]) AS p FROM ({rows})) WHERE p IS NOT NULL"
        )
        suggest_numbers(self.engine, PROBLEMS_FOUND)

    def _facts(self, zone: str, day_zone: str) -> str:
        """The rows still in the running, each instant in UTC as `x`, its local day as `x__day`.

        Rows that are rejected or skipped later leave by themselves: the view looks at both lists.
        """
        gone = f"(SELECT __row FROM {PROBLEMS_FOUND} UNION ALL SELECT __row FROM {SKIPPED})"
        parts = ["__row"]
        for name, column in self.every.items():
            if column.type == "date":
                parts.append(f'CAST({self._known(name)} AS DATE) AS "{name}"')
            elif column.type == "timestamp":
                parts += self._instant(name, zone, day_zone)
            else:
                parts.append(f'"{name}"')
        parts += [f'"{name}__sign"' for name in self.every if self._has_sign(name)]
        return f"SELECT {', '.join(parts)} FROM {TYPED} ANTI JOIN {gone} USING (__row) WHERE __fate = {KEPT}"

    def _known(self, name: str) -> str:
        """The value, or NULL where a day stands for 'empty'."""
        is_asked = name not in self.required and self._checks(name).may_be_sentinel
        return f"(CASE WHEN NOT {is_sentinel(_column(name))} THEN {_column(name)} END)" if is_asked else _column(name)

    def _instant(self, name: str, zone: str, day_zone: str) -> list[str]:
        look, wall = self.looks[name], self._known(name)
        (low, high), is_timed = look.span, bool(look.saw("timed"))
        if not look.is_plain:
            (row,) = self.engine.rows(
                f'SELECT min("{name}") AS low, max("{name}") AS high, '
                f'count(*) FILTER ("{name}" <> date_trunc(\'day\', "{name}")) AS timed FROM {TYPED} '
                f"WHERE __fate = {KEPT}"
            )
            (low, high), is_timed = Look(low=row["low"], high=row["high"]).span, bool(row["timed"])
        instant = utc_from_local(wall, zone, low, high)
        day = f"CAST({wall} AS DATE)"
        self._count_doubtful(name, doubtful(_column(name), zone, low, high))
        if self._has_offset(name):
            stated = f'({wall} - to_seconds("{name}__offset"))'
            instant = f'CASE WHEN "{name}__offset" IS NULL THEN {instant} ELSE {stated} END'
        if zone != day_zone or self._has_offset(name):
            day = f"CAST({local_from_utc(f'({instant})', day_zone, low, high)} AS DATE)"
        return [f'{instant} AS "{name}"', f'{day} AS "{name}__day"', f'{is_timed} AS "{name}__timed"']

    def _count_doubtful(self, name: str, condition: str | None) -> None:
        if condition is None or not self.looks[name].saw("timed"):
            return
        stated = f' AND "{name}__offset" IS NULL' if self._has_offset(name) else ""
        (row,) = self.engine.rows(f"SELECT count(*) AS n FROM {TYPED} WHERE __fate = {KEPT} AND ({condition}){stated}")
        self.doubtful_times += int(row["n"])


def _column(name: str) -> str:
    return f'"{name}"'
