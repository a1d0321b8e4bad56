"""One request to a model, over the API of its provider."""

import asyncio
import re
from collections.abc import Sequence
from typing import TypeVar

import httpx2
from pydantic import BaseModel
from pydantic_ai import BinaryContent, ModelRequest, ModelResponse, UserContent, UserPromptPart
from pydantic_ai.direct import model_request
from pydantic_ai.exceptions import ModelHTTPError
from pydantic_ai.models import Model, ModelRequestParameters
from pydantic_ai.models.google import GoogleModel
from pydantic_ai.models.ollama import OllamaModel
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.output import OutputObjectDefinition
from pydantic_ai.profiles import merge_profile
from pydantic_ai.profiles.openai import OpenAIModelProfile
from pydantic_ai.providers.ollama import OllamaProvider
from pydantic_ai.providers.openai import OpenAIProvider
from pydantic_ai.settings import ModelSettings

from core.ai.asking import Question, Result
from core.ai.providers import clients, failures, links, outcomes
from core.ai.providers.links import Link
from core.ai.providers.outcomes import CallFailedError, Reaction, Reply
from core.settings import Settings

_OPENAI_HOST = "api.openai.com"

_ABOUT_SCHEMAS = re.compile(r"response.?format|json.?schema", re.IGNORECASE)

T = TypeVar("T", bound=BaseModel)


class Door:
    """The way to one model."""

    def __init__(self, model: Model, client: httpx2.AsyncClient, timeout: float) -> None:
        self._model = model
        self._client = client
        self._timeout = timeout
        self._takes_schemas = model.profile.get("supports_json_schema_output", False)

    async def ask(self, question: Question[T]) -> Reply:
        """Make exactly one request; raises CallFailedError.

        Where a server takes no schema, the same is to be asked again, with the form in words.
        """
        return _reply(await self._said(question, native=self._takes_schemas))

    async def _said(self, question: Question[T], *, native: bool) -> ModelResponse:
        request = _request(question, self._model)
        settings, form = self._settings(question), _form(question, native=native)
        try:
            async with asyncio.timeout(self._timeout):
                said = await model_request(
                    self._model,
                    [request],
                    model_settings=settings,
                    model_request_parameters=form,
                )
        except failures.CAUGHT as error:
            failure = failures.of(error)
            if native and failure.reaction is Reaction.NEVER and _names_schemas(error):
                self._takes_schemas = False
                failure.reaction = Reaction.AGAIN
            raise failure from None
        return said

    async def close(self) -> None:
        """Hang up."""
        await self._client.aclose()

    def _settings(self, question: Question[T]) -> ModelSettings:
        settings = ModelSettings(max_tokens=question.most_tokens, thinking=False)
        profile = self._model.profile
        if not profile.get("openai_supports_reasoning") or profile.get(
            "openai_supports_reasoning_effort_none"
        ):
            settings["temperature"] = 0.0
        return settings


def connect(link: Link, settings: Settings) -> Door:
    """The way to a link; raises CallFailedError where it cannot be asked for want of a key."""
    client = clients.over_http(link, settings)
    return Door(_model(link, settings, client), client, settings.ai_timeout)


def _model(link: Link, settings: Settings, client: httpx2.AsyncClient) -> Model:
    if link.provider == links.GOOGLE:
        return GoogleModel(link.model, provider=clients.google(link, settings, client))
    spoken = clients.openai_api(link, settings, client)
    if link.provider == links.OLLAMA:
        return _ollama(link, OllamaProvider(openai_client=spoken))
    provider = OpenAIProvider(openai_client=spoken)
    thinks = bool((provider.model_profile(link.model) or {}).get("openai_supports_reasoning"))
    newer = thinks or spoken.base_url.host == _OPENAI_HOST
    return OpenAIChatModel(
        link.model,
        provider=provider,
        profile=OpenAIModelProfile(openai_chat_supports_max_completion_tokens=newer),
    )


def _ollama(link: Link, provider: OllamaProvider) -> OllamaModel:
    known = OllamaModel(link.model, provider=provider).profile
    older = OpenAIModelProfile(openai_chat_supports_max_completion_tokens=False)
    return OllamaModel(link.model, provider=provider, profile=merge_profile(known, older))


def _form(question: Question[T], *, native: bool) -> ModelRequestParameters:
    form = OutputObjectDefinition(
        json_schema=question.answer.model_json_schema(), name=question.answer.__name__
    )
    return ModelRequestParameters(
        output_mode="native" if native else "prompted", output_object=form
    )


def _names_schemas(error: BaseException) -> bool:
    told = error.body if isinstance(error, ModelHTTPError) else None
    return _ABOUT_SCHEMAS.search(str(told)) is not None


def _request(question: Question[T], model: Model) -> ModelRequest:
    content: Sequence[UserContent] | str = question.text
    if question.picture is not None:
        shown = question.picture
        # Seen closely, a photo comes to 25,000 tokens with some models of OpenAI's.
        closely = None if isinstance(model, GoogleModel) else {"detail": "low"}
        seen = BinaryContent(shown.content, media_type=shown.mime, vendor_metadata=closely)
        content = [question.text, seen]
    return ModelRequest(parts=[UserPromptPart(content)], instructions=question.prompt.text)


def _reply(said: ModelResponse) -> Reply:
    reply = Reply(
        said.text or "", _tokens(said.usage.input_tokens), _tokens(said.usage.output_tokens)
    )
    match said.finish_reason:
        case "content_filter":
            failure = CallFailedError(Result.REFUSED, "content filter", Reaction.NEVER)
        case "length":
            failure = CallFailedError(Result.INVALID, "cut off", Reaction.NEVER)
        case "error":
            failure = CallFailedError(Result.FAILED, "error", Reaction.AGAIN)
        case _:
            return reply
    failure.reply = reply
    raise failure


def _tokens(said: int) -> int | None:
    return min(said, outcomes.MOST_TOKENS) if said > 0 else None
