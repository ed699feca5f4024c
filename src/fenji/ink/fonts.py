"""Chinese and Latin letters for pictures: one family, static Regular and Bold, found on the system or cut once."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from fenji.errors import DrawError
from fenji.language import Text

FAMILIES = "Noto Sans SC, Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif"
"""What a picture asks for, best first; a browser without our files falls back on its system's Chinese letters."""

SYSTEM_FOLDERS = (Path("/usr/share/fonts/opentype/noto"), Path("/usr/local/share/fonts"))
SYSTEM_FILES = ("NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc")
CUT_FILES = {"NotoSansSC-Regular.ttf": 400, "NotoSansSC-Bold.ttf": 700}
VARIABLE_FILE = "fonts/ofl/notosanssc/NotoSansSC[wght].ttf"


@dataclass(frozen=True)
class FontFiles:
    """The two files that hold our letters, and the name a typesetter knows them by."""

    regular: Path
    bold: Path
    family: str

    @property
    def folder(self) -> Path:
        """The folder both files lie in."""
        return self.regular.parent


@cache
def font_files() -> FontFiles:
    """The Regular and Bold that pictures are set in: the system's Noto Sans CJK, else our own cut, made once.

    Drawing programs ignore the weight axis of a variable font and draw it Thin; so two static files are cut from the
    package's font, with every glyph kept, into the cache folder. The cut takes about 25 seconds, once a machine.
    """
    for folder in SYSTEM_FOLDERS:
        regular, bold = (folder / name for name in SYSTEM_FILES)
        if regular.is_file() and bold.is_file():
            return FontFiles(regular, bold, "Noto Sans CJK SC")
    return cut_fonts(cache_folder())


def cache_folder() -> Path:
    """Where the cut fonts are kept: under XDG_CACHE_HOME, else ~/.cache."""
    root = os.environ.get("XDG_CACHE_HOME")
    return (Path(root) if root else Path.home() / ".cache") / "fenji" / "fonts"


def cut_fonts(folder: Path) -> FontFiles:
    """Static Regular and Bold in that folder, cut from the package's variable font unless they are there already.

    A file appears whole or not at all: it is written beside its place, then renamed.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, weight in CUT_FILES.items():
            if not (folder / name).is_file():
                _cut(folder / name, weight)
    except OSError as error:
        problem = Text(f"the fonts could not be written ({error.strerror})", f"无法写入字体文件({error.strerror})")
        fix = Text(
            "Set XDG_CACHE_HOME to a folder you may write to, or install Debian's fonts-noto-cjk.",
            "请把 XDG_CACHE_HOME 设为可写的文件夹,或安装 Debian 的 fonts-noto-cjk。",
        )
        raise DrawError(problem, where=str(folder), fix=fix) from error
    regular, bold = (folder / name for name in CUT_FILES)
    return FontFiles(regular, bold, "Noto Sans SC")


@cache
def register_fonts() -> FontFiles:
    """Makes our letters known to the drawing program, once a process."""
    import vl_convert

    found = font_files()
    if found.folder not in SYSTEM_FOLDERS:  # the system's own folders are known already
        vl_convert.register_font_directory(str(found.folder))
    return found


def _cut(target: Path, weight: int) -> None:
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    handle, beside = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    os.close(handle)
    try:
        with TTFont(str(files("justmytype_intl_cjk") / VARIABLE_FILE), recalcTimestamp=False) as font:
            instancer.instantiateVariableFont(font, {"wght": weight}, inplace=True, updateFontNames=True)
            font.save(beside)
        Path(beside).chmod(0o644)
        Path(beside).replace(target)
    finally:
        Path(beside).unlink(missing_ok=True)
