"""The switch that keeps every test at home."""

import asyncio
import socket
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests import outside

ABROAD = "192.0.2.1"  # for documentation, so that nobody is there even if this fails


@pytest.fixture(autouse=True)
def forgiven() -> Iterator[None]:
    """What these tests try is meant."""
    yield
    outside.tried()


def udp() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.sendto(b"x", (ABROAD, 9))


def tcp() -> None:
    with socket.socket() as line:
        line.connect((ABROAD, 9))


def tcp_without_an_error() -> None:
    with socket.socket() as line:
        line.connect_ex((ABROAD, 9))


def version_six() -> None:
    with socket.socket(socket.AF_INET6) as line:
        line.connect(("2001:db8::1", 9))


def a_name() -> None:
    socket.getaddrinfo("model.example", 443)


def an_old_way_to_a_name() -> None:
    socket.gethostbyname("model.example")


def a_page() -> None:
    urllib.request.urlopen(f"http://{ABROAD}:9/")


WAYS = [udp, tcp, tcp_without_an_error, version_six, a_name, an_old_way_to_a_name, a_page]


@pytest.mark.parametrize("way", WAYS)
def test_no_way_leads_outside(way: Callable[[], None]) -> None:
    with pytest.raises(outside.ReachedOutsideError):
        way()
    assert len(outside.tried()) == 1


def test_a_name_of_nobody_is_told_without_asking() -> None:
    with pytest.raises(socket.gaierror):
        socket.getaddrinfo("nowhere.invalid", 443)
    assert not outside.tried()


def test_no_thread_gets_outside() -> None:
    with ThreadPoolExecutor() as pool, pytest.raises(outside.ReachedOutsideError):
        pool.submit(tcp).result()


@pytest.mark.parametrize("host", [ABROAD, "model.example"])
async def test_no_loop_gets_outside(host: str) -> None:
    with pytest.raises(outside.ReachedOutsideError):
        await asyncio.open_connection(host, 443)


async def test_loopback_and_sockets_of_files_stay_open(tmp_path: Path) -> None:
    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"hello")
        writer.close()

    near = await asyncio.start_server(greet, "localhost", 0)
    file = await asyncio.start_unix_server(greet, tmp_path / "here")
    async with near, file:
        port = near.sockets[0].getsockname()[1]
        for opened in (
            asyncio.open_connection("localhost", port),
            asyncio.open_unix_connection(tmp_path / "here"),
        ):
            reader, writer = await opened
            assert await reader.read() == b"hello"
            writer.close()
            await writer.wait_closed()
    with pytest.raises(outside.ReachedOutsideError):
        tcp()
