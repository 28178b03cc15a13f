"""`python -m bench.races 1000`: races of two editors over every kind and path, on both databases.

Each race has two people write at the same moment; afterwards every word of both must be found: in
the page's texts (or the row) when it was said to be saved, and otherwise kept aside and still in
the form. Prints a table by path, and ends with 1 if anything was lost.
"""

import os
import subprocess
import sys
import time
from collections import defaultdict

HERE = "--this-database"


def main() -> int:
    """Run all races on SQLite and on PostgreSQL, each in a process of its own."""
    count = next((word for word in sys.argv[1:] if word.isdecimal()), "1000")
    if HERE in sys.argv:
        return on_this_database(int(count))
    from tests.machine import postgres_binaries, temporary_postgres

    command = [sys.executable, "-m", "bench.races", count, HERE]
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    print(f"SQLite, {count} races", flush=True)
    codes = [subprocess.run(command, env=environment, check=False).returncode]
    if postgres_binaries() is None:
        print("NOT RUN  PostgreSQL: its server is not installed")
        return 1
    with temporary_postgres() as url:
        print(f"\nPostgreSQL, {count} races", flush=True)
        environment["DATABASE_URL"] = url
        codes.append(subprocess.run(command, env=environment, check=False).returncode)
    return max(codes)


def on_this_database(count: int) -> int:
    """Run the races on the database that DATABASE_URL names, or SQLite in a folder of its own."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"  # in a folder of its own
    import django

    django.setup()
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    setup_test_environment()
    call_command("migrate", verbosity=0)
    from bench.racing import Outcome, Track, courses

    track, began = Track(), time.monotonic()
    by_path: dict[str, list[Outcome]] = defaultdict(list)
    lost: list[Outcome] = []
    for number, (kind, path) in enumerate(courses(count), start=1):
        outcome = track.run(kind, path)
        by_path[path].append(outcome)
        lost += [outcome] if outcome.lost else []
        if number % max(1, count // 10) == 0:
            seconds = time.monotonic() - began
            print(
                f"  {number} of {count} races, {len(lost)} with a loss, {seconds:.0f} s", flush=True
            )
    print(f"{'path':22} {'races':>6} {'accepted':>9} {'refused':>8} {'lost':>5}")
    for path, outcomes in by_path.items():
        sums = [sum(getattr(each, name) for each in outcomes) for name in ("accepted", "refused")]
        losses = sum(len(each.lost) for each in outcomes)
        print(f"{path:22} {len(outcomes):6} {sums[0]:9} {sums[1]:8} {losses:5}")
    for outcome in lost[:20]:
        print("LOST", outcome)
    print(f"silent losses: {sum(len(each.lost) for each in lost)}")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
