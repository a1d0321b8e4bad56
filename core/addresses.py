"""Addresses of servers, checked before anything connects. A ValueError never repeats a secret."""

import ipaddress
from urllib.parse import urlsplit

from redis.asyncio import ConnectionPool
from redis.exceptions import RedisError
from sqlalchemy import URL, exc, make_url

LARGEST_PORT = 65_535
POSTGRES = "must look like postgresql://user:password@host:5432/name"
REDIS = "must look like redis://host:6379/0"
WEB = "must look like https://host or http://host:8081"
IPV4 = "must look like 127.0.0.1:443, an IPv4 address and a port"

_SCHEMES = frozenset(("postgresql", "postgres", "postgresql+asyncpg"))
_KNOWN = frozenset(
    {"database", "host", "password", "port", "ssl", "user"}
    | {"gsslib", "krbsrvname", "passfile", "target_session_attrs"}
)
"""The parameters that our driver takes as text."""
_SSL = frozenset(("disable", "allow", "prefer", "require", "verify-ca", "verify-full"))


def for_our_driver(address: str) -> str:
    """A Postgres address for asyncpg, which calls `sslmode` `ssl`; raises ValueError."""
    scheme, separator, rest = address.partition("://")
    if not separator or scheme not in _SCHEMES:
        raise ValueError(POSTGRES)
    url = _parsed(f"postgresql+asyncpg://{rest}")
    if (mode := url.query.get("sslmode")) is not None:
        url = url.difference_update_query(["sslmode"]).update_query_dict({"ssl": mode})
    if unknown := sorted(url.query.keys() - _KNOWN):
        raise ValueError(f"the parameter {unknown[0]!r} is not known here: leave it out")
    if url.query.get("ssl", "prefer") not in _SSL:
        raise ValueError(f"sslmode must be one of {', '.join(sorted(_SSL))}")
    return url.render_as_string(hide_password=False)


def for_psql(address: str) -> str:
    """The address of `for_our_driver`, as psql and everybody else writes it."""
    url = make_url(address).set(drivername="postgresql")
    if (mode := url.query.get("ssl")) is not None:
        url = url.difference_update_query(["ssl"]).update_query_dict({"sslmode": mode})
    return url.render_as_string(hide_password=False)


def redis(address: str) -> str:
    """The address if a connection could be made of it; raises ValueError."""
    if not address.startswith(("redis://", "rediss://", "unix://")):
        raise ValueError(REDIS)
    try:
        pool = ConnectionPool.from_url(address)
        connection = pool.connection_class(**pool.connection_kwargs)
    except (ValueError, TypeError, RedisError):
        raise ValueError(REDIS) from None
    _check_port(getattr(connection, "port", LARGEST_PORT), REDIS)
    return address


def web(address: str) -> str:
    """The address without a slash at its end; raises ValueError."""
    try:
        parts = urlsplit(address)
        whole = parts.scheme in {"https", "http"} and parts.hostname and parts.port != 0
    except ValueError:
        whole = False
    if not whole:
        raise ValueError(WEB)
    return address.rstrip("/")


def ipv4_with_port(address: str) -> str:
    """The address if it is like 127.0.0.1:443; raises ValueError."""
    host, _, port = address.rpartition(":")
    try:
        ipaddress.IPv4Address(host)
        number = int(port)
    except ValueError:
        raise ValueError(IPV4) from None
    _check_port(number, IPV4)
    return address


def _parsed(address: str) -> URL:
    try:
        url = make_url(address)
        _, options = url.get_dialect()().create_connect_args(url)
    except (ValueError, exc.ArgumentError):
        raise ValueError(POSTGRES) from None
    ports = options.get("port", LARGEST_PORT)
    for port in ports if isinstance(ports, list) else [ports]:
        _check_port(port, POSTGRES)
    return url


def _check_port(port: int, like: str) -> None:
    if not 0 < port <= LARGEST_PORT:
        raise ValueError(like)
