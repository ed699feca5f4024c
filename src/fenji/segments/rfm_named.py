"""The ten named RFM segments of the field, on the 5 × 5 grid of recency and frequency."""

from __future__ import annotations

from fenji.language import Text
from fenji.segments.grid import Area, Grid


def _area(key: str, name: Text, advice: Text, *, r: tuple[int, int], f: tuple[int, int]) -> Area:
    return Area(key=key, name=name, advice=advice, r=r, f=f)


TEN = (
    _area("champions", Text("Champions", "冠军客户"),
          Text("Reward them; ask for referrals and reviews.", "给予回馈；邀请推荐与评价。"), r=(5, 5), f=(4, 5)),
    _area("loyal", Text("Loyal customers", "忠实客户"),
          Text("Offer more of what they like; ask for their opinion.", "推荐相关商品；征求意见。"), r=(3, 4), f=(4, 5)),
    _area("potential_loyalists", Text("Potential loyalists", "潜在忠实客户"),
          Text("Offer membership; suggest the next purchase.", "邀请入会；推荐下一次购买。"), r=(4, 5), f=(2, 3)),
    _area("new", Text("New customers", "新近客户"),
          Text("Welcome them; help with the first purchase.", "欢迎并协助首次使用。"), r=(5, 5), f=(1, 1)),
    _area("promising", Text("Promising", "有望客户"),
          Text("Make the company known to them; a small offer.", "加深品牌认识；提供小额优惠。"), r=(4, 4), f=(1, 1)),
    _area("need_attention", Text("Need attention", "需关注客户"),
          Text("A limited offer by what they bought before.", "按购买记录提供限时优惠。"), r=(3, 3), f=(3, 3)),
    _area("about_to_sleep", Text("About to sleep", "即将沉睡客户"),
          Text("Remind them before they are gone.", "在沉睡之前提醒。"), r=(3, 3), f=(1, 2)),
    _area("cant_lose", Text("Can't lose them", "不能流失客户"),
          Text("Call them; find out what went wrong.", "主动致电，了解原因。"), r=(1, 2), f=(5, 5)),
    _area("at_risk", Text("At risk", "有流失风险客户"),
          Text("A personal message with a reason to return.", "发送个性化消息，给出回来的理由。"), r=(1, 2), f=(3, 4)),
    _area("hibernating", Text("Hibernating", "沉睡客户"),
          Text("Automatic contact only.", "仅自动触达。"), r=(1, 2), f=(1, 2)),
)  # fmt: skip


def rfm_named() -> Grid:
    """The ten segments: every one of the 25 cells lies in exactly one.

    >>> [area.key for area in rfm_named().claims((3, 5))]
    ['loyal']
    """
    return Grid(
        name="rfm_segment",
        title=Text("Named RFM segments", "RFM 十分群"),
        about=Text(
            "Ten named segments by scores from 1 to 5 for recency and frequency.",
            "按最近购买与购买频率各 1–5 分，划为十个客群。",
        ),
        areas=TEN,
    )
