"""What says who a person is: it decides no grade, neither as a metric nor inside of one."""

from __future__ import annotations

PROTECTED = frozenset({
    "gender", "sex", "age", "age_band", "born_on", "birth_date", "birthday", "ethnicity", "race", "nation", "religion",
    "nationality", "province", "city", "district", "region", "native_place", "device", "marital_status", "disability",
    "health", "性别", "年龄", "年龄段", "民族", "宗教", "籍贯", "省份", "城市", "地区", "设备", "婚姻", "健康",
})  # fmt: skip
