"""Another database, read through DuckDB's scanners: a connection of its own, read-only, locked once it is attached."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Self, TypeVar

from fenji.engines.duckdb import DuckDBEngine
from fenji.engines.engine import literal, quoted
from fenji.errors import Cancelled, DiskFull, EngineError
from fenji.language import Text

Kind = Literal["sqlite", "postgres", "mysql"]
T = TypeVar("T")
MEMORY_LIMIT = "512MB"
HIDDEN = "***"
_POSTGRES_SESSION = (
    "-c TimeZone=UTC -c DateStyle=ISO -c IntervalStyle=iso_8601 -c extra_float_digits=1 "
    "-c default_transaction_read_only=on"
)


class ScanFailed(Exception):
    """What the other database answered instead of rows, without any secret in it. `is_lost`: it did not answer."""

    def __init__(self, detail: str, *, is_lost: bool) -> None:
        super().__init__(detail)
        self.detail, self.is_lost = detail, is_lost


@dataclass(frozen=True)
class Address:
    """Where a database is and who asks. The password is shown by nothing: not by repr, not by an error."""

    kind: Kind
    database: str
    host: str = ""
    port: int | None = None
    user: str = ""
    password: str = field(default="", repr=False)
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def shown(self) -> str:
        """The place without credentials, for errors and records."""
        port = f":{self.port}" if self.port else ""
        return Path(self.database).name if self.kind == "sqlite" else f"{self.kind}://{self.host}{port}/{self.database}"


class Scanner:
    """Asks one database in its own SQL; answers rows, or writes them into a Parquet file piece by piece."""

    def __init__(self, engine: DuckDBEngine, address: Address) -> None:
        self._engine, self._address = engine, address

    @classmethod
    def open(
        cls, address: Address, *, folder: Path, reads: Sequence[Path] = (), memory_limit: str = MEMORY_LIMIT
    ) -> Self:
        """Attaches the database read-only, then closes everything else but `folder` and the folders of `reads`."""
        extension = _extension(address.kind)
        engine = DuckDBEngine.in_memory(memory_limit=memory_limit, temp_directory=folder / "spill")
        scanner = cls(engine, address)
        try:
            scanner._ask(lambda: scanner._attach(extension, (folder, *reads)))
        except BaseException:
            engine.close()
            raise
        return scanner

    def columns(self, sql: str) -> dict[str, str]:
        """The columns of a query with their types as DuckDB names them; nothing is fetched."""
        found = self._ask(lambda: self._engine.rows(f"DESCRIBE {self._asked(sql)}"))
        return {row["column_name"]: row["column_type"] for row in found}

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """The answer to a small question."""
        return self._ask(lambda: self._engine.rows(self._asked(sql)))

    def copy(self, sql: str, target: Path, *, notes: Mapping[str, str], ahead: str | None = None) -> int:
        """Streams the rows of a query into a Parquet file with notes in its footer; returns their number.

        `ahead` is a working table of `keep_unseen` whose rows stand before them.
        """
        asked = self._asked(sql) if ahead is None else f"FROM {quoted(ahead)} UNION ALL {self._asked(sql)}"
        footer = ", ".join(f"{quoted(name)}: {literal(words)}" for name, words in notes.items())
        statement = f"COPY ({asked}) TO {literal(str(target))} (FORMAT parquet, KV_METADATA {{{footer}}})"
        (row,) = self._ask(lambda: self._engine.rows(statement))
        return int(row["Count"])

    def keep_unseen(self, name: str, sql: str, *, seen: Sequence[Path], column: str, value: str) -> None:
        """Keeps those rows of a query that the files of `seen` do not hold; a row held once is left out once.

        Only rows of the files whose `column` is `value` are compared.
        """
        files = ", ".join(literal(str(path)) for path in seen)
        held = f"SELECT * FROM read_parquet([{files}]) WHERE {quoted(column)} = {literal(value)}"
        statement = f"CREATE TABLE {quoted(name)} AS ({self._asked(sql)} EXCEPT ALL {held}) ORDER BY ALL"
        self._ask(lambda: self._engine.run(statement))

    def close(self) -> None:
        """Lets the database go."""
        self._engine.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _asked(self, sql: str) -> str:
        return f"SELECT * FROM {self._address.kind}_query('src', {literal(sql)})"

    def _attach(self, extension: Path, folders: Sequence[Path]) -> None:
        address, engine = self._address, self._engine
        engine.run("SET allow_persistent_secrets = false")
        engine.run(f"LOAD {literal(str(extension))}")
        if address.kind == "mysql":
            engine.run("SET mysql_session_time_zone = '+00:00'")
            engine.run("SET mysql_query_timeout_enabled = false")
        place, secret = address.database, ""
        if address.kind != "sqlite":
            place, secret = _options(address), ", SECRET source"
            engine.run(f"CREATE SECRET source (TYPE {address.kind}, {_secret(address)})")
        engine.run(f"ATTACH {literal(place)} AS src (TYPE {address.kind}, READ_ONLY{secret})")
        engine.lock(folders)

    def _ask(self, question: Callable[[], T]) -> T:
        """Errors lose every secret, and the foreign error they came from: a traceback shows neither."""
        import duckdb

        try:
            return question()
        except (Cancelled, DiskFull):
            raise
        except EngineError as error:
            words, is_lost = str(error.__cause__ or error.problem.en), True
        except duckdb.Error as error:
            words, is_lost = str(error), False
        raise ScanFailed(_without_secrets(words, self._address), is_lost=is_lost and not _is_refusal(words))


def _extension(kind: Kind) -> Path:
    package = f"duckdb_extension_{kind}_scanner"
    spec = importlib.util.find_spec(package)
    for place in (spec.submodule_search_locations or ()) if spec else ():
        for file in sorted(Path(place).rglob("*.duckdb_extension")):
            return file
    problem = Text("the package {name} is missing", "缺少软件包 {name}").fill(name=package.replace("_", "-"))
    fix = Text("Install fenji with the extra [connectors].", "请安装 fenji 的 [connectors] 附加组件。")
    raise EngineError(problem, where=kind, fix=fix)


def _secret(address: Address) -> str:
    parts = {"HOST": address.host, "USER": address.user, "PASSWORD": address.password, "DATABASE": address.database}
    listed = [f"{name} {literal(value)}" for name, value in parts.items() if value]
    return ", ".join([*listed, f"PORT {address.port}"] if address.port else listed)


def _options(address: Address) -> str:
    """What is said beside the credentials, as the driver reads it: `name=value`, quoted."""
    given = dict(address.options)
    if address.kind == "postgres":
        given = {"connect_timeout": "15", "application_name": "fenji", **given, "options": _POSTGRES_SESSION}
    return " ".join(f"{name}='{_escaped(value)}'" for name, value in given.items()) if given else ""


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "\\'")


def _without_secrets(words: str, address: Address) -> str:
    """The database's own words: the first paragraph, without our query and without the password in any spelling."""
    from urllib.parse import quote, quote_plus

    shown = words.split("\n\nLINE", 1)[0].strip()
    secret = address.password
    spellings = {secret, quote(secret, safe=""), quote_plus(secret), secret.replace("'", "''"), _escaped(secret)}
    for spelling in sorted((one for one in spellings if one), key=len, reverse=True):
        shown = shown.replace(spelling, HIDDEN)
    return shown


def _is_refusal(words: str) -> bool:
    """It answered, and said no: waiting or a better line will not help."""
    low = words.lower()
    signs = ("failed to prepare", "access denied", "authentication failed", "does not exist", "permission denied")
    return any(sign in low for sign in signs)
