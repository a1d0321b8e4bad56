import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import settings
from core.ai.providers import links
from core.ai.providers.links import Link


def test_a_name_and_its_link_say_the_same() -> None:
    link = links.parse("ollama:gpt-oss:20b")
    assert link == Link("ollama", "gpt-oss:20b")
    assert str(link) == "ollama:gpt-oss:20b"


def is_cloud(url: str, name: str = "openai:x") -> bool:
    loaded = settings.load(openai_url=url, ollama_url=url, gemini_url=url)
    return links.is_cloud(links.parse(name), loaded)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.8.8.8",
        "localhost",
        "LOCALHOST",
        "models.localhost",
        "[::1]",
        "10.0.0.7",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.20",
        "169.254.7.7",
        "[fd12::1]",
        "[fe80::1]",
        "[::ffff:192.168.1.20]",
        "ollama",
        "desk-2",
        "desk.local",
    ],
)
def test_the_owners_own_places_are_no_cloud(host: str) -> None:
    assert not is_cloud(f"http://{host}:11434/v1")
    assert not is_cloud(f"http://{host}:11434/v1", "ollama:llama3.2")


@pytest.mark.parametrize(
    "host",
    [
        "api.openai.com",
        "8.8.8.8",
        "172.32.0.1",
        "100.64.0.1",
        "[2001:4860:4860::8888]",
        "[::ffff:8.8.8.8]",
        "134744072",
        "0x08080808",
        "ai.",
        "localhost.example.com",
        "127.0.0.1.example.com",
        "desk.local.example.com",
    ],
)
def test_any_other_place_is_the_cloud(host: str) -> None:
    assert is_cloud(f"https://{host}/v1")


def test_gemini_is_the_cloud_even_behind_a_server_of_ones_own() -> None:
    assert is_cloud("http://127.0.0.1:8000", "google:gemini-2.5-flash")


@pytest.mark.parametrize("model", ["gpt-oss:120b-cloud", "glm-4.6:cloud"])
def test_what_ollama_passes_on_to_its_makers_is_the_cloud(model: str) -> None:
    assert is_cloud("http://127.0.0.1:11434/v1", f"ollama:{model}")


@given(st.ip_addresses(v=4))
def test_every_address_is_told_apart_as_the_networks_say(address: object) -> None:
    first, second = (int(part) for part in str(address).split(".")[:2])
    own = (
        first in (10, 127)
        or (first == 172 and 16 <= second < 32)
        or (first, second) in ((192, 168), (169, 254))
    )
    assert is_cloud(f"http://{address}/v1") is not own


def test_each_provider_has_its_own_address() -> None:
    loaded = settings.load(
        gemini_url="http://a", openai_url="http://b/v1", ollama_url="http://c/v1"
    )
    urls = [links.url(links.parse(f"{name}:x"), loaded) for name in settings.PROVIDERS]
    assert urls == ["http://a", "http://b/v1", "http://c/v1"]
    named = [links.url_setting(links.parse(f"{name}:x")) for name in settings.PROVIDERS]
    assert named == ["GEMINI_URL", "OPENAI_URL", "OLLAMA_URL"]
