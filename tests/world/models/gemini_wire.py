"""The requests of Gemini's REST API, v1beta and v1: what is not here is a 400."""

import base64
import binascii
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel


class Strict(BaseModel):
    """A message of protocol buffers in JSON: camelCase or snake_case, and no other field."""

    model_config = ConfigDict(
        extra="forbid", strict=True, alias_generator=to_camel, validate_by_name=True
    )


def _bytes(value: object) -> bytes:
    if not isinstance(value, str):
        raise ValueError("Base64 decoding failed")
    try:
        return base64.b64decode(value.replace("-", "+").replace("_", "/"), validate=True)
    except binascii.Error:
        raise ValueError("Base64 decoding failed") from None


def _whole(value: object) -> object:
    return int(value) if isinstance(value, str) and value.isdecimal() else value


Bytes = Annotated[bytes, BeforeValidator(_bytes)]
Whole = Annotated[int, BeforeValidator(_whole), Field(ge=0)]


class Blob(Strict):
    mime_type: Annotated[str, Field(pattern=r"^[\w.+-]+/[\w.+-]+$")]
    data: Bytes


class FunctionCall(Strict):
    id: str | None = None
    name: str
    args: dict[str, Any] | None = None


class FunctionResponse(Strict):
    id: str | None = None
    name: str
    response: dict[str, Any]
    will_continue: bool | None = None
    scheduling: str | None = None


class Part(Strict):
    text: str | None = None
    inline_data: Blob | None = None
    function_call: FunctionCall | None = None
    function_response: FunctionResponse | None = None
    thought: bool | None = None
    thought_signature: Bytes | None = None

    @property
    def kinds(self) -> int:
        """How many of the fields are set of which one must be."""
        data = (self.text, self.inline_data, self.function_call, self.function_response)
        return sum(each is not None for each in data)


class Content(Strict):
    role: Literal["user", "model"] | None = None
    parts: list[Part] = []


Type = Literal["STRING", "NUMBER", "INTEGER", "BOOLEAN", "ARRAY", "OBJECT", "NULL"]


class Schema(Strict):
    """The subset of OpenAPI 3.0."""

    type: Annotated[Type, BeforeValidator(lambda each: str(each).upper())] | None = None
    format: str | None = None
    title: str | None = None
    description: str | None = None
    nullable: bool | None = None
    enum: list[str] | None = None
    min_items: Whole | None = None
    max_items: Whole | None = None
    properties: dict[str, "Schema"] | None = None
    required: list[str] | None = None
    min_properties: Whole | None = None
    max_properties: Whole | None = None
    min_length: Whole | None = None
    max_length: Whole | None = None
    pattern: str | None = None
    example: Any = None
    any_of: list["Schema"] | None = None
    property_ordering: list[str] | None = None
    default: Any = None
    items: "Schema | None" = None
    minimum: float | None = None
    maximum: float | None = None


class ThinkingConfig(Strict):
    include_thoughts: bool | None = None
    thinking_budget: int | None = None
    thinking_level: str | None = None


def _candidates(count: int) -> int:
    if count != 1:
        raise ValueError("Multiple candidates is not enabled for this model")
    return count


class GenerationConfig(Strict):
    stop_sequences: Annotated[list[str], Field(max_length=5)] | None = None
    response_mime_type: Literal["text/plain", "application/json", "text/x.enum"] | None = None
    response_schema: Schema | None = None
    response_json_schema: dict[str, Any] | None = None
    response_modalities: list[Literal["TEXT"]] | None = None
    candidate_count: Annotated[int, AfterValidator(_candidates)] | None = None
    max_output_tokens: Annotated[int, Field(ge=1)] | None = None
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    top_p: Annotated[float, Field(ge=0, le=1)] | None = None
    top_k: Annotated[int, Field(ge=1)] | None = None
    seed: int | None = None
    presence_penalty: float | None = None
    frequency_penalty: float | None = None
    thinking_config: ThinkingConfig | None = None
    media_resolution: str | None = None


class FunctionDeclaration(Strict):
    name: Annotated[str, Field(pattern=r"^[a-zA-Z_][\w.:-]{0,127}$")]
    description: str | None = None
    parameters: Schema | None = None
    parameters_json_schema: dict[str, Any] | None = None
    response: Schema | None = None
    response_json_schema: dict[str, Any] | None = None


class Tool(Strict):
    function_declarations: list[FunctionDeclaration]


class FunctionCallingConfig(Strict):
    mode: Literal["AUTO", "ANY", "NONE", "VALIDATED"] | None = None
    allowed_function_names: list[str] | None = None


class ToolConfig(Strict):
    function_calling_config: FunctionCallingConfig | None = None


class SafetySetting(Strict):
    category: Annotated[str, Field(pattern=r"^HARM_CATEGORY_[A-Z_]+$")]
    threshold: Literal[
        "BLOCK_NONE", "BLOCK_ONLY_HIGH", "BLOCK_MEDIUM_AND_ABOVE", "BLOCK_LOW_AND_ABOVE", "OFF"
    ]


class Generate(Strict):
    model: str | None = None
    contents: list[Content]
    system_instruction: Content | None = None
    tools: list[Tool] = []
    tool_config: ToolConfig | None = None
    safety_settings: list[SafetySetting] = []
    generation_config: GenerationConfig = GenerationConfig()


TaskType = Literal[
    "RETRIEVAL_QUERY",
    "RETRIEVAL_DOCUMENT",
    "SEMANTIC_SIMILARITY",
    "CLASSIFICATION",
    "CLUSTERING",
    "QUESTION_ANSWERING",
    "FACT_VERIFICATION",
    "CODE_RETRIEVAL_QUERY",
]


class Embed(Strict):
    model: str | None = None
    content: Content
    task_type: TaskType | None = None
    title: str | None = None
    output_dimensionality: Annotated[int, Field(ge=1, le=3072)] | None = None


class BatchEmbed(Strict):
    requests: Annotated[list[Embed], Field(min_length=1)]


class Count(Strict):
    contents: list[Content] | None = None
    generate_content_request: Generate | None = None
