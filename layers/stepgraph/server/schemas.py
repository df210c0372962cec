"""The bodies of requests and responses: field names and types are the LangGraph API's.

What a request may hold and is not listed here is refused by name, so that nothing that a caller
asked for is left undone in silence.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)

MAX_PAGE = 1000
DEFAULT_PAGE = 10

Time = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
JsonObject = dict[str, Any]
# Keys of a state; of a graph that is a function, whatever that returns.
Values = Any


def _require_off(asked: bool) -> bool:
    if asked:
        raise ValueError("it is not built yet; leave it out or send false")
    return asked


def _as_list(value: Any) -> Any:
    """One name is a list of one; clients that have nothing to say send an empty name."""
    names = value if isinstance(value, list) else [value]
    return [name for name in names if name not in ("", None)]


NotBuiltYet = Annotated[bool, AfterValidator(_require_off)]
StreamMode = Literal["values", "updates"]
RunStatus = Literal["pending", "running", "error", "success", "interrupted"]
AssistantField = Literal[
    "assistant_id",
    "graph_id",
    "name",
    "description",
    "config",
    "context",
    "metadata",
    "version",
    "created_at",
    "updated_at",
]
StreamModes = Annotated[list[StreamMode], BeforeValidator(_as_list)]


class Body(BaseModel):
    """A request body; null means the same as nothing."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, body: Any) -> Any:
        if not isinstance(body, dict):
            return body
        return {name: value for name, value in body.items() if value is not None}


class AssistantSearch(Body):
    """Which assistants, and which of their fields."""

    metadata: JsonObject = {}
    graph_id: str | None = None
    name: str | None = None
    limit: int = Field(default=DEFAULT_PAGE, ge=1, le=MAX_PAGE)
    offset: int = Field(default=0, ge=0)
    sort_by: Literal["assistant_id", "graph_id", "name", "created_at", "updated_at"] = "created_at"
    sort_order: Literal["asc", "desc"] = "desc"
    select: list[AssistantField] | None = None


class ThreadCreate(Body):
    """A thread to be."""

    thread_id: str | None = None
    metadata: JsonObject = {}
    if_exists: Literal["raise", "do_nothing"] = "raise"


class StateQuery(BaseModel):
    """How to read a state."""

    model_config = ConfigDict(extra="forbid")

    subgraphs: NotBuiltYet = False


class CheckpointIn(Body):
    """A checkpoint, as a response named it."""

    thread_id: str | None = None
    checkpoint_ns: Literal[""] = ""
    checkpoint_id: str | None = None


class HistorySearch(Body):
    """Which states of a thread, newest first."""

    limit: int = Field(default=DEFAULT_PAGE, ge=1, le=MAX_PAGE)
    before: str | CheckpointIn | None = None
    metadata: JsonObject = {}

    @property
    def before_id(self) -> str | None:
        """The checkpoint before which to begin."""
        return self.before.checkpoint_id if isinstance(self.before, CheckpointIn) else self.before


class Resume(Body):
    """The answer to an interrupt, or a map from interrupt ids to answers."""

    resume: Any


class Config(Body):
    """What a run is told beside its input."""

    configurable: JsonObject = {}
    metadata: JsonObject = {}
    recursion_limit: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def _is_no_replay(self) -> Self:
        if self.configurable.get("checkpoint_id"):
            raise ValueError("configurable.checkpoint_id is not built yet")
        return self


class RunCreate(Body):
    """A run to start: from an input, from an answer, or from where the thread stopped."""

    assistant_id: str
    input: Any = None
    command: Resume | None = None
    config: Config = Config()
    metadata: JsonObject = {}
    stream_mode: StreamModes = Field(default=["values"], min_length=1)
    if_not_exists: Literal["create", "reject"] = "reject"
    multitask_strategy: Literal["reject"] = "reject"

    # These ask for what is so anyway: the log is written before the next step and can always be
    # streamed again, a run does not end with its caller, an answer that fits nothing is refused.
    stream_resumable: bool = True
    strict_resume: bool = True
    durability: Literal["sync", "async"] = "sync"
    checkpoint_during: Literal[True] = True
    on_disconnect: Literal["continue"] = "continue"
    on_completion: Literal["keep"] = "keep"
    stream_subgraphs: NotBuiltYet = False

    @model_validator(mode="after")
    def _has_one_beginning(self) -> Self:
        if self.command and self.input is not None:
            raise ValueError("input and command exclude each other")
        return self


class StreamQuery(BaseModel):
    """How to read the stream of a run that is there."""

    model_config = ConfigDict(extra="forbid")

    stream_mode: StreamModes = []
    cancel_on_disconnect: NotBuiltYet = False


class JoinQuery(BaseModel):
    """How to wait for a run that is there."""

    model_config = ConfigDict(extra="forbid")

    cancel_on_disconnect: NotBuiltYet = False


class Ok(BaseModel):
    """The server answers."""

    ok: bool = True


class Info(BaseModel):
    """What the server is."""

    version: str
    flags: dict[str, bool]
    metadata: JsonObject = {}


class ErrorBody(BaseModel):
    """What went wrong, with a code that stays the same, and what to do about it."""

    code: str
    detail: str
    next_step: str
    request_id: str


class Assistant(BaseModel):
    """A graph, as clients ask for it."""

    assistant_id: str
    graph_id: str
    name: str
    description: str | None = None
    config: JsonObject = {}
    context: JsonObject = {}
    metadata: JsonObject = {}
    version: int = 1
    created_at: Time
    updated_at: Time


class InterruptBody(BaseModel):
    """A question that waits for an answer."""

    value: Any
    id: str


class Checkpoint(BaseModel):
    """Which state of a thread."""

    thread_id: str
    checkpoint_ns: str = ""
    checkpoint_id: str | None = None


class ThreadTask(BaseModel):
    """A task that comes next, or that came next then."""

    id: str
    name: str
    path: list[str | int]
    error: str | None
    interrupts: list[InterruptBody]
    checkpoint: Checkpoint | None = None
    state: JsonObject | None = None
    result: Values


class ThreadState(BaseModel):
    """The state of a thread at one checkpoint."""

    values: Values
    next: list[str]
    tasks: list[ThreadTask]
    checkpoint: Checkpoint
    metadata: JsonObject
    created_at: Time | None
    parent_checkpoint: Checkpoint | None
    interrupts: list[InterruptBody]


class Thread(BaseModel):
    """A conversation."""

    thread_id: str
    created_at: Time
    updated_at: Time
    metadata: JsonObject
    status: Literal["idle", "busy", "interrupted", "error"]
    values: Values
    interrupts: dict[str, list[InterruptBody]]


class Run(BaseModel):
    """One execution on a thread."""

    run_id: str
    thread_id: str
    assistant_id: str
    created_at: Time
    updated_at: Time
    status: RunStatus
    metadata: JsonObject
    multitask_strategy: Literal["reject"] = "reject"
