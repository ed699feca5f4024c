"""Gunicorn's worker whose threads are given to requests that have arrived: who sends slowly makes nobody else wait."""

from __future__ import annotations

import errno
import re
import selectors
import socket
import struct
import time
from collections import OrderedDict
from functools import partial
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker  # type: ignore[import-untyped]

PATIENCE = 20.0  # seconds for a request's head and the first part of its body
SILENCE = 10  # seconds without a byte of the rest of a body
MOST_BODY = 128 * 1024  # of a body so much is gathered before a thread takes it; larger ones are read as they come
MOST_HEAD = 64 * 1024  # beyond it the parser refuses
MOST_WAITING = 500  # connections that have not sent a whole request; one more ends the oldest
_HEAD_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]{0,9}(\d{1,12})[ \t]{0,9}\r\n", re.IGNORECASE)
_AT_ONCE = re.compile(rb"\r\n(?:expect|transfer-encoding):", re.IGNORECASE)


class GatheringWorker(ThreadWorker):  # type: ignore[misc]
    """gthread waits in a thread for the rest of a request; here the loop of the process gathers it first.

    Sixteen connections that never ended their request would else hold all threads of `fenji serve`.
    """

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.gathering: OrderedDict[Any, tuple[bytearray, float]] = OrderedDict()

    def accept(self, listener: socket.socket) -> None:
        """A new connection, which may send its request."""
        try:
            client, address = listener.accept()
        except OSError as error:
            if error.errno not in (errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK):
                raise
            return
        self.nr_conns += 1
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", SILENCE, 0))
        self._gather(TConn(self.cfg, client, address, listener.getsockname()))

    def on_client_socket_readable(self, conn: Any, client: socket.socket) -> None:
        """A connection that was kept sends its next request."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self._gather(conn)

    def murder_pending(self) -> None:
        """Those who took too long are let go; of a worker that stops, all that have not begun a request."""
        super().murder_pending()
        now = time.monotonic()
        for conn, (words, until) in [*self.gathering.items()]:
            if until < now or not (self.alive or words):
                self._drop(conn)

    def _gather(self, conn: Any) -> None:
        conn.sock.setblocking(False)
        self.gathering[conn] = (bytearray(), time.monotonic() + PATIENCE)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._arrives, conn))
        if len(self.gathering) > MOST_WAITING:
            self._drop(next(iter(self.gathering)))

    def _arrives(self, conn: Any, client: socket.socket) -> None:
        words, _ = self.gathering[conn]
        try:
            part = client.recv(64 * 1024)
        except BlockingIOError:
            return
        except OSError:
            part = b""
        if not part:
            self._drop(conn)
            return
        words += part
        if has_arrived(words):
            self.poller.unregister(client)
            del self.gathering[conn]
            conn.init()
            conn.parser.unreader.unread(bytes(words))
            conn.data_ready = True
            self.enqueue_req(conn)

    def _drop(self, conn: Any) -> None:
        del self.gathering[conn]
        self.poller.unregister(conn.sock)
        self.nr_conns -= 1
        conn.close()


def has_arrived(words: bytes | bytearray) -> bool:
    """Whether a thread may take the request: its head is there, and its body as far as it is gathered.

    >>> has_arrived(b"GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n"), has_arrived(b"GET / HTTP/1.1\\r\\nHost: a\\r\\n")
    (True, False)
    >>> has_arrived(b"POST / HTTP/1.1\\r\\nContent-Length: 3\\r\\n\\r\\nab")
    False
    """
    end = words.find(_HEAD_END)
    if end < 0:
        return len(words) > MOST_HEAD
    head = bytes(words[: end + 2])
    length = _LENGTH.search(head)
    if length is None or _AT_ONCE.search(head):
        return True
    return len(words) - end - len(_HEAD_END) >= min(int(length[1]), MOST_BODY)
