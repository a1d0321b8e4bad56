"""The models as a process: `python -m tests.world.models --port 9000 --delay 0.3`.

Google listens at the port, OpenAI and Ollama at the two after it; with port 0 each at any. It
prints the settings that lead there, one a line. `--say package.module:function` names what the
models say.
"""

import argparse
import asyncio
import importlib
import signal

from tests.world.models.models import Models
from tests.world.models.server import World
from tests.world.models.values import Provider


async def serve(port: int, world: World) -> None:
    """Until a signal comes."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, stop.set)
    models = Models(world, loop)
    await models.begin({provider: port and port + n for n, provider in enumerate(Provider)})
    for name, value in models.environment().items():
        print(f"{name}={value}", flush=True)  # noqa: T201 - whoever started it reads this
    await stop.wait()
    await models.end()
    for complaint in world.complaints:
        print(complaint, flush=True)  # noqa: T201 - the same


def main() -> None:
    """What was wrong with requests is printed at the end, and makes its status 1."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--delay", type=float, default=0.0)
    parser.add_argument("--say", default="")
    given = parser.parse_args()
    world = World(given.delay)
    if given.say:
        module, _, name = given.say.partition(":")
        world.fallback = getattr(importlib.import_module(module), name)
    asyncio.run(serve(given.port, world))
    raise SystemExit(bool(world.complaints))


if __name__ == "__main__":
    main()
