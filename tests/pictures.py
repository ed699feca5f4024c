"""`python -m tests.pictures`: takes the pictures of the manual from the sample, in both languages, small to keep.

Each is 1200 wide, of at most 200 colours. `--pdf FOLDER` writes the manual as PDF there; `--ten` walks the first ten
minutes instead and takes the pictures of docs/first-ten-minutes.md.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image

from tests.browser import ten_minutes
from tests.web_place import Place, serving
from tests.web_shop import shop_at

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "src" / "fenji_web" / "guide" / "static" / "guide" / "manual"
DOCS = ROOT / "docs" / "pictures"
TEN = ("preview", "standard", "weight", "protection")
SEEN: Any = {"width": 1440, "height": 900}
WIDTH = 1200
COLOURS = 200
BESIDES = {"customer": "", "editor": "/schemes/value/edit/"}
_CHROMIUM = "/usr/bin/chromium"


def main(arguments: Sequence[str]) -> None:
    """Takes all pictures, or those named."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--pdf", type=Path, help="a folder to write the manual into as PDF")
    asked.add_argument("--only", nargs="*", help="sections to take")
    asked.add_argument("--ten", action="store_true", help="the first ten minutes instead")
    chosen = asked.parse_args(arguments)
    if chosen.ten:
        take_ten_minutes()
    else:
        take_manual(chosen.only, chosen.pdf)


def take_manual(only: Sequence[str] | None, pdf: Path | None) -> None:
    """The pictures of the manual's sections, and the manual as PDF where a folder is named."""
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder)) as (place, browser):
        for lang in ("zh", "en"):
            page = entered(place, browser, lang)
            for key, address in pages(only):
                take(page, place.url + (address or best_customer(page, place.url)), FOLDER / f"{key}.{lang}.png")
            if pdf:
                print_manual(page, place.url, pdf / f"manual.{lang}.pdf")
            page.context.close()


def pages(only: Sequence[str] | None) -> Iterator[tuple[str, str]]:
    """Each section with the address it shows."""
    import yaml

    written = yaml.safe_load((FOLDER.parents[2] / "pages" / "manual.yaml").read_text("utf-8"))
    shown = {one["key"]: one["address"] for one in written if one.get("address")} | BESIDES
    for key, address in shown.items():
        if not only or key in only:
            yield key, address


@contextmanager
def opened(folder: Path) -> Iterator[tuple[Place, Any]]:
    """The sample, served, and a browser before it."""
    from playwright.sync_api import sync_playwright

    shop = shop_at(folder / "shop", folder)
    with serving(shop) as place, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield place, browser
        browser.close()


def entered(place: Place, browser: Any, lang: str) -> Any:
    """A page signed in as administrator."""
    page = browser.new_context(viewport=SEEN, locale="zh-CN" if lang == "zh" else "en-GB").new_page()
    page.goto(place.entrance("administrator", lang=lang))
    return page


def best_customer(page: Any, url: str) -> str:
    """The address of the first customer of the list."""
    page.goto(f"{url}/customers/")
    return str(page.locator("main table a[href^='/customers/']").first.get_attribute("href"))


def take(page: Any, url: str, path: Path) -> None:
    """A picture of a page once its work is done and its charts are drawn, of few colours."""
    page.goto(url)
    calm = 0
    for _ in range(80):
        page.wait_for_timeout(300)
        calm = 0 if is_working(page) else calm + 1
        if calm == 3:
            break
    page.goto(url, wait_until="networkidle")
    page.wait_for_timeout(700)
    keep(page.screenshot(), path)


def keep(shot: bytes, path: Path) -> None:
    """A picture as wide as all, of few colours."""
    picture = Image.open(io.BytesIO(shot)).convert("RGB")
    if picture.width != WIDTH:
        height = picture.height * WIDTH // picture.width
        picture = picture.resize((WIDTH, height), Image.Resampling.LANCZOS)
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.quantize(COLOURS, kmeans=2, dither=Image.Dither.NONE).save(path, optimize=True)
    sys.stdout.write(f"{path.name} {path.stat().st_size:,}\n")


def take_ten_minutes() -> None:
    """The pictures of the first ten minutes, walked once in each language."""
    from playwright.sync_api import sync_playwright

    from fenji.workspace.workspace import Workspace

    for lang in ("zh", "en"):
        with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
            folder = Path(name)
            Workspace.create(folder / "shop", name="海风电子" if lang == "zh" else "Seabreeze Electronics").close()
            browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
            with serving(folder / "shop") as place:
                page = browser.new_context(viewport=SEEN, locale="zh-CN" if lang == "zh" else "en-GB").new_page()
                page.set_default_timeout(ten_minutes.PATIENCE)
                one = ten_minutes.Newcomer(place, page, lang, shoot_ten(lang))
                ten_minutes.walk(one, ten_minutes.orders_book(folder, lang), folder, wrong=3, customer="K01")
            browser.close()


def shoot_ten(lang: str) -> ten_minutes.Shoot:
    """Keeps the pictures that the page shows, of those the walk offers."""

    def shoot(page: Any, name: str) -> None:
        if name in TEN:
            page.wait_for_timeout(400)
            keep(page.screenshot(), DOCS / f"ten-{name}.{lang}.png")

    return shoot


def is_working(page: Any) -> bool:
    """Whether the page waits for a job, or is on its way to the next."""
    from playwright.sync_api import Error

    try:
        return bool(page.locator(".job[hx-get]").count())
    except Error:
        return True


def print_manual(page: Any, url: str, path: Path) -> Path:
    """The manual as people print it."""
    page.goto(f"{url}/guide/manual/")
    page.wait_for_selector(".manual-text")
    page.evaluate("Promise.all([...document.images].map((one) => { one.loading = 'eager'; return one.decode(); }))")
    path.parent.mkdir(parents=True, exist_ok=True)
    page.pdf(path=path, prefer_css_page_size=True, print_background=True, outline=True, tagged=True)
    return path


if __name__ == "__main__":
    main(sys.argv[1:])
