"""A light heartbeat in each serving process: what must happen without a reader asking for it."""

import logging
import random
import threading
from collections.abc import Callable

from django.db import close_old_connections

from editorial.feedback import drop_old
from editorial.links import outer as outer_links
from editorial.links import rounds as link_rounds
from editorial.scheduling import publish_due

SECONDS = 15.0  # between two beats; a scheduled page appears within a minute of its time
logger = logging.getLogger(__name__)
_tasks: list[Callable[[], object]] = [publish_due, drop_old]
_tasks += [outer_links.read_again, link_rounds.in_passing]
_started = threading.Event()


def register(task: Callable[[], object]) -> None:
    """Have `task` called at every beat of every process, also by two of them at once."""
    _tasks.append(task)


def beat() -> None:
    """Call every task once; one that fails is logged and does not stop the others."""
    for task in _tasks:
        try:
            task()
        except Exception:
            logger.exception("The heartbeat's task %s failed; it is tried again.", task.__name__)


def start() -> None:
    """Begin the heartbeat of this process, once. It ends with the process."""
    if not _started.is_set():
        _started.set()
        threading.Thread(target=_run, name="heartbeat", daemon=True).start()


def _run() -> None:
    pause = threading.Event()
    while True:
        # Spread out, so that the processes do not all ask the database at the same moment.
        pause.wait(SECONDS * random.uniform(0.8, 1.2))  # noqa: S311
        close_old_connections()  # one that the database has closed meanwhile must not be used
        beat()
        close_old_connections()
