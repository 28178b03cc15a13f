"""Rounds of visits to other sites: which address is asked when, by one process at a time.

A process takes a few addresses in hand under the library's lock, visits them without it, and notes
each answer. What it has in hand keeps other processes from going out; if it dies, that ends by
itself (`IN_HAND`). The heartbeat goes out only where LUPUSINFO_CHECK_LINKS says so, in a thread of
its own, so that nothing waits for other sites; `manage.py check_links` goes at any time.
"""

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from editorial.links.outer import places_at
from editorial.links.visiting import Visit, visit
from editorial.models import LibraryVersion, OuterAddress
from editorial.models.outer_address import IN_HAND

BATCH, BATCH_OF_A_BEAT = 40, 5
MOST_OF_A_HOST = 4  # in one batch, so that a batch is over in time
AT_ONCE = 4  # sites that are asked at the same time
PAUSE = 1.0  # seconds between two visits to one site
REST = 600.0  # seconds between two batches of a process's heartbeat
KNOWN_GOOD = 3  # addresses that tell whether this machine reaches other sites at all
NEVER = datetime.min.replace(tzinfo=UTC)
logger = logging.getLogger(__name__)
Visiting = Callable[[str], Visit]
Progress = Callable[[OuterAddress], object]
_next_at = 0.0
_thread: threading.Thread | None = None


class BusyError(Exception):
    """Another process is checking links just now."""


class OfflineError(Exception):
    """No other site can be reached from here, so nothing can be said of any."""


def how_many(since: datetime | None = None) -> int:
    """Return how many addresses are to be visited now; see `take`."""
    places = places_at(LibraryVersion.current())
    known = {row.address: row for row in OuterAddress.objects.all()}
    return len(_due(places, known, since))


def take(most: int, since: datetime | None = None) -> list[OuterAddress]:
    """Take at most `most` addresses in hand that it is time to visit, the oldest first.

    `since`: all that were not visited since then, whenever that was. Raises BusyError while
    another process has some in hand. Addresses that no page uses any more are forgotten.
    """
    places = places_at(LibraryVersion.current())
    with transaction.atomic():
        LibraryVersion.lock()
        known = {row.address: row for row in OuterAddress.objects.all()}
        now = timezone.now()
        if any(row.in_hand_since and row.in_hand_since > now - IN_HAND for row in known.values()):
            raise BusyError
        _forget(row.pk for address, row in known.items() if address not in places)
        chosen = list(_few_of_each_host(_due(places, known, since)))[:most]
        new = [OuterAddress(address=each) for each in chosen if each not in known]
        OuterAddress.objects.bulk_create(new, batch_size=500)
        rows = OuterAddress.objects.filter(address__in=chosen)
        rows.update(in_hand_since=now)
        return sorted(rows, key=lambda row: chosen.index(row.address))


def visit_all(
    rows: list[OuterAddress],
    visiting: Visiting = visit,
    *,
    at_once: int = 1,
    pause: float | None = None,
    say: Progress = lambda _row: None,
) -> None:
    """Visit addresses and note what they answer; raise OfflineError when this machine has no way.

    An address without any answer is noted last, once another site has answered: a clinic's server
    without a way out must not call the whole web broken.
    """
    silent, is_online = [], False
    try:
        for row, found in _visited(rows, visiting, at_once, PAUSE if pause is None else pause):
            if found.status is None and found.outcome == OuterAddress.Outcome.FAILED:
                silent.append((row, found))
                continue
            is_online = is_online or found.status is not None
            _note(row, found, say)
        if silent and not (is_online or _reaches_another(visiting, silent)):
            raise OfflineError
        for row, found in silent:
            _note(row, found, say)
    finally:
        OuterAddress.objects.filter(pk__in=[row.pk for row in rows]).update(in_hand_since=None)


def go_round(say: Progress, *, since: datetime | None = None, visiting: Visiting = visit) -> None:
    """Visit everything that it is time for, batch by batch."""
    while batch := take(BATCH, since):
        visit_all(batch, visiting, at_once=AT_ONCE, say=say)


