"""How long the owner waits for the command to say anything."""

import statistics
import subprocess
import sys
import time

RUNS = 7
WANTED = 0.5


def _seconds(command: list[str]) -> float:
    def once() -> float:
        started = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        return time.perf_counter() - started

    once()
    return statistics.median(once() for _ in range(RUNS))


def run() -> list[str]:
    """Median wall seconds of `kimdir --help`, beside a Python that does nothing."""
    help_ = _seconds([sys.executable, "-m", "kimdir", "--help"])
    bare = _seconds([sys.executable, "-c", "pass"])
    return [
        f"kimdir --help: {help_:.2f} s (wanted: under {WANTED} s), "
        f"{help_ / bare:.1f} times a bare Python"
    ]
