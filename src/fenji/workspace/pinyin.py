"""Names as they sound: the columns that lists sort names by and find them by, beside every read model's rows."""

from __future__ import annotations

import unicodedata
from functools import cache, reduce
from operator import add
from typing import TYPE_CHECKING

import pyarrow as pa

from fenji.intake.identity.person_name import SURNAMES
from fenji.metrics.stage import staged

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.engines.engine import Engine

SOUND, INITIALS = "name_pinyin", "name_initials"
COLUMNS = (SOUND, INITIALS)  # of a read model, for sorting and searching alone: no figure, never shown or exported
_FIRST, _LAST = 0x4E00, 0x9FFF
_TABLE = "syllables"
_NEAR = (
    4  # letters of a name that are looked up one by one: most names have no more, and lists cost three times as much
)


def with_pinyin(shown: ir.Table, engine: Engine) -> ir.Table:
    """The rows with how each name sounds: `ZhangSan` for 张三 (a capital a syllable: 李安 sorts before 连), and `zs`.

    The first character sounds as a surname does (单 Shan). Letters of other scripts stand for themselves. One table of
    all syllables is laid beside the rows and looked up by place: a million names take a quarter of a second.
    """
    import ibis

    if _TABLE not in {row["name"] for row in engine.rows("SHOW TABLES FROM memory.main")}:
        engine.register(_TABLE, _syllables())
    table = shown.cross_join(engine.table(_TABLE))
    first = table.name.left(1)

    def sound(letter: ir.StringValue, syllables: ir.ArrayColumn) -> ir.StringValue:
        return syllables[ibis.greatest(letter.ascii_str().cast("int64") - _FIRST + 1, 0)]

    @ibis.udf.scalar.builtin  # type: ignore[untyped-decorator]
    def strlen(text: str) -> int:  # type: ignore[empty-body]
        """DuckDB's length in bytes."""

    def lower(letter: ir.StringValue) -> ir.StringValue:
        return ibis.coalesce(sound(letter, table.syllables), letter.lower())

    near = {
        "near_1": ibis.coalesce(sound(first, table.surnames), first.upper()),
        **{f"near_{place + 1}": lower(table.name.substr(place, 1)) for place in range(1, _NEAR)},
    }
    far = table.name.substr(_NEAR).split("").map(lower)
    is_long = table.name.length() > _NEAR
    table = staged(table.mutate(**near, far=ibis.ifelse(is_long, far, ibis.null(far.type()))))
    letters = [table[name] for name in near]
    beginning = reduce(add, [letter.left(1) for letter in letters]).lower()
    initials = table.far.map(lambda one: one.left(1).lower())
    is_plain = strlen(table.name) == table.name.length()  # Latin letters need no looking up
    plain = table.name.left(1).upper() + table.name.substr(1).lower()
    table = table.mutate(**{
        SOUND: ibis.ifelse(is_plain, plain, reduce(add, letters) + table.far.join("").fill_null("")),
        INITIALS: ibis.ifelse(is_plain, table.name.lower(), beginning + initials.join("").fill_null("")),
    }).drop(*near, "far")  # fmt: skip
    return table.drop("surnames", "syllables")


@cache
def _syllables() -> pa.Table:
    """One row with two lists: nothing, then a syllable for each Chinese character; as a first letter, and elsewhere."""
    from pypinyin.pinyin_dict import pinyin_dict

    read = [None, *(_plain(pinyin_dict.get(place, "")) for place in range(_FIRST, _LAST + 1))]
    surnames = list(read)
    for name, said in SURNAMES.items():
        if len(name) == 1:
            surnames[ord(name) - _FIRST + 1] = said.capitalize()
    kind = pa.list_(pa.string())
    return pa.table({"surnames": pa.array([surnames], kind), "syllables": pa.array([read], kind)})


def _plain(readings: str) -> str | None:
    """The first reading without its tone, with a capital; ü is written v, as people type it."""
    marked = unicodedata.normalize("NFD", readings.split(",", maxsplit=1)[0])
    letters = marked.replace("u\u0308", "v")
    return "".join(one for one in letters if one.isascii()).capitalize() or None