def in_passing() -> None:
    """Visit a few addresses if it is time and the clinic wants it; called at every beat."""
    global _next_at, _thread
    if not settings.CHECKS_LINKS or time.monotonic() < _next_at:
        return
    if _thread is None or not _thread.is_alive():
        _next_at = time.monotonic() + REST
        _thread = threading.Thread(target=_a_few, name="check links", daemon=True)
        _thread.start()


def _a_few() -> None:
    try:
        visit_all(take(BATCH_OF_A_BEAT))
    except BusyError:
        logger.debug("Another process checks links.")
    except OfflineError:
        logger.warning("Links are not checked: no other site can be reached from here.")
    except Exception:
        logger.exception("Links could not be checked; it is tried again.")
    finally:
        connection.close()


def _due(
    places: Iterable[str], known: dict[str, OuterAddress], since: datetime | None
) -> list[str]:
    """Return the addresses that it is time to visit, first those that never were."""
    now = timezone.now()
    new = [address for address in places if address not in known]
    old = [row for address in places if (row := known.get(address)) and _is_due(row, now, since)]
    old.sort(key=lambda row: (row.checked_at or NEVER, row.pk))
    return [*new, *(row.address for row in old)]


def _is_due(row: OuterAddress, now: datetime, since: datetime | None) -> bool:
    if since is None:
        return row.is_due(now)
    return row.checked_at is None or row.checked_at < since


def _few_of_each_host(addresses: Iterable[str]) -> Iterator[str]:
    count: defaultdict[str, int] = defaultdict(int)
    for address in addresses:
        count[_host(address)] += 1
        if count[_host(address)] <= MOST_OF_A_HOST:
            yield address


def _host(address: str) -> str:
    return urlsplit(address).netloc.lower()


def _forget(ids: Iterable[int]) -> None:
    unused = list(ids)
    for start in range(0, len(unused), 500):
        OuterAddress.objects.filter(pk__in=unused[start : start + 500]).delete()


def _visited(
    rows: list[OuterAddress], visiting: Visiting, at_once: int, pause: float
) -> Iterator[tuple[OuterAddress, Visit]]:
    """Visit the sites, a few at once, and each site's addresses one after the other."""
    by_host: defaultdict[str, list[OuterAddress]] = defaultdict(list)
    for row in rows:
        by_host[_host(row.address)].append(row)
    visit_site = partial(_visit_site, visiting=visiting, pause=pause)
    if at_once == 1:  # without a pool, whose threads a process would wait for at its end
        yield from chain.from_iterable(map(visit_site, by_host.values()))
        return
    pool = ThreadPoolExecutor(at_once)
    try:
        yield from chain.from_iterable(pool.map(visit_site, by_host.values()))
    finally:
        pool.shutdown(cancel_futures=True)


def _visit_site(
    rows: list[OuterAddress], visiting: Visiting, pause: float
) -> list[tuple[OuterAddress, Visit]]:
    found = []
    for row in rows:
        found.append((row, visiting(row.address)))
        time.sleep(pause)
    return found


def _note(row: OuterAddress, found: Visit, say: Progress) -> None:
    """Keep what an address answered; a row that was forgotten meanwhile stays so."""
    row.note(found.outcome, found.status, found.leads_to)
    names = ["outcome", "status", "leads_to", "checked_at", "failing_since", "failures"]
    values = {name: getattr(row, name) for name in [*names, "in_hand_since"]}
    OuterAddress.objects.filter(pk=row.pk).update(**values)
    say(row)


def _reaches_another(visiting: Visiting, silent: list[tuple[OuterAddress, Visit]]) -> bool:
    """Whether one of the other addresses that answered last answers now."""
    others = OuterAddress.objects.exclude(pk__in=[row.pk for row, _found in silent])
    answered = others.filter(status__isnull=False).order_by("-checked_at")
    return any(
        visiting(address).status is not None
        for address in answered.values_list("address", flat=True)[:KNOWN_GOOD]
    )
