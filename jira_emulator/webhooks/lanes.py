"""A bounded number of threads that send: they never keep the process alive."""

import queue
import threading
from collections.abc import Callable

Work = Callable[[], None]


class Lane:
    """Runs what it is given on up to `most_at_once` daemon threads, in order of arrival."""

    def __init__(self, most_at_once: int) -> None:
        self._most_at_once = most_at_once
        self._waiting: queue.SimpleQueue[Work | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._unfinished = 0

    def submit(self, work: Work) -> None:
        """Have the work done: at once, unless all threads are busy."""
        self._waiting.put(work)
        with self._lock:
            self._unfinished += 1
            if len(self._threads) < min(self._unfinished, self._most_at_once):
                thread = threading.Thread(target=self._run, daemon=True, name="webhook")
                self._threads.append(thread)
                thread.start()

    def stop(self) -> None:
        """Let every thread end after what it is doing."""
        with self._lock:
            for _ in self._threads:
                self._waiting.put(None)

    def _run(self) -> None:
        while True:
            work = self._waiting.get()
            if work is None:
                return
            work()
            with self._lock:
                self._unfinished -= 1
