# fenji for a team. Not built where this was written: there is no container engine. docs/how-to/run-for-a-team.md
# Before use pin the base image by its digest: FROM python:3.11-slim-bookworm@sha256:…
FROM python:3.11-slim-bookworm AS made
WORKDIR /build
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY src ./src
RUN python -m venv /opt/fenji \
    && /opt/fenji/bin/pip install --no-cache-dir --require-hashes -r constraints.txt \
    && /opt/fenji/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.11-slim-bookworm
# pg_dump and pg_restore, for backups of an application database in PostgreSQL
RUN apt-get update && apt-get install -y --no-install-recommends postgresql-client && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --create-home fenji && install -d -o fenji -g fenji /data /kept
COPY --from=made /opt/fenji /opt/fenji
ENV PATH=/opt/fenji/bin:$PATH PYTHONUNBUFFERED=1 XDG_CACHE_HOME=/data/.cache FENJI_LOG=json
USER fenji
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["fenji", "serve", "--workspace", "/data/company", "--host", "0.0.0.0", "--no-browser", "--no-worker"]
