"""The public surface: a name that comes or goes is a decision, and is made here."""

import importlib
import inspect

import pytest

NAMES = {
    "asl": "compile_machine placeholders require_compilable",
    "channels": (
        "AnyValue Barrier BaseChannel BinaryOperatorAggregate Channel Context DeltaChannel "
        "EphemeralValue LastValue LastValueAfterFinish MISSING NamedBarrierValue "
        "NamedBarrierValueAfterFinish Topic UntrackedValue channels_of managed_of"
    ),
    "checkpoint.dynamodb": "DynamoDBSaver LogItem",
    "checkpoint.memory": "InMemorySaver",
    "constants": "END PARENT RESERVED_CHARACTERS RESERVED_NAMES START",
    "embedded": "EmbeddedAws EmbeddedStage Function",
    "errors": (
        "AlreadyRunningError AmbiguousResumeError ApiError CacheError CacheKeyError "
        "CacheValueError CallInterrupt CallMismatchError CheckpointNotFoundError "
        "ConcurrentUpdateError ConfigurationError DamagedItemError DrawingError EmbeddedError "
        "EmbeddingError EmptyInputError ErrorClass FrozenMessageError FunctionInitError "
        "FunctionNotRegisteredError GraphBubbleUp GraphDefinitionError GraphDrained "
        "GraphImportError GraphInterrupt GraphNotFoundError GraphRecursionError "
        "GraphvizNotFoundError InvalidInputError InvalidMessageError InvalidNamespaceError "
        "InvalidOperationError InvalidTicketError InvalidUpdateError InvalidValueError "
        "ItemTooLargeError LogError NodeError NodeFailedError NodeTimeoutError NotCompilableError "
        "NotDurableError NotRunningError NothingToResumeError ParentCommand PortTakenError "
        "ReducerError ResumeError RunFailedError RunNotFoundError ScaffoldError StaleThreadError "
        "StepgraphError StillRunningError StorageError StoreError ThreadExistsError "
        "ThreadNotFoundError TooManyChangesError TransientError TtlNotSupportedError "
        "UnknownInterruptError UnknownMessageError UnknownTypeError"
    ),
    "execute": "Event Journal Scratch adrive drive events_of",
    "func": "entrypoint task",
    "graph": "CompiledStateGraph END START StateGraph",
    "config": ("get_config get_store get_stream_writer"),
    "message": (
        "AIMessage AIMessageChunk AnyMessage BaseMessage HumanMessage InvalidToolCall "
        "MessageReducer REMOVE_ALL_MESSAGES RemoveMessage SummaryPlan SystemMessage ToolCall "
        "ToolCallChunk ToolMessage UsageMetadata add_messages count_tokens_approximately ids_from "
        "message_from plan_summary trim_messages"
    ),
    "graph.message": (
        "MessagesState REMOVE_ALL_MESSAGES SummaryPlan add_messages count_tokens_approximately "
        "plan_summary trim_messages"
    ),
    "store.base": (
        "AEmbeddingsFunc BaseStore Embeddings EmbeddingsFunc GetOp IndexConfig "
        "InvalidNamespaceError Item ListNamespacesOp MatchCondition NOT_PROVIDED "
        "NamespaceMatchType NamespacePath NotProvided Op PutOp Result SearchItem SearchOp "
        "TTLConfig ensure_embeddings get_text_at_path tokenize_path validate_op_namespace"
    ),
    "store.memory": ("InMemoryStore"),
    "cache.base": ("BaseCache FullKey Namespace Serializer"),
    "cache.memory": ("InMemoryCache"),
    "managed": ("IsLastStep RemainingSteps"),
    "runtime": "ExecutionInfo RunControl Runtime get_runtime",
    "types": (
        "CachePolicy Command Interrupt Overwrite PregelTask RetryPolicy RunnableConfig Send "
        "StateSnapshot StreamMode TimeoutPolicy interrupt"
    ),
}


@pytest.mark.parametrize("module", NAMES)
def test_a_public_module_exports_these_names_and_no_others(module):
    found = importlib.import_module(f"stepgraph.{module}")
    assert sorted(found.__all__) == sorted(NAMES[module].split())


@pytest.mark.parametrize("module", NAMES)
def test_every_exported_name_is_there_and_documented(module):
    found = importlib.import_module(f"stepgraph.{module}")
    for name in found.__all__:
        value = getattr(found, name)
        if inspect.isclass(value) or inspect.isfunction(value):
            assert value.__doc__, name
