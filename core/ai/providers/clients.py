"""The clients of the providers: to which address, with whose key, and by which way."""

import logging

import httpx2
import openai
import pydantic_core
from pydantic_ai.providers.google import GoogleProvider

from core.ai.asking import Result
from core.ai.providers import failures, links
from core.ai.providers.links import Link
from core.ai.providers.outcomes import CallFailedError, Reaction
from core.settings import Settings

CONNECTING = 10.0
"""Seconds until a server that does not even take the call is given up."""
NO_KEY = "none"
"""Sent to servers that want no key; their client insists on one."""

for _name in ("google_genai", "httpcore2", "httpx2", "openai"):
    logging.getLogger(_name).setLevel(logging.ERROR)  # below that they log what they send


def over_http(link: Link, settings: Settings) -> httpx2.AsyncClient:
    """A client that follows no redirect, and to the owner's own machines goes by no proxy.

    Raises CallFailedError where the link cannot be asked for want of a key.
    """
    if link.provider == links.GOOGLE and not _key(link, settings):
        raise CallFailedError(
            Result.REFUSED, "no key", Reaction.REST, failures.UNTIL_THE_OWNER_ACTS
        )
    return httpx2.AsyncClient(
        timeout=httpx2.Timeout(settings.ai_timeout + CONNECTING, connect=CONNECTING),
        limits=httpx2.Limits(max_connections=settings.ai_concurrency),
        trust_env=links.is_cloud(link, settings),
        follow_redirects=False,
        event_hooks={"request": [_unescape] if link.provider == links.GOOGLE else []},
    )


def google(link: Link, settings: Settings, client: httpx2.AsyncClient) -> GoogleProvider:
    """Gemini's API."""
    return GoogleProvider(
        api_key=_key(link, settings), base_url=links.url(link, settings), http_client=client
    )


def openai_api(link: Link, settings: Settings, client: httpx2.AsyncClient) -> openai.AsyncOpenAI:
    """OpenAI's API, here or elsewhere; it never asks twice by itself."""
    return openai.AsyncOpenAI(
        base_url=links.url(link, settings),
        api_key=_key(link, settings) or NO_KEY,
        http_client=client,
        max_retries=0,
    )


def _key(link: Link, settings: Settings) -> str:
    """The link's own key; no other provider's."""
    keys = {links.GOOGLE: settings.gemini_api_key, links.OLLAMA: None}
    secret = keys.get(link.provider, settings.openai_api_key)
    return secret.get_secret_value() if secret else ""


async def _unescape(request: httpx2.Request) -> None:
    """Google's client escapes whatever is not ASCII: a Russian text is three times as long."""
    plain = pydantic_core.to_json(pydantic_core.from_json(request.content))
    request.stream = httpx2.ByteStream(plain)
    request.headers["Content-Length"] = str(len(plain))
