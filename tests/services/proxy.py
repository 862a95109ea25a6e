"""A line between browser and server: cut at any byte, down, full, or slow as 2G."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from queue import SimpleQueue

FULL = (
    b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/html\r\n"
    b"Content-Length: 4\r\nConnection: close\r\n\r\nfull"
)


@dataclass
class Link:
    """A slow line that all connections share, the way down; the way up is as late."""

    kbit_a_second: int
    round_trip_seconds: float
    _free_at: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def carry(self, size: int, sent_at: float) -> None:
        """Wait until so many bytes, sent at this time, have come down the line."""
        with self._lock:
            arrives = sent_at + self.round_trip_seconds / 2
            begins = max(arrives, self._free_at)
            self._free_at = begins + size * 8 / (self.kbit_a_second * 1000)
            until = self._free_at
        time.sleep(max(0.0, until - time.monotonic()))


class Proxy:
    """Passes bytes on; where it is told to, it cuts a connection at any byte."""

    def __init__(self, target: tuple[str, int]) -> None:
        self.target = target
        # After how many bytes each of the next connections is cut.
        self.cuts: list[int] = []
        self.is_down = False
        self.is_full = False
        self.link: Link | None = None
        self.open: list[socket.socket] = []
        self.asked: list[bytes] = []
        self.down_bytes = 0
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listening.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _address = self.listening.accept()
                threading.Thread(target=self._serve, args=(near,), daemon=True).start()

    def _serve(self, near: socket.socket) -> None:
        if self.is_down:
            near.close()
            return
        if self.is_full:
            with suppress(OSError), closing(near):
                near.recv(65536)
                near.sendall(FULL)
            return
        if self.link:
            # What a connection costs before its first byte.
            time.sleep(self.link.round_trip_seconds)
        try:
            far = socket.create_connection(self.target)
        except OSError:
            near.close()
            return
        self.open += [near, far]
        # What may pass before the cut, both ways together.
        budget = [self.cuts.pop() if self.cuts else 10**9]
        for one, other, is_down in ((near, far, False), (far, near, True)):
            threading.Thread(
                target=self._pump,
                args=(one, other, budget),
                kwargs={"is_down": is_down},
                daemon=True,
            ).start()

    def _pump(
        self,
        one: socket.socket,
        other: socket.socket,
        budget: list[int],
        *,
        is_down: bool,
    ) -> None:
        with suppress(OSError):
            for data in self._carried(one, budget, is_down=is_down):
                budget[0] -= len(data)
                other.sendall(data)
                if is_down:
                    self.down_bytes += len(data)
                else:
                    self.asked.append(data)
                if budget[0] <= 0:
                    break
        for each in (one, other):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _carried(
        self,
        one: socket.socket,
        budget: list[int],
        *,
        is_down: bool,
    ) -> Iterator[bytes]:
        """Yield what comes in, when the line has carried it."""
        link = self.link
        if link is None:
            while data := one.recv(min(65536, max(budget[0], 1))):
                yield data
            return
        under_way: SimpleQueue[tuple[bytes, float]] = SimpleQueue()

        def read() -> None:
            data = b"-"
            while data:
                try:
                    data = one.recv(1400)
                except OSError:
                    data = b""
                under_way.put((data, time.monotonic()))

        threading.Thread(target=read, daemon=True).start()
        while True:
            data, sent_at = under_way.get()
            if not data:
                return
            if is_down:
                link.carry(len(data), sent_at)
            else:
                late = sent_at + link.round_trip_seconds / 2 - time.monotonic()
                time.sleep(max(0.0, late))
            yield data

    def fall(self) -> None:
        """Drop every connection and refuse new ones, as a server that was killed."""
        self.is_down = True
        for each in self.open:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        self.open.clear()

    def rise(self) -> None:
        """Answer again."""
        self.is_down = False

    def close(self) -> None:
        """End it."""
        self.fall()
        self.listening.close()
