"""What a workspace says of itself: name, currency, time zone, and whether its data is simulated (fenji.yaml)."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, available_timezones

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from fenji.conventions import CHINESE_ZONES, Conventions, Rise
from fenji.errors import OutwardRefused, WorkspaceError
from fenji.language import Text
from fenji.outward.allowed import Allowed
from fenji.workspace.approval import Approval

FILE = "fenji.yaml"


class Settings(BaseModel):
    """A workspace's own settings.

    Days are local to `zone`; money is in `currency` unless a scheme names another; `is_simulated` puts 模拟数据 on
    every picture, sheet and page. `approval` says who approves standards and overrides; without it nobody is asked.
    An override lasts at most `override_days`. `contact` is whom a customer writes to about a grade. Several standards
    may be graded side by side: lists show the tier of `primary_scheme`, and of the `other_schemes` where asked.
    `outward_allow` names machines inside the company's network that messages and sources may reach.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    currency: str = "CNY"
    zone: str = "Asia/Shanghai"
    is_simulated: bool = False
    source_name: str = ""
    memory_limit: str = "2GB"
    approval: Approval | None = None
    override_days: int | None = Field(default=None, ge=1, le=3660)
    contact: str = ""
    primary_scheme: str = "value"
    other_schemes: tuple[str, ...] = ()
    language: Literal["", "zh", "en"] = ""
    fiscal_year_starts: int = Field(default=1, ge=1, le=12)
    has_legal_holidays: bool | None = None
    pauses_over_spring_festival: bool | None = None
    rises: Rise | None = None
    company: str = Field(default="", max_length=80)
    brand_colour: str = ""
    outward_allow: tuple[str, ...] = ()

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        if zone not in available_timezones():
            raise ValueError(f"there is no time zone '{zone}'")
        ZoneInfo(zone)
        return zone

    @field_validator("currency")
    @classmethod
    def _three_letters(cls, currency: str) -> str:
        if not (len(currency) == 3 and currency.isascii() and currency.isupper()):
            raise ValueError(f"'{currency}' is not a currency code of three capital letters such as CNY")
        return currency

    @field_validator("brand_colour")
    @classmethod
    def _is_colour(cls, colour: str) -> str:
        if colour and not re.fullmatch(r"#[0-9A-Fa-f]{6}", colour):
            raise ValueError(f"'{colour}' is no colour such as #1F5FC4")
        return colour.upper()

    @field_validator("outward_allow")
    @classmethod
    def _names_machines(cls, entries: tuple[str, ...]) -> tuple[str, ...]:
        try:
            Allowed.listed(entries)
        except OutwardRefused as refused:
            raise ValueError(refused.problem.en) from refused
        return entries

    @property
    def outward(self) -> Allowed:
        """Whom pages and their jobs may ask over the network: the open Internet, and whom an administrator named."""
        return Allowed.listed(self.outward_allow)

    @property
    def conventions(self) -> Conventions:
        """How time and colour are read here; what is left open follows the time zone."""
        is_chinese = self.zone in CHINESE_ZONES
        legal, pauses = self.has_legal_holidays, self.pauses_over_spring_festival
        return Conventions(
            fiscal_year_starts=self.fiscal_year_starts,
            has_legal_holidays=is_chinese if legal is None else legal,
            pauses_over_spring_festival=is_chinese if pauses is None else pauses,
            rises=self.rises,
        )

    @classmethod
    def of(cls, **values: object) -> Settings:
        """Settings from values a person gave; what does not fit is one error with all problems."""
        try:
            return cls.model_validate(values)
        except ValidationError as refused:
            raise _refusal(refused, where=FILE) from refused

    @classmethod
    def read(cls, folder: Path) -> Settings:
        """The settings of the workspace in a folder."""
        path = folder / FILE
        try:
            values = yaml.safe_load(path.read_text("utf-8")) or {}
        except FileNotFoundError as absent:
            raise WorkspaceError(
                Text("there is no workspace here", "这里没有工作区"),
                where=str(folder),
                fix=Text("Make one with `fenji init FOLDER`, or name it with --workspace.",
                         "请用 `fenji init 文件夹` 新建，或用 --workspace 指定。"),
            ) from absent  # fmt: skip
        except (yaml.YAMLError, UnicodeDecodeError) as unreadable:
            raise WorkspaceError(
                Text("the settings cannot be read: {what}", "无法读取设置：{what}").fill(what=unreadable),
                where=str(path),
                fix=Text("Mend the file; it is YAML.", "请修正该文件(YAML 格式)。"),
            ) from unreadable
        try:
            return cls.model_validate(values)
        except ValidationError as refused:
            raise _refusal(refused, where=str(path)) from refused

    def write(self, folder: Path) -> None:
        """Keeps the settings in the folder's fenji.yaml, whole or not at all."""
        said = self.model_dump(mode="json", exclude_none=True)
        new = {name: value for name, value in said.items() if name in _ALWAYS or value != _DEFAULTS.get(name)}
        making = folder / f".{FILE}.{os.getpid()}"
        with making.open("w", encoding="utf-8") as file:
            yaml.safe_dump(new, file, allow_unicode=True, sort_keys=False)
            file.flush()
            os.fsync(file.fileno())
        making.replace(folder / FILE)


_ALWAYS = frozenset(list(Settings.model_fields)[:11])  # as they were written from the first version on
_DEFAULTS = {name: field.default for name, field in Settings.model_fields.items()}


def _refusal(refused: ValidationError, *, where: str) -> WorkspaceError:
    problems = "; ".join(f"{'.'.join(str(p) for p in e['loc'])}: {e['msg']}" for e in refused.errors())
    return WorkspaceError(
        Text("these settings do not fit: {problems}", "设置有误：{problems}").fill(problems=problems),
        where=where,
        fix=Text("Correct them and try again.", "请改正后重试。"),
    )
