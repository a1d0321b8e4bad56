"""Links of the chain: which model, where it runs, and whether that is the owner's own place."""

import ipaddress
import itertools
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from core.settings import OFFLINE, Settings

GOOGLE = "google"
OLLAMA = "ollama"

_OWN_NETWORKS = tuple(
    ipaddress.ip_network(network)
    for network in (
        "127.0.0.0/8",
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "169.254.0.0/16",
        "::1/128",
        "fc00::/7",
        "fe80::/10",
    )
)
_OWN_NAME = re.compile(r"(?!0x|[0-9]+$)[^.]+|.+\.(local|localhost)")
"""A bare number is an address in disguise."""
_FORWARDED = ("-cloud", ":cloud")
"""How the names of models end that Ollama at home passes on to its makers."""


@dataclass(frozen=True, slots=True)
class Link:
    """A model of a provider; as a text "google:gemini-2.5-flash"."""

    provider: str
    model: str

    def __str__(self) -> str:
        return f"{self.provider}:{self.model}"


def parse(name: str) -> Link:
    """The link of a name that settings let through."""
    provider, _, model = name.partition(":")
    return Link(provider, model)


def asked(settings: Settings) -> tuple[Link, ...]:
    """Those of AI_MODELS that are ever asked: offline always answers, so it is the last."""
    before = itertools.takewhile(lambda name: name != OFFLINE, settings.ai_models)
    return tuple(dict.fromkeys(map(parse, before)))


def url(link: Link, settings: Settings) -> str:
    """Where its server is."""
    urls = {GOOGLE: settings.gemini_url, OLLAMA: settings.ollama_url}
    return urls.get(link.provider, settings.openai_url)


def key_setting(link: Link) -> str | None:
    """The setting of its key, if it may have one."""
    return {GOOGLE: "GEMINI_API_KEY", OLLAMA: None}.get(link.provider, "OPENAI_API_KEY")


def url_setting(link: Link) -> str:
    """The setting that says where its server is."""
    return {GOOGLE: "GEMINI_URL", OLLAMA: "OLLAMA_URL"}.get(link.provider, "OPENAI_URL")


def is_cloud(link: Link, settings: Settings) -> bool:
    """Whether what it is asked leaves the owner's machines and network."""
    if link.provider == GOOGLE:
        return True
    if link.provider == OLLAMA and link.model.endswith(_FORWARDED):
        return True
    return not _is_own((urlsplit(url(link, settings)).hostname or "").lower())


def _is_own(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return _OWN_NAME.fullmatch(host) is not None
    inner = getattr(address, "ipv4_mapped", None) or address
    return any(inner in network for network in _OWN_NETWORKS)
