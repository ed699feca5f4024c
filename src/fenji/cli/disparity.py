"""`fenji privacy disparity`: whether a standard treats groups of people differently."""

from __future__ import annotations

from typing import Annotated

import typer

from fenji.cli.command import Example, Key, command
from fenji.cli.terminal import Answer, Heading, Terminal
from fenji.cli.which_run import RunId, SchemeName
from fenji.language import Text, same, say_share

_FLIPPED = Text(
    "Turned round (sex, age, region …): {n} tier{n:s} would differ.",
    "换位检验（性别、年龄、地区等）：{n} 位客户等级会不同。",
)
_SMALL = Text("{n} group{n:s} of fewer than {least} left out.", "另有 {n} 个不足 {least} 人的群体未列出。")
_NOTHING = Text("No such attribute is recorded of any person.", "没有记录任何人的此类属性。")


@command(
    "privacy disparity",
    place=138,
    summary=Text("Compare the tiers of groups of people.", "比较不同人群的等级分布（差异报告）。"),
    about=Text(
        "The share in the top and bottom tier by sex, age band and province; below four fifths of the best group's is "
        "marked (29 CFR 1607.4 D). Persons only. It is a sign to look, no proof.",
        "按性别、年龄段、省份比较最高与最低等级的占比；低于最高组的五分之四即标出（29 CFR 1607.4 D）。只计个人客户；"
        "结果仅提示需要复核，并非结论。",
    ),
    examples=(
        Example("fenji privacy disparity --scheme value", Text("the newest run", "最近批次")),
        Example("fenji privacy disparity --flip", Text("and the test by turning round", "并做换位检验")),
    ),
    keys=(
        Key("scheme", Text("the standard", "分级标准")),
        Key("version", Text("its version", "版本")),
        Key("run_id", Text("the run", "评级批次")),
        Key("as_of", Text("as of", "评估基准日")),
        Key("made_at", Text("when it was made, UTC", "生成时间（UTC）")),
        Key("least", Text("how many a group must have", "群体最少人数")),
        Key("attributes[].*", Text("an attribute with its groups", "属性及其群体")),
        Key("turned[]", Text("what was turned round", "换位的字段")),
        Key("flipped", Text("tiers that differ then; null: not tried", "换位后等级不同的人数；未检验为 null")),
    ),
)
def privacy_disparity(
    terminal: Terminal,
    *,
    run: RunId = None,
    scheme: SchemeName = None,
    flip: Annotated[
        bool, typer.Option("--flip"), Text("grade everybody once more, turned round", "换位后重新评级检验")
    ] = False,
) -> Answer:
    """Kept beside the runs under the standard's version."""
    from fenji.studies.disparity import ATTRIBUTES
    from fenji.workspace.fairness import study

    workspace = terminal.workspace
    told = study(workspace, workspace.result(run, scheme=scheme), flips=flip)

    def show() -> None:
        if not told["attributes"]:
            terminal.write(_NOTHING)
        for one in told["attributes"]:
            headings = (
                Heading(ATTRIBUTES[one["attribute"]]),
                Heading(Text("Persons", "人数"), side="right"),
                Heading(Text("Top tier", "最高等级"), side="right"),
                Heading(Text("Bottom tier", "最低等级"), side="right"),
                Heading(Text("Ratio top", "最高等级比值"), side="right"),
                Heading(Text("Ratio above bottom", "非最低等级比值"), side="right"),
                Heading(same("")),
            )
            lang = terminal.lang
            terminal.table(
                headings,
                [
                    [
                        group["group"],
                        f"{group['customers']:,}",
                        say_share(group["top_share"], lang, decimals=1),
                        say_share(group["bottom_share"], lang, decimals=1),
                        "-" if group["top_ratio"] is None else f"{group['top_ratio']:.2f}",
                        "-" if group["kept_ratio"] is None else f"{group['kept_ratio']:.2f}",
                        "< 0.8" if group["is_flagged"] else "",
                    ]
                    for group in one["groups"]
                ],
            )
            if one["suppressed"]:
                terminal.write(_SMALL.fill(n=one["suppressed"], least=told["least"]))
        if told["flipped"] is not None:
            terminal.write(_FLIPPED.fill(n=told["flipped"]))

    return Answer(told, show)
