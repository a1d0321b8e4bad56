"""The `kimdir` command; each command imports what it needs when it is called."""

import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer
import typer.main

MOST = 10_000_000
"""Of messages and people, more than anybody has."""

app = typer.Typer(
    help="Who does what in your Telegram groups: a private, searchable memory.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
database = typer.Typer(help="The database on this machine.", no_args_is_help=True)
app.add_typer(database, name="db")
model = typer.Typer(help="What is learned from your corrections.", no_args_is_help=True)
app.add_typer(model, name="model")


@app.command("import")
def import_export(
    path: Annotated[Path, typer.Argument(help="result.json, or the folder that it is in")],
    timezone: Annotated[
        str, typer.Option(help="Zone of old exports' local times; yours by default")
    ] = "",
    account: Annotated[
        int | None, typer.Option(help="Telegram id of the account that made the export")
    ] = None,
    analyse: Annotated[bool, typer.Option(help="Guess professions at the end")] = True,
) -> None:
    """Store a Telegram Desktop export (JSON), and guess who does what."""
    from kimdir import importing

    importing.run(path, timezone=timezone, account=account, analyse=analyse)


@app.command()
def analyse(
    last: Annotated[
        int | None,
        typer.Option(min=1, max=MOST, help="Instead, so many newest messages of all chats"),
    ] = None,
    person: Annotated[
        int | None, typer.Option(help="One person, now, by their Telegram id")
    ] = None,
    everybody: Annotated[
        bool, typer.Option("--all", help="Also people with nothing new to read")
    ] = False,
    limit: Annotated[
        int | None, typer.Option(min=1, max=MOST, help="So many people by models at most")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Start without asking")] = False,
) -> None:
    """Guess what people do, from their own words; says what it takes before it starts."""
    from kimdir import analysing

    analysing.run(
        analysing.chosen(last=last, person=person, everybody=everybody, limit=limit, agreed=yes)
    )


@app.command()
def chat() -> None:
    """Talk to the bot in this terminal, without Telegram."""
    from kimdir import talking

    talking.chat()


@app.command()
def bot() -> None:
    """Run the bot in Telegram."""
    from kimdir import talking

    talking.bot()


@app.command()
def up() -> None:
    """Run the worker, and the collector and the bot where they are set up."""
    from kimdir import supervisor

    supervisor.run()


@app.command()
def collect() -> None:
    """Follow your Telegram account until told to stop."""
    from kimdir import collecting

    collecting.run()


@app.command()
def worker() -> None:
    """Read people and messages as they come, until told to stop."""
    from kimdir import working

    working.run()


@app.command()
def jobs(
    again: Annotated[
        str, typer.Option(help="Try what was set aside anew: a job's number, or all")
    ] = "",
) -> None:
    """What waits to be done, and what was set aside because it cannot be."""
    from kimdir import jobs

    jobs.run(again)


@app.command()
def login(
    qr: Annotated[bool, typer.Option("--qr", help="By a QR code instead of a code")] = False,
    again: Annotated[bool, typer.Option("--again", help="Also if you are logged in")] = False,
) -> None:
    """Log in to your Telegram account, which Kimdir then reads."""
    from kimdir import logging_in

    logging_in.run(again=again, by_qr=qr)


@app.command()
def logout() -> None:
    """Forget the session of your Telegram account; what is stored stays."""
    from kimdir import logging_in

    logging_in.forget()


@app.command()
def status() -> None:
    """What is collected, how complete it is, and what holds it up."""
    from kimdir import status

    status.run()


@app.command()
def ledger(
    last: Annotated[int, typer.Option(min=1, max=1000, help="How many calls, newest last")] = 20,
    day: Annotated[str, typer.Option(help="All calls of a day, such as 2026-11-01")] = "",
    call: Annotated[int | None, typer.Option(help="What the call with this id sent")] = None,
    texts: Annotated[bool, typer.Option("--texts", help="With the messages' texts")] = False,
) -> None:
    """What models were asked, what left this machine for it, and what it cost."""
    from kimdir import spending

    spending.run(last=last, day=day, call=call, texts=texts)


@app.command()
def chats(
    track: Annotated[
        list[str] | None, typer.Option(help="Collect the chat with this id or @name")
    ] = None,
    untrack: Annotated[list[str] | None, typer.Option(help="Collect it no longer")] = None,
) -> None:
    """Every chat of your account, with its id, and which are collected."""
    from kimdir import choosing

    choosing.run(track or (), untrack or ())


@app.command()
def doctor() -> None:
    """Look whether everything that is set up works, and say what to do."""
    from kimdir import doctor

    doctor.run()


@app.command()
def demo() -> None:
    """Import fictional groups, guess, and ask."""
    from kimdir import demo

    demo.run()


@model.command("list")
def list_models() -> None:
    """Every version, how much better it guesses, and which one counts."""
    from kimdir import modelling

    modelling.run()


@model.command("use")
def use_model(
    version: Annotated[str, typer.Argument(help="A version's number, none, or newest")],
) -> None:
    """Let another version count, or none, until you say newest."""
    from kimdir import modelling

    modelling.run(version)


@model.command("learn")
def learn_model() -> None:
    """Learn from your corrections now."""
    from kimdir import modelling

    modelling.learn()


@database.command()
def url() -> None:
    """Print the address for psql; starts the embedded server and leaves it up."""
    from core import addresses, settings
    from kimdir import servers
    from kimdir.embedded import postgres

    loaded = settings.load()
    named = loaded.database_url
    typer.echo(addresses.for_psql(named) if named else postgres.keep(servers.place(loaded)))


@database.command()
def stop() -> None:
    """Stop the embedded server."""
    from core import settings
    from kimdir import servers
    from kimdir.embedded import postgres

    stopped = postgres.stop(servers.place(settings.load()))
    typer.echo("Stopped." if stopped else "No embedded server is running.")


def _leave(number: int, _frame: FrameType | None) -> None:
    """End in order, so that the servers of this command are stopped."""
    sys.exit(128 + number)


def _report(_kind: type[BaseException], error: BaseException, _trace: object) -> None:
    """Say what nobody expected, without its text: that may quote what was said in a chat."""
    from core import errors

    typer.echo(
        f"Something went wrong that Kimdir did not expect.\n{errors.trace(error)}", err=True
    )


def main() -> None:
    """Run the command; an error of ours is one sentence on stderr and exit code 1."""
    from core import errors

    sys.excepthook = _report
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)
    try:
        typer.main.get_command(app)()  # calling `app` itself would put back its own excepthook
    except errors.KimdirError as error:
        typer.echo(str(error), err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
