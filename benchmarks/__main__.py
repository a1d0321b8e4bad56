"""Runs every speed benchmark on a Postgres of its own and prints what it measured."""

import sys
from collections.abc import Callable

from benchmarks import (
    catching_up,
    databases,
    history_speed,
    import_speed,
    insights_speed,
    live_speed,
    reader_speed,
    start_speed,
    who_speed,
    worker_speed,
)


def main(names: list[str]) -> None:
    """Run the named benchmarks, or all of them."""
    with databases.durable() as url:
        benchmarks: dict[str, Callable[[], list[str]]] = {
            "start": start_speed.run,
            "reader": reader_speed.run,
            "insights": insights_speed.run,
            "who": lambda: who_speed.run(url),
            "import": lambda: import_speed.run(url),
            "history": lambda: history_speed.run(url),
            "catching-up": lambda: catching_up.run(url),
            "live": lambda: live_speed.run(url),
            "worker": lambda: worker_speed.run(url),
        }
        for name, run in benchmarks.items():
            if not names or name in names:
                print(f"\n{name}", flush=True)
                for line in run():
                    print(f"  {line}", flush=True)


main(sys.argv[1:])
