"""Words of which customers a person sees."""

from __future__ import annotations

from fenji_web.library import Text

WORDS = {
    "seen_whole": Text("all customers", "全部客户"),
    "seen_all": Text("all customers{where}", "{where}全部客户"),
    "seen_team": Text("the team's customers and the pool's{where}", "本团队的客户及{where}公海客户"),
    "seen_own": Text("own customers and the pool's{where}", "本人的客户及{where}公海客户"),
    "seen_in": Text(" in {places}", "{places}的"),
    "places_more": Text("{places} and {n} more", "{places}等另外{n}个地区"),
}
