"""What must be there before the web app answers: folders, tables, static files with the charts' bundle."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import shutil
from pathlib import Path

from fenji_web.config.environment import wrong
from fenji_web.library import SchemeIssues, Text, WorkspaceError, flaws, newest_backup

_NO_DJANGO = Text("the web app's packages are not installed", "未安装网页端所需的软件包")
_NO_DJANGO_FIX = Text("Install them: pip install 'fenji[web]'", "请安装：pip install 'fenji[web]'")
_SETTINGS = Text("the environment", "环境变量")
_DAMAGED = Text(
    "the application database is damaged, and nothing is written into it: {detail}",
    "应用数据库已损坏，未写入任何内容：{detail}",
)
_RESTORE = Text(
    "Restore the backup of {taken} (UTC): fenji restore {folder} --to NEW-FOLDER",
    "请恢复 {taken} (UTC) 的备份：fenji restore {folder} --to 新文件夹",
)
_RESTORE_ANY = Text(
    "Restore a backup: fenji restore BACKUP --to NEW-FOLDER. None was noted in this workspace.",
    "请恢复备份：fenji restore 备份文件夹 --to 新文件夹。此工作区没有备份记录。",
)
BUNDLE = Path("ui") / "vega.js"
_VEGA_LITE = "6.4"


def set_up(
    workspace: Path, *, is_collected: bool = False, hosts: tuple[str, ...] = (), is_demo: bool = False
) -> dict[str, str]:
    """Sets Django up for a workspace in this process; gives the environment that other processes need."""
    if importlib.util.find_spec("django") is None:
        raise WorkspaceError(_NO_DJANGO, where="fenji serve", fix=_NO_DJANGO_FIX)
    place = {
        "FENJI_WORKSPACE": str(workspace.resolve()),
        "DJANGO_SETTINGS_MODULE": "fenji_web.config.settings",
    }
    if is_collected:
        place["FENJI_STATIC"] = "collected"
    if is_demo:
        place["FENJI_DEMO"] = "1"
    if hosts:
        place["FENJI_HOSTS"] = ",".join(hosts)
    os.environ.update(place)
    import django

    django.setup()
    return {**os.environ}


def require_settings() -> None:
    """Refuses to start where a setting is misspelt or cannot be: all of them at once, none of their values."""
    found = list(wrong(os.environ))
    if found:
        raise SchemeIssues(_SETTINGS.en, found, of=_SETTINGS)


def shared_counts(workspace: Path) -> dict[str, str]:
    """Where the processes of the server count requests together; emptied at each start, nothing where nobody asks."""
    if not os.environ.get("FENJI_METRICS_TOKEN"):
        return {}
    place = workspace.resolve() / "web" / "counted"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    return {"PROMETHEUS_MULTIPROC_DIR": str(place)}


def migrate() -> None:
    """Brings the application database to this version of fenji; one that is damaged is not written to."""
    from django.core.management import call_command

    require_sound()
    call_command("migrate", verbosity=0, interactive=False)


def require_sound() -> None:
    """Refuses to start on a damaged application database: what is written into one spreads the damage."""
    from django.conf import settings

    place = settings.DATABASES["default"]
    path = Path(str(place["NAME"]))
    if "sqlite" not in place["ENGINE"] or not path.is_file():
        return  # PostgreSQL looks after its own
    found = flaws(path)
    if not found:
        return
    kept = newest_backup(Path(settings.FENJI_WORKSPACE))
    fix = _RESTORE_ANY if kept is None else _RESTORE.fill(folder=kept[0], taken=f"{kept[1]:%Y-%m-%d %H:%M}")
    raise WorkspaceError(_DAMAGED.fill(detail=found[0].splitlines()[0][:200]), where=str(path), fix=fix)


def write_static() -> None:
    """Writes all static files under names that change with their content, the charts' bundle among them."""
    from django.conf import settings
    from django.core.management import call_command

    write_bundle(Path(settings.GENERATED))
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)


def write_bundle(generated: Path) -> None:
    """Writes Vega, Vega-Lite and Vega-Embed as one script, once for each version of what makes it."""
    import vl_convert

    version = importlib.metadata.version("vl-convert-python")
    mark, script = generated.parent / "vega.version", generated / BUNDLE
    if script.is_file() and mark.is_file() and mark.read_text("ascii") == version:
        return
    script.parent.mkdir(parents=True, exist_ok=True)
    bundle = vl_convert.javascript_bundle(vl_version=_VEGA_LITE)  # type: ignore[call-arg] # its stub is behind
    script.write_text(bundle, "utf-8")
    mark.write_text(version, "ascii")


def remove_old_files(days: int = 7) -> None:
    """Removes what people downloaded long ago."""
    import time

    from django.conf import settings

    until = time.time() - days * 24 * 3600
    for path in (Path(settings.WEB_FOLDER) / "exports").glob("*/*"):
        if path.stat().st_mtime < until:
            path.unlink()
            if not any(path.parent.iterdir()):
                path.parent.rmdir()


def ask_for_lists() -> None:
    """Asks the worker to write the lists of runs anew where another version of fenji wrote them."""
    from django.conf import settings

    from fenji_web import library
    from fenji_web.runs.models import WAITING, Job

    folder = Path(settings.FENJI_WORKSPACE) / "runs"
    is_stale = any(library.newest_file(folder, name) is None for name in library.graded_schemes(folder))
    if is_stale and not Job.objects.filter(kind="lists", state=WAITING).exists():
        Job.objects.create(kind="lists")
