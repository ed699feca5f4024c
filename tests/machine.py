"""What the tests need from the machine: installed where we are root on Debian, named where we are not."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NEEDED = {
    "soffice": "libreoffice-calc",
    "pdftoppm": "poppler-utils",
    "strace": "strace",
    "pg_ctlcluster": "postgresql",
    "mariadbd": "mariadb-server",
    "java": "openjdk-17-jre-headless",
    "chromium": "chromium",
}


def missing() -> dict[str, str]:
    """Programs that are not on this machine, each with its Debian package."""
    return {program: package for program, package in NEEDED.items() if shutil.which(program) is None}


def install() -> int:
    """Installs what is missing; where that is not possible, says what to install and goes on: those tests skip."""
    lacking = missing()
    if not lacking:
        return 0
    packages = sorted(set(lacking.values()))
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        print(f"Some tests will be skipped. To run them, install: {' '.join(packages)}", file=sys.stderr)
        return 0
    quiet = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, "stdout": subprocess.DEVNULL}
    subprocess.run(["apt-get", "update", "-qq"], check=True, **quiet)
    subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages], check=True, **quiet)
    return 0


if __name__ == "__main__":
    sys.exit(install())
