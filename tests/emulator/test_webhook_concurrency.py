"""How many webhooks are on their way at once."""

import threading
import time

from jira_emulator.webhooks.lanes import Lane


def test_lane_is_never_wider_than_allowed_and_does_everything() -> None:
    lane, done, widths, inside, lock = Lane(3), threading.Semaphore(0), [], [0], threading.Lock()

    def work() -> None:
        with lock:
            inside[0] += 1
            widths.append(inside[0])
        time.sleep(0.01)
        with lock:
            inside[0] -= 1
        done.release()

    for _ in range(20):
        lane.submit(work)
    assert all(done.acquire(timeout=10) for _ in range(20))
    assert max(widths) == 3
    for _ in range(5):
        lane.submit(work)
    assert all(done.acquire(timeout=10) for _ in range(5))
    assert max(widths) == 3
    lane.stop()
