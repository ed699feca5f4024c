"""Readers of files for tests: each a process of its own as in the product, forked from one that has loaded its modules.

The child does what `python -m fenji.intake.child` does from its first line on: limits, no network, one file. Programs
that tests start (`fenji`, the server's worker) start theirs as the product does.
"""

from __future__ import annotations

import array
import atexit
import gc
import io
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any


class Forked:
    """What `subprocess.Popen` is to the reader: two pipes, and how it ended."""

    def __init__(self, command: Sequence[str], *, env: Mapping[str, str], stderr: Any, **asked: Any) -> None:
        assert list(command[1:]) == ["-m", "fenji.intake.child"], command
        theirs_in, ours_in = os.pipe()
        ours_out, theirs_out = os.pipe()
        self._ended, their_end = os.pipe()
        theirs = (theirs_in, theirs_out, stderr.fileno(), their_end)
        nursery(env).sendmsg([bytes(Path.cwd())], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", theirs))])
        for number in (theirs_in, theirs_out, their_end):
            os.close(number)
        self.stdin = io.TextIOWrapper(io.FileIO(ours_in, "w"), "utf-8", write_through=True)
        self.stdout = io.TextIOWrapper(io.FileIO(ours_out), "utf-8")
        self.pid = struct.unpack("i", os.read(self._ended, 4))[0]
        self.returncode: int | None = None

    def wait(self) -> int:
        """How it ended: its exit code, or minus the signal that ended it."""
        if self.returncode is None:
            self.returncode = int(struct.unpack("i", os.read(self._ended, 4))[0])
            os.close(self._ended)
        return self.returncode

    def poll(self) -> int | None:
        """The same without waiting."""
        if self.returncode is None and not select.select([self._ended], [], [], 0)[0]:
            return None
        return self.wait()

    def kill(self) -> None:
        """It ends at once."""
        os.kill(self.pid, signal.SIGKILL)


_nurseries: dict[tuple[tuple[str, str], ...], socket.socket] = {}


def nursery(env: Mapping[str, str]) -> socket.socket:
    """Where children of an environment are asked for; started when first asked, gone with this process."""
    key = tuple(sorted(env.items()))
    if key not in _nurseries:
        ours, theirs = socket.socketpair(type=socket.SOCK_SEQPACKET)
        command = [sys.executable, "-P", __file__, str(theirs.fileno())]
        process = subprocess.Popen(command, env=dict(env), pass_fds=[theirs.fileno()], start_new_session=True)
        theirs.close()
        _nurseries[key] = ours
        atexit.register(_leave, ours, process)
    return _nurseries[key]


def _leave(ours: socket.socket, process: subprocess.Popen[bytes]) -> None:
    ours.close()
    process.wait(20)


def grow(asked: socket.socket) -> None:
    """Loads what a reader loads, then forks one whenever asked, until nobody can ask any more."""
    from fenji.intake import child

    sys.meta_path.insert(0, child.NoPandas)  # type: ignore[arg-type]
    child.get_ready()
    from fenji.intake import delimited, sheets  # noqa: F401

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    gc.freeze()
    while True:
        place, given, _, _ = asked.recvmsg(8192, socket.CMSG_SPACE(4 * 4))
        if not place:
            return
        numbers = array.array("i", given[0][2]).tolist()
        if os.fork() == 0:
            asked.close()
            os.chdir(place)
            _keep(child.main, numbers)
        for number in numbers:
            os.close(number)


def _keep(main: Any, numbers: list[int]) -> None:
    """Starts the reader, says its number, waits for it and says how it ended."""
    told = numbers[3]
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    pid = os.fork()
    if pid == 0:
        os.setsid()
        for place, number in enumerate(numbers[:3]):
            os.dup2(number, place)
        for number in numbers:
            os.close(number)
        _read(main)
    for number in numbers[:3]:
        os.close(number)
    os.write(told, struct.pack("i", pid))
    os.write(told, struct.pack("i", os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])))
    os._exit(0)


def _read(main: Any) -> None:
    code = 1
    try:
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.meta_path.pop(0)
        code = main()
        sys.stdout.flush()
    except BrokenPipeError:
        pass
    except BaseException:  # noqa: BLE001 - as Python itself ends
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(code)


if __name__ == "__main__":
    grow(socket.socket(fileno=int(sys.argv[1])))
