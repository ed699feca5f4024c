"""What the processes of the web app say of themselves: one line an event, without data of people."""

from __future__ import annotations

import json
import logging
import os
import traceback
from datetime import UTC, datetime
from typing import Any

IS_JSON = os.environ.get("FENJI_LOG") == "json"
IS_TOLD_WHOLE = os.environ.get("FENJI_DEBUG") == "1"
FACTS = "facts"
REQUESTS = "fenji.requests"


class OneLine(logging.Formatter):
    """A line of words, or of JSON with FENJI_LOG=json, whatever stands in the message.

    Of an error it says its kind and where it arose, never its message, which may quote a customer; with FENJI_DEBUG=1
    it says all. What is given as `extra={"facts": {…}}` stands beside the message.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        facts = {_on_one_line(str(name)): _one(value) for name, value in getattr(record, FACTS, {}).items()}
        told: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "process": record.process,
            "message": _on_one_line(_unaddressed(record)),
            **facts,
        }
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            told |= {"error": type(error).__name__, "frames": frames_of(error)}
        if IS_JSON:
            return json.dumps(told, ensure_ascii=False, default=str)
        said = " ".join(f"{name}={value}" for name, value in facts.items())
        line = f"{told['at']} {told['level']} {told['message']} {said}".rstrip()
        if error is None:
            return line
        if IS_TOLD_WHOLE:
            return f"{line}\n{''.join(traceback.format_exception(error))}"
        return f"{line} {told['error']} at {' < '.join(reversed(told['frames']))}"


def frames_of(error: BaseException) -> list[str]:
    """Where an error arose, the innermost last: file, line and function, no values.

    >>> try:
    ...     int("13800138000a")
    ... except ValueError as error:
    ...     [frame.rpartition(" ")[2] for frame in frames_of(error)]
    ['<module>']
    """
    found = traceback.extract_tb(error.__traceback__)
    return [f"{'/'.join(one.filename.split('/')[-2:])}:{one.lineno} {one.name}" for one in found[-12:]]


def _unaddressed(record: logging.LogRecord) -> str:
    """A message in which a request's address, which may name a customer, is the pattern it was found by."""
    request = getattr(record, "request", None)
    match = getattr(request, "resolver_match", None)
    if request is None or not hasattr(request, "path"):
        return record.getMessage()
    return record.getMessage().replace(request.path, f"/{match.route}" if match else "(no page)")


def _one(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | float) else _on_one_line(str(value))


def _on_one_line(words: str) -> str:
    return words.encode("unicode_escape").decode() if not words.isprintable() else words


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "fenji_web.config.logs.OneLine"}},
    "handlers": {"err": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        "fenji": {"handlers": ["err"], "level": "INFO", "propagate": False},
        "django": {"handlers": ["err"], "level": "ERROR"},
        "django.security.DisallowedHost": {"handlers": ["err"], "level": "CRITICAL", "propagate": False},
    },
}
