"""Several things at the same moment, each in a thread with a database connection of its own."""

import threading

from django.db import connection


def at_once(*tasks) -> list:
    """Run the tasks at the same moment and return what they answered or raised."""
    results: list = [None] * len(tasks)
    barrier = threading.Barrier(len(tasks))

    def run(index, task):
        barrier.wait()
        try:
            results[index] = task()
        except Exception as error:
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(tasks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
