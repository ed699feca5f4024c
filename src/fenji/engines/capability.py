"""What each engine can do, and for what it can't, why: not built, not yet possible there, or never."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from fenji.language import Text

Kind = Literal["notimpl", "notyet", "never"]
KINDS: Mapping[Kind, Text] = {
    "notimpl": Text("fenji has not built it", "fenji 尚未实现"),
    "notyet": Text("the engine cannot do it yet", "该引擎目前不支持"),
    "never": Text("the engine is not made for it", "该引擎不适合"),
}
ENGINES: Mapping[str, Text] = {
    "duckdb": Text("DuckDB, in this process", "DuckDB(本进程)"),
    "postgres": Text("PostgreSQL 15 or newer", "PostgreSQL 15 及以上"),
    "spark": Text("Spark 4.0: local[2], spark://", "Spark 4.0：local[2]、spark://"),
    "connect": Text("Spark Connect 4.0: sc://", "Spark Connect 4.0：sc://"),
}


@dataclass(frozen=True)
class Lack:
    """Why an engine can't do something."""

    kind: Kind
    why: Text


@dataclass(frozen=True)
class Capability:
    """One thing an engine may be asked for; `lacks` names the engines that can't, each with its reason."""

    name: str
    meaning: Text
    lacks: Mapping[str, Lack] = field(default_factory=lambda: MappingProxyType({}))

    def of(self, engine: str) -> Lack | None:
        """Why this engine can't; None where it can."""
        return self.lacks.get(engine)


def _all_but_duckdb(kind: Kind, why: Text) -> Mapping[str, Lack]:
    return {name: Lack(kind, why) for name in ENGINES if name != "duckdb"}


_READ_MODEL = Text(
    "lists, searches and charts are asked of the kept run, in DuckDB", "列表、搜索和图表由已保存的批次在 DuckDB 中回答"
)
_ANEW = Text("compiled anew for every grading, about a second", "每次评级重新编译，约一秒")
_MERGED = Text("runs in DuckDB; merges are followed everywhere", "在 DuckDB 中运行；合并结果各引擎均遵守")
_SNAPSHOT = Text("it reads the snapshot that the lake gives it", "读取数据湖提供的快照")

CAPABILITIES: tuple[Capability, ...] = (
    Capability("grade", Text("measure, score and grade every customer by a scheme version, the same rows",
                             "按标准版本计算指标、评分、定级，结果逐行相同")),
    Capability("calibrate", Text("find cut points, the same ones", "计算分界值，结果相同")),
    Capability("currencies", Text("convert money by dated rates", "按带日期的汇率换算金额")),
    Capability("stated", Text("figures that a customer list states", "客户名单中的填报指标")),
    Capability("transitions", Text("go on from the run before: grace, minimum stay, overrides",
                                   "承接上一批次：宽限期、最短保留期、人工调级")),
    Capability("metrics", Text("metrics that a standard defines itself", "标准自定义的指标")),
    Capability("workspace", Text("`fenji grade --engine`: the run lands in the lake with the same digest",
                                 "`fenji grade --engine`：结果写入数据湖，摘要相同")),
    Capability("cancel", Text("stop within a second, nothing half-written", "一秒内可取消，不留半成品")),
    Capability("live tables", Text("grade canonical tables where they live, from Python (`PostgresEngine.live`)",
                                   "从 Python 直接评级库中的标准表（`PostgresEngine.live`）"),
               {"spark": Lack("notimpl", _SNAPSHOT), "connect": Lack("notimpl", _SNAPSHOT)}),
    Capability("memory limit", Text("keep to the workspace's `memory_limit`", "遵守工作区的 `memory_limit`"),
               _all_but_duckdb("never", Text("its memory is its own administrator's to say", "内存由其管理员设定"))),
    Capability("kept plans", Text("compile a scheme version once and keep the SQL", "标准版本只编译一次并保留 SQL"),
               _all_but_duckdb("notimpl", _ANEW)),
    Capability("results", Text("answer lists, searches, histograms and charts over a result",
                               "回答结果的列表、搜索、分布和图表"), _all_but_duckdb("never", _READ_MODEL)),
    Capability("duplicates", Text("find duplicate customers (Splink)", "查找重复客户（Splink）"),
               _all_but_duckdb("notimpl", _MERGED)),
    Capability("object storage", Text("pass tables and rows through object storage", "经由对象存储交换数据"), {
        "spark": Lack("notimpl", Text("a folder that all machines see", "需要各节点共享的文件夹")),
        "connect": Lack("notimpl", Text("a folder that all machines see", "需要各节点共享的文件夹")),
        "postgres": Lack("never", Text("tables go through the connection", "数据经由连接传输")),
    }),
)  # fmt: skip


def page() -> str:
    """The reference page of engines, as Markdown in both languages."""
    lines = [_HEAD, "", f"| | {' | '.join(f'`{name}`' for name in ENGINES)} |", f"| --- |{' --- |' * len(ENGINES)}"]
    for one in CAPABILITIES:
        marks = (one.of(name) for name in ENGINES)
        cells = " | ".join("yes" if mark is None else mark.kind for mark in marks)
        lines.append(f"| {one.meaning.en} {one.meaning.zh} | {cells} |")
    lines += ["", *(f"- **{kind}**: {text.en} {text.zh}" for kind, text in KINDS.items()), "", "## Why not 原因", ""]
    for one in CAPABILITIES:
        for why in dict.fromkeys(one.lacks.values()):
            names = ", ".join(f"`{name}`" for name, lack in one.lacks.items() if lack == why)
            lines.append(f"- {one.name} ({names}, {why.kind}): {why.why.en}. {why.why.zh}。")
    return "\n".join(lines) + "\n"


def reference_pages() -> dict[str, str]:
    """The computed page of the reference, name → Markdown."""
    return {"engines.md": page()}


_HEAD = """# Engines 计算引擎

Where gradings run. Computed from `fenji.engines.capability` by
`python -c "from fenji.engines.capability import page; print(page(), end='')"`: don't edit. How to use another engine:
[run on a cluster](../how-to/run-on-a-cluster.md). 本页由程序生成，请勿手工修改。

| engine 引擎 | address 地址 | install 安装 |
| --- | --- | --- |
| DuckDB | `duckdb` (default 默认) | |
| PostgreSQL | `postgres://user@host:5432/database` | `fenji[postgres]` |
| Spark | `local[2]`, `local[*]`, `spark://host:7077` | `fenji[spark-local]`, Java 17 |
| Spark Connect | `sc://host:15002` | `fenji[spark]` |

One suite (`tests/engines`) grades the same customers on all of them; every row, cut point and digest must be equal."""
