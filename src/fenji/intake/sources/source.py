"""What people write about a source: where its rows are, what they become, and how far the last import came."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, field_validator, model_validator

from fenji.intake.sources.refusals import wrong
from fenji.language import Text

NAME = r"^[\w][\w.\-]*$"


class _Source(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=NAME, max_length=80)
    into: str  # the canonical table
    columns: dict[str, str] = {}  # canonical column → column of the source; the others are recognised
    options: dict[str, Any] = {}  # as in a mapping: status, zone, negative_amount …
    source: str | None = None  # the name its rows carry; default: the workspace's

    @property
    def file_name(self) -> str:
        """What the import record calls the fetched file."""
        return f"{self.name}.parquet"


class DatabaseSource(_Source):
    """A table, or a query in the database's own SQL; the address comes from a credential, a SQLite file by path."""

    kind: Literal["database"] = "database"
    url_env: str | None = None
    file: str | None = None
    table: str | None = None
    query: str | None = None
    cursor: str | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> DatabaseSource:
        if (self.table is None) == (self.query is None):
            raise ValueError("give either 'table' or 'query'")
        if (self.url_env is None) == (self.file is None):
            raise ValueError("give either 'url_env' (the name of an environment variable) or 'file' (SQLite)")
        if self.url_env and "://" in self.url_env:
            raise ValueError("'url_env' is the name of an environment variable, never the address itself")
        return self


class Since(BaseModel):
    """The increment of a web service: rows whose `column` grew, asked by the parameter `param`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    column: str
    param: str


class RestSource(_Source):
    """A web service that answers JSON page by page; `paginator` as dlt's rest_api source writes it."""

    kind: Literal["rest"]
    base_url: str
    path: str = ""
    params: dict[str, str | int | float | bool] = {}
    records: str | None = None  # where in a page the rows are: data.items
    paginator: str | dict[str, Any] = "auto"
    token_env: str | None = None  # sent as Authorization: Bearer …
    headers_env: dict[str, str] = {}  # header → credential's name
    params_env: dict[str, str] = {}  # parameter → credential's name
    since: Since | None = None
    max_pages: int = Field(default=100_000, ge=1)
    wait_seconds: float = Field(default=600, ge=0)  # how long in all it may be asked to wait (429)

    @field_validator("base_url")
    @classmethod
    def _is_web(cls, value: str) -> str:
        from urllib.parse import urlsplit

        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("it starts with https://")
        if parts.username or parts.password:
            raise ValueError("no credentials in the address: use token_env, headers_env or params_env")
        return value


class FolderSource(_Source):
    """A folder of the workspace: files that are put there are imported, each once."""

    kind: Literal["folder"]
    folder: str = Field(min_length=1, max_length=200)


class DltSource(_Source):
    """Any resource of dlt, given in Python: no file names code to run."""

    kind: Literal["dlt"]


Source = DatabaseSource | RestSource | FolderSource | DltSource
_SOURCE: TypeAdapter[Source] = TypeAdapter(Annotated[Source, Field(discriminator="kind")])


def read_source(written: Path | dict[str, Any], *, name: str | None = None) -> Source:
    """A source from its YAML file (`sources/<name>.yaml`) or a dictionary; every mistake is named at once.

    >>> read_source({"name": "crm", "file": "crm.db", "table": "订单", "into": "orders"}).file_name
    'crm.parquet'
    """
    where = str(written.name) if isinstance(written, Path) else str(written.get("name") or name or "source")
    values = _yaml(written, where) if isinstance(written, Path) else dict(written)
    given = {"kind": "database", **({"name": name} if name else {}), **values}
    try:
        return _SOURCE.validate_python(given)
    except ValidationError as error:
        # the input is left out on purpose: someone may have written a password into the file
        listed = "; ".join(
            f"{'.'.join(map(str, item['loc'][1:])) or 'source'}: {item['msg']}" for item in error.errors()
        )
    raise wrong(where, Text(f"the source cannot be used: {listed}", f"数据源定义不可用：{listed}"))


def _yaml(path: Path, where: str) -> dict[str, Any]:
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeError, yaml.YAMLError):
        values = None
    if not isinstance(values, dict):
        raise wrong(where, Text("it is no readable YAML file of a source", "不是可读的数据源 YAML 文件"))
    return {str(key): value for key, value in values.items()}
