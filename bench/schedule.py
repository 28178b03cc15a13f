"""`python -m bench.schedule`: how long after its time a planned page is there for readers.

Serves a fresh site in a temporary folder, as `make run` does: two processes, no cron. Pages are
planned some seconds ahead, and their addresses asked until they answer. Goal: within 60 s.
"""

import os
import random
import tempfile
import time
import urllib.error
import urllib.request
from datetime import datetime, timedelta
from pathlib import Path

PAGES, GOAL = 8, 60.0  # seconds


def main() -> int:
    """Print the delay of each page; return 1 if one came later than the goal."""
    folder = Path(tempfile.mkdtemp(prefix="lupusinfo-bench-"))
    os.environ["LUPUSINFO_VAR"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "lupusinfo.settings"
    from tests.served.site import Site

    site = Site(folder)
    site.wait()
    try:
        delays = [delay(site.url + address, at) for address, at in plan()]
    finally:
        site.stop()
    for number, seconds in enumerate(delays, start=1):
        print(f"page {number}: {seconds:5.1f} s after its time")
    print(f"latest: {max(delays):.1f} s (goal {GOAL:.0f} s)")
    return int(max(delays) > GOAL)


def plan() -> list[tuple[str, datetime]]:
    """Plan pages at odd moments of the next half minute; return address and time, soonest first."""
    import django

    django.setup()
    from django.contrib.auth.models import User
    from django.utils import timezone

    from editorial import scheduling
    from tests.builders import draft_of_kind, newest

    planner, planned = User.objects.get(), []
    for number in range(PAGES):
        page = draft_of_kind("article", title=f"Planned {number}", slug=f"planned-{number}")
        at = timezone.now() + timedelta(seconds=random.uniform(5, 35))
        scheduling.schedule(newest(page), at=at, by=planner)
        planned.append((page.get_absolute_url(), at))
    return sorted(planned, key=lambda one: one[1])


def delay(url: str, at: datetime) -> float:
    """Ask for a page until it is there; return the seconds since its time, at most 5 minutes."""
    until = at.timestamp() + 300
    while time.time() < until:
        try:
            urllib.request.urlopen(url, timeout=5)
            break
        except urllib.error.HTTPError as error:
            if error.code != 404:
                raise
            if time.time() < at.timestamp() - 1:
                time.sleep(0.5)
            time.sleep(0.1)
    return time.time() - at.timestamp()


if __name__ == "__main__":
    raise SystemExit(main())
