"""Where an engine is, as people write it: duckdb, local[2], spark://host:port, sc://host:port, postgres://user@host/db."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import parse_qsl, unquote, urlsplit

from fenji.errors import EngineError
from fenji.language import Text, same

if TYPE_CHECKING:
    from fenji.engines.engine import Beyond

Kind = Literal["duckdb", "spark", "connect", "postgres"]
FORMS = "duckdb, local[2], spark://host:7077, sc://host:15002, postgres://user@host:5432/database"
_LOCAL = re.compile(r"local(\[(\d{1,3}|\*)\])?")
_PORTS: Mapping[str, int] = {"spark": 7077, "sc": 15002, "postgres": 5432}
_KINDS: Mapping[str, Kind] = {"spark": "spark", "sc": "connect", "postgres": "postgres", "postgresql": "postgres"}
_SECRET = ("password", "token", "sslpassword", "passfile")


@dataclass(frozen=True)
class EngineAddress:
    """Where a grading runs. Nothing secret is in it: a password or token comes from a credential and is asked apart.

    >>> EngineAddress.read("local[2]").kind, EngineAddress.read("postgres://clerk@db/shop").shown
    ('spark', 'postgres://clerk@db:5432/shop')
    """

    kind: Kind
    shown: str
    host: str = ""
    port: int = 0
    user: str = ""
    database: str = ""
    options: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, words: str) -> EngineAddress:
        """The address as people write it; anything else, and one with a password in it, is an EngineError."""
        words = words.strip()
        if words == "duckdb":
            return cls("duckdb", words)
        if _LOCAL.fullmatch(words):
            return cls("spark", words)
        try:
            parts = urlsplit(words)
            host, port, password = parts.hostname or "", parts.port, parts.password
        except ValueError as error:
            raise _unknown(words) from error
        kind = _KINDS.get(parts.scheme)
        if kind is None:
            raise _unknown(words)
        options = dict(parse_qsl(parts.query, keep_blank_values=True))
        if password is not None or any(name.casefold() in _SECRET for name in options) or ";" in parts.path:
            raise _indiscreet(parts.scheme)
        database = unquote(parts.path.strip("/"))
        if (kind != "postgres" and (not host or database)) or (kind == "postgres" and not database):
            raise _unknown(words)
        user, port = unquote(parts.username or ""), port or _PORTS.get(parts.scheme, 5432)
        scheme = "postgres" if kind == "postgres" else parts.scheme
        who, where = f"{user}@" if user else "", f"/{database}" if database else ""
        return cls(kind, f"{scheme}://{who}{host}:{port}{where}", host, port, user, database, options)

    def open(self, *, folder: Path, password: str | None = None) -> Beyond:
        """A session there. `folder`: where tables and answers pass as Parquet; every machine of a cluster sees it."""
        if self.kind == "postgres":
            from fenji.engines.postgres import PostgresEngine

            return PostgresEngine.open(self, password=password)
        if self.kind == "connect":
            from fenji.engines.spark_connect import SparkConnectEngine

            return SparkConnectEngine.open(self, folder=folder, password=password)
        if self.kind == "spark":
            from fenji.engines.spark import SparkEngine

            return SparkEngine.open(self, folder=folder)
        raise ValueError("DuckDB runs in this process: there is nowhere to go")


def _unknown(words: str) -> EngineError:
    shown = re.sub(r"://[^@/]*@", "://***@", words)
    problem = Text("there is no engine at '{words}'", "“{words}”不是可用的计算引擎地址").fill(words=same(shown))
    fix = Text(f"Write one of: {FORMS}.", f"请写：{FORMS}。")
    return EngineError(problem, where="--engine", fix=fix)


def _indiscreet(scheme: str) -> EngineError:
    problem = Text("a password or token does not belong into an address", "地址中不应包含密码或令牌")
    fix = Text(
        "Leave it out and set FENJI_ENGINE_PASSWORD, in the environment or in the workspace's secrets.env (chmod 600).",
        "请从地址中去掉，并在环境变量或工作区的 secrets.env（权限 600）中设置 FENJI_ENGINE_PASSWORD。",
    )
    return EngineError(problem, where=f"{scheme}://…", fix=fix)
