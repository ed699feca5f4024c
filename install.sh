#!/bin/sh
# Makes the virtual environment and installs exactly what the given constraints file pins, hashes checked.
# With OVER=.venv it is a thin one over that: it sees all packages there and adds only what it pins itself.
set -eu
pins="$1"
: "${PYTHON:=python3.11}" "${VENV:=.venv}" "${OVER:=}"

if ! command -v "$PYTHON" >/dev/null 2>&1; then
    echo "fenji needs Python 3.11 or newer, with venv. On Debian 12: apt-get install python3 python3-venv" >&2
    exit 2
fi
"$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "fenji needs Python 3.11 or newer." >&2; exit 2; }
[ -x "$VENV/bin/python" ] || "$PYTHON" -m venv ${OVER:+--without-pip} "$VENV" || {
    echo "No virtual environment could be made. On Debian: apt-get install python3-venv" >&2
    exit 2
}

if [ -n "$OVER" ]; then
    "$VENV/bin/python" - "$OVER" <<'EOF'
import pathlib, sys, sysconfig
below = next(pathlib.Path(sys.argv[1]).resolve().glob("lib/python3*/site-packages"))
here = pathlib.Path(sysconfig.get_path("purelib"))
(here / "over.pth").write_text(f"import site; site.addsitedir({str(below)!r})\n")
EOF
    exec "$OVER/bin/python" -m pip --python "$VENV/bin/python" install --disable-pip-version-check --quiet \
        --no-deps --require-hashes -r "$pins"
fi

# uv is quicker, but it does not read pip's index settings: it is used only where it has an index of its own, or pip has none.
if command -v uv >/dev/null 2>&1 && { [ -n "${UV_DEFAULT_INDEX:-}${UV_INDEX:-}" ] || [ -z "$("$VENV/bin/pip" config list 2>/dev/null | grep -i index || true)" ]; }; then
    uv pip install --python "$VENV/bin/python" --require-hashes -r "$pins"
    uv pip install --python "$VENV/bin/python" --no-deps --no-build-isolation -e .
else
    "$VENV/bin/python" -m pip install --disable-pip-version-check --quiet --require-hashes -r "$pins"
    "$VENV/bin/python" -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation -e .
fi
