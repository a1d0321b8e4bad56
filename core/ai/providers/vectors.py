"""One request for vectors, over the API of its provider."""

import asyncio
from collections.abc import Sequence

import httpx2
from pydantic_ai.embeddings import EmbeddingModel, EmbeddingSettings
from pydantic_ai.embeddings.google import GoogleEmbeddingModel
from pydantic_ai.embeddings.openai import OpenAIEmbeddingModel
from pydantic_ai.providers.ollama import OllamaProvider
from pydantic_ai.providers.openai import OpenAIProvider

from core.ai.providers import clients, failures, links, outcomes
from core.ai.providers.links import Link
from core.settings import Settings

DIMENSIONS = 768
"""Asked of models that cut their vectors to any size: enough to search by, a quarter to keep."""
_CUTTABLE = ("gemini-embedding", "text-embedding-3")


class Door:
    """The way to one model of vectors."""

    def __init__(self, model: EmbeddingModel, client: httpx2.AsyncClient, timeout: float) -> None:
        self._model = model
        self._client = client
        self._timeout = timeout

    async def embed(self, texts: Sequence[str]) -> tuple[list[list[float]], int]:
        """What came, unchecked, and its tokens, 0 where unknown; raises CallFailedError."""
        cuttable = self._model.model_name.startswith(_CUTTABLE)
        settings = EmbeddingSettings(dimensions=DIMENSIONS) if cuttable else EmbeddingSettings()
        try:
            async with asyncio.timeout(self._timeout):
                made = await self._model.embed(texts, input_type="document", settings=settings)
        except failures.CAUGHT as error:
            raise failures.of(error) from None
        tokens = min(max(made.usage.input_tokens, 0), outcomes.MOST_TOKENS)
        return [list(map(float, vector)) for vector in made.embeddings], tokens

    async def close(self) -> None:
        """Hang up."""
        await self._client.aclose()


def connect(link: Link, settings: Settings) -> Door:
    """The way to a model; raises CallFailedError where it cannot be asked for want of a key."""
    client = clients.over_http(link, settings)
    return Door(_model(link, settings, client), client, settings.ai_timeout)


def _model(link: Link, settings: Settings, client: httpx2.AsyncClient) -> EmbeddingModel:
    if link.provider == links.GOOGLE:
        provider = clients.google(link, settings, client)
        return GoogleEmbeddingModel(link.model, provider=provider)
    spoken = clients.openai_api(link, settings, client)
    if link.provider == links.OLLAMA:
        return OpenAIEmbeddingModel(link.model, provider=OllamaProvider(openai_client=spoken))
    return OpenAIEmbeddingModel(link.model, provider=OpenAIProvider(openai_client=spoken))
