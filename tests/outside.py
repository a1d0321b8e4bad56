"""No test reaches the outside: whatever this process tries is refused, and told of at its end."""

import ipaddress
import socket
import sys
from typing import Any

_ADDRESS = {"socket.connect": 1, "socket.sendto": 1, "socket.sendmsg": 1}
_NAME = {
    "socket.getaddrinfo": 0,
    "socket.gethostbyname": 0,
    "socket.gethostbyaddr": 0,
    "socket.getnameinfo": 0,
}
_tried: list[str] = []


class ReachedOutsideError(Exception):
    """A test was about to leave this machine."""


def forbid() -> None:
    """From now on, and for good: an audit hook sees every thread, every loop and every library.

    Names that end in .invalid are nobody's: that is told without asking anybody.
    """
    sys.addaudithook(_refuse)


def tried() -> list[str]:
    """Where something wanted to go since this was last asked, though the refusal was swallowed."""
    found = _tried.copy()
    _tried.clear()
    return found


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if not event.startswith("socket."):
        return
    if event in _ADDRESS:
        if event != "socket.connect" and arguments[1] is None:
            return  # on a socket that is connected
        if arguments[0].family not in (socket.AF_INET, socket.AF_INET6):
            return
        host = arguments[1][0]
    elif event in _NAME:
        host = arguments[0][0] if event == "socket.getnameinfo" else arguments[0]
    else:
        return
    if event in _NAME and str(host).endswith(".invalid"):
        raise socket.gaierror(socket.EAI_NONAME, "Nobody has such a name.")
    if not _is_here(host):
        _tried.append(f"{event} {host}")
        raise ReachedOutsideError(f"{event} to {host!r}: tests talk to loopback servers only.")


def _is_here(host: object) -> bool:
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    if name is None or name == "localhost":
        return True
    try:
        return ipaddress.ip_address(str(name)).is_loopback
    except ValueError:
        return False
