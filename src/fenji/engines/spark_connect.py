"""Spark Connect: a cluster asked over the network by a thin client that needs no Java."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Self

from fenji.engines.lost import missing_driver, reach
from fenji.engines.spark import SparkEngine, asking

if TYPE_CHECKING:
    from fenji.engines.address import EngineAddress


class SparkConnectEngine(SparkEngine):
    """A session of a Spark Connect server: the same answers, the same folder, no Java on this machine.

    A token goes over an encrypted connection only.
    """

    @classmethod
    def open(cls, address: EngineAddress, *, folder: Path, password: str | None = None, memory: str = "") -> Self:
        """A session of its own on the server; its memory is the server's to say."""
        del memory
        try:
            import grpc  # noqa: F401 - the client is there only with it
            from pyspark.sql.connect.client.retries import DefaultPolicy
            from pyspark.sql.connect.session import SparkSession
        except ImportError as error:
            raise missing_driver("pyspark-client", "spark") from error
        reach(address)
        options = {**address.options, **({"use_ssl": "true", "token": password} if password else {})}
        path = "".join(f"{name}={value};" for name, value in options.items())
        with asking(address.shown):
            session = SparkSession(f"sc://{address.host}:{address.port}/" + (f";{path}" if path else ""))
            # Its own patience is ten minutes; a server that is gone for half a minute has ended.
            session.client.set_retry_policies([DefaultPolicy(max_retries=7, max_backoff=8000)])
            return cls._begun(session, folder, address.shown)

    def interrupt(self) -> None:
        """Stops what is running in this session, from any thread: the query ends with Cancelled."""
        with self._asking():
            self._session.interruptAll()

    def close(self) -> None:
        """Ends the session and removes its working files; a server that has ended is not waited for."""
        if self._is_owner:
            self._session.client.set_retry_policies([])
        super().close()

    def _stop(self) -> None:
        self._session.interruptAll()
