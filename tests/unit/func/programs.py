"""Small programs of tasks and entrypoints, written for whoever implements both.

Each takes the names it needs from `lib` and returns what it saw: results, questions and how often
functions were really called. Run on another implementation, they see the same.
"""

from __future__ import annotations

import asyncio
import threading
import time
from typing import Any

THREAD: dict[str, Any] = {"configurable": {"thread_id": "one"}}


class Killed(BaseException):
    """The process is gone; nobody catches it."""


class Runner:
    """Runs a graph on one thread, and says what came of it."""

    def __init__(self, lib: Any, graph: Any, thread: str = "one") -> None:
        self._lib = lib
        self._graph = graph
        self._config: dict[str, Any] = {"configurable": {"thread_id": thread}}

    def run(self, input: Any) -> tuple[str, Any]:
        """A result, the questions that are open, or an error."""
        return self._seen(lambda: self._graph.invoke(input, self._config))

    def arun(self, input: Any) -> tuple[str, Any]:
        """The same in an event loop."""
        return self._seen(lambda: asyncio.run(self._graph.ainvoke(input, self._config)))

    def answer(self, value: Any, *, loop: bool = False) -> tuple[str, Any]:
        """Go on with the answer to the one open question."""
        resume = self._lib.Command(resume=value)
        return self.arun(resume) if loop else self.run(resume)

    def answer_each(self, answers: dict[str, Any]) -> tuple[str, Any]:
        """Go on with an answer to every open question, by what it asks."""
        opened = self._graph.get_state(self._config).interrupts
        given = {one.id: answers[one.value] for one in opened}
        return self.run(self._lib.Command(resume=given))

    def _seen(self, call: Any) -> tuple[str, Any]:
        try:
            output = call()
        except (Exception, Killed) as error:
            return type(error).__name__, str(error)
        if isinstance(output, dict) and "__interrupt__" in output:
            return "asks", [one.value for one in output["__interrupt__"]]
        return "returns", output


def tasks_run_beside_each_other(lib: Any) -> Any:
    meeting = threading.Barrier(4)

    @lib.task
    def meets(number: int) -> int:
        meeting.wait(10)
        return number * 2

    @lib.entrypoint()
    def flow(numbers: list[int]) -> list[int]:
        return [future.result() for future in [meets(number) for number in numbers]]

    return flow.invoke([1, 2, 3, 4])


def async_tasks_are_gathered(lib: Any) -> Any:
    active = [0, 0]

    @lib.task
    async def slow(number: int) -> int:
        active[0] += 1
        active[1] = max(active)
        await asyncio.sleep(0.02)
        active[0] -= 1
        return number * 2

    @lib.entrypoint()
    async def flow(numbers: list[int]) -> list[int]:
        return list(await asyncio.gather(*[slow(number) for number in numbers]))

    return asyncio.run(flow.ainvoke([1, 2, 3])), active


def sync_tasks_are_awaited_in_a_coroutine(lib: Any) -> Any:
    meeting = threading.Barrier(2)

    @lib.task
    def meets(number: int) -> int:
        meeting.wait(10)
        return number + 1

    @lib.entrypoint()
    async def flow(number: int) -> list[int]:
        first, second = meets(number), meets(number + 1)
        return [await first, await second]

    return asyncio.run(flow.ainvoke(1))


def finished_calls_are_not_made_again_after_an_interrupt(lib: Any) -> Any:
    calls: list[Any] = []

    @lib.task
    def draft(topic: str) -> str:
        calls.append(topic)
        return f"about {topic}"

    @lib.entrypoint(checkpointer=lib.InMemorySaver())
    def flow(topic: str) -> Any:
        text, other = draft(topic), draft("other")
        verdict = lib.interrupt({"text": text.result(), "other": other.result()})
        return {"verdict": verdict, "more": draft("more").result()}

    runner = Runner(lib, flow)
    return [runner.run("cats"), runner.answer("good"), sorted(calls)]


def the_same_in_an_event_loop(lib: Any) -> Any:
    calls: list[Any] = []

    @lib.task
    async def draft(topic: str) -> str:
        calls.append(topic)
        await asyncio.sleep(0)
        return f"about {topic}"

    @lib.entrypoint(checkpointer=lib.InMemorySaver())
    async def flow(topic: str) -> Any:
        text, other = draft(topic), draft("other")
        verdict = lib.interrupt(await text)
        return [verdict, await other, await draft("more")]

    runner = Runner(lib, flow)
    return [runner.arun("cats"), runner.answer("good", loop=True), sorted(calls)]


def questions_of_the_body_are_matched_by_their_order(lib: Any) -> Any:
    runs = [0]

    @lib.entrypoint(checkpointer=lib.InMemorySaver())
    def flow(count: int) -> list[str]:
        runs[0] += 1
        return [lib.interrupt(f"question {number}") for number in range(count)]

    runner = Runner(lib, flow)
    return [runner.run(3), *[runner.answer(f"answer {n}") for n in range(3)], runs]


def a_task_may_ask(lib: Any) -> Any:
    calls: list[Any] = []

    @lib.task
    def ask(what: str) -> list[Any]:
        calls.append(what)
        first = lib.interrupt(what)
        second = lib.interrupt(f"{what}, sure") if first == "maybe" else None
        return [what, first, second]

    @lib.entrypoint(checkpointer=lib.InMemorySaver())
    def flow(_: str) -> Any:
        first = ask("go").result()
        between = lib.interrupt("between")
        return [first, between, ask("stop").result()]

    runner = Runner(lib, flow)
    seen = [runner.run("x"), *[runner.answer(one) for one in ("maybe", "yes", "b", "no")]]
    return [seen, calls]


def two_tasks_may_ask_at_once(lib: Any) -> Any:
    """Here a caller sees both questions at once; elsewhere, perhaps one after the other."""

    @lib.task
    def ask(what: str) -> list[Any]:
        return [what, lib.interrupt(what)]

    @lib.entrypoint(checkpointer=lib.InMemorySaver())
    def flow(_: str) -> Any:
        return [future.result() for future in [ask("left"), ask("right")]]

    runner = Runner(lib, flow)
    seen = runner.run("x")
    for _ in range(2):
        if seen[0] == "asks":
            seen = runner.answer_each({"left": "L", "right": "R"})
    return seen


def the_last_result_is_there_on_the_next_run(lib: Any) -> Any:
    @lib.entrypoint(checkpointer=lib.InMemorySaver())
    def flow(number: int, previous: Any) -> int:
        return number + (previous or 0)

    runner, other = Runner(lib, flow), Runner(lib, flow, "two")
    return [runner.run(1), runner.run(2), runner.run(3), other.run(5)]


def what_is_saved_may_differ_from_the_result(lib: Any) -> Any:
    @lib.entrypoint(checkpointer=lib.InMemorySaver())
    def flow(number: int, *, previous: Any = None) -> Any:
        return lib.entrypoint.final(value=previous, save=number * 2)

    runner = Runner(lib, flow)
    state = [flow.get_state(THREAD).values]
    return [runner.run(3), runner.run(1), runner.run(0), state, flow.get_state(THREAD).values]


def a_task_is_tried_again(lib: Any) -> Any:
    tries = [0]
    policy = lib.RetryPolicy(
        initial_interval=0.001, jitter=False, max_attempts=3, retry_on=ValueError
    )

    @lib.task(retry_policy=policy)
    def flaky(fails: int) -> int:
        tries[0] += 1
        if tries[0] <= fails:
            raise ValueError(f"failure {tries[0]}")
        return tries[0]

    @lib.entrypoint()
    def flow(fails: int) -> int:
        result: int = flaky(fails).result()
        return result

    runner = Runner(lib, flow)
    seen = [runner.run(2), tries[0]]
    tries[0] = 0
    return [*seen, runner.run(9), tries[0]]


def an_async_task_is_tried_again(lib: Any) -> Any:
    tries = [0]
    policy = lib.RetryPolicy(
        initial_interval=0.001, jitter=False, max_attempts=3, retry_on=ValueError
    )

    @lib.task(retry_policy=policy)
    async def flaky(fails: int) -> int:
        tries[0] += 1
        if tries[0] <= fails:
            raise ValueError(f"failure {tries[0]}")
        return tries[0]

    @lib.entrypoint()
    async def flow(fails: int) -> int:
        result: int = await flaky(fails)
        return result

    return [Runner(lib, flow).arun(2), tries]


def the_policy_of_an_entrypoint_is_for_its_tasks_too(lib: Any) -> Any:
    tries, bodies = [0], [0]
    policy = lib.RetryPolicy(
        initial_interval=0.001, jitter=False, max_attempts=3, retry_on=Exception
    )

    @lib.task
    def bad() -> None:
        tries[0] += 1
        raise ValueError("no")

    @lib.entrypoint(retry_policy=policy)
    def flow(_: int) -> None:
        bodies[0] += 1
        bad().result()

    return [Runner(lib, flow).run(1), tries, bodies]


def a_retried_entrypoint_keeps_what_has_returned(lib: Any) -> Any:
    calls: list[str] = []
    policy = lib.RetryPolicy(
        initial_interval=0.001, jitter=False, max_attempts=3, retry_on=ValueError
    )

    @lib.task
    def good() -> str:
        calls.append("good")
        return "kept"

    @lib.entrypoint(retry_policy=policy)
    def flow(_: int) -> str:
        result: str = good().result()
        calls.append("body")
        if calls.count("body") < 3:
            raise ValueError("not yet")
        return result

    return [Runner(lib, flow).run(1), calls]


def an_error_comes_out_where_the_result_is_asked_for(lib: Any) -> Any:
    @lib.task
    def bad(what: str) -> None:
        raise ValueError(what)

    @lib.entrypoint()
    def flow(catches: bool) -> str:
        future = bad("broken")
        try:
            future.result()
        except ValueError as error:
            if catches:
                return f"caught {error}"
            raise
        return "never"

    runner = Runner(lib, flow)
    return [runner.run(True), runner.run(False)]


def a_failed_run_goes_on_with_what_failed(lib: Any) -> Any:
    calls: list[str] = []

    @lib.task
    def step(name: str) -> str:
        calls.append(name)
        if name == "bad" and calls.count("bad") == 1:
            raise ValueError("once")
        return name

    @lib.entrypoint(checkpointer=lib.InMemorySaver())
    def flow(_: int) -> list[str]:
        return [step(name).result() for name in ("first", "second", "bad", "last")]

    runner = Runner(lib, flow)
    return [runner.run(1), runner.run(None), calls]


def a_killed_run_goes_on_with_what_is_missing(lib: Any) -> Any:
    calls: list[str] = []
    alive = [False]

    @lib.task
    def step(name: str) -> str:
        calls.append(name)
        return name

    @lib.entrypoint(checkpointer=lib.InMemorySaver())
    def flow(_: int) -> list[str]:
        results = [step("first").result(), step("second").result()]
        if not alive[0]:
            raise Killed
        return [*results, step("third").result()]

    runner = Runner(lib, flow)
    seen = runner.run(1)
    alive[0] = True
    return [seen, runner.run(None), calls]


def tasks_call_tasks(lib: Any) -> Any:
    calls: list[Any] = []

    @lib.task
    def inner(number: int) -> int:
        calls.append(["inner", number])
        return number + 1

    @lib.task
    def outer(number: int) -> Any:
        calls.append(["outer", number])
        first = inner(number).result()
        verdict = lib.interrupt(f"first is {first}")
        return [first, verdict, inner(first).result()]

    @lib.entrypoint(checkpointer=lib.InMemorySaver())
    def flow(number: int) -> Any:
        return outer(number).result()

    runner = Runner(lib, flow)
    return [runner.run(1), runner.answer("go"), calls]


def an_entrypoint_runs_inside_another(lib: Any) -> Any:
    calls: list[str] = []

    @lib.task
    def step(name: str) -> str:
        calls.append(name)
        return name

    @lib.entrypoint()
    def inner(name: str) -> Any:
        return [step(f"inner {name}").result(), lib.interrupt(f"inner asks for {name}")]

    @lib.entrypoint(checkpointer=lib.InMemorySaver())
    def outer(name: str) -> Any:
        return [step("outer").result(), inner.invoke(name)]

    runner = Runner(lib, outer)
    return [runner.run("tea"), runner.answer("two cups"), calls]


def an_entrypoint_runs_inside_a_task(lib: Any) -> Any:
    calls: list[str] = []

    @lib.task
    def step(name: str) -> str:
        calls.append(name)
        return name

    @lib.entrypoint()
    def inner(name: str) -> Any:
        return [step(name).result(), lib.interrupt(f"{name}?")]

    @lib.task
    def through(name: str) -> Any:
        return inner.invoke(name)

    @lib.entrypoint(checkpointer=lib.InMemorySaver())
    def outer(_: int) -> Any:
        return [through("a").result(), through("b").result()]

    runner = Runner(lib, outer)
    return [runner.run(1), runner.answer("A"), runner.answer("B"), calls]


def nodes_call_tasks(lib: Any) -> Any:
    calls: list[str] = []

    @lib.task
    def fetch(name: str) -> str:
        calls.append(name)
        return name.upper()

    def node(state: dict[str, Any]) -> dict[str, Any]:
        futures = [fetch(state["value"]), fetch("b")]
        verdict = lib.interrupt("go on?")
        return {"value": [*[future.result() for future in futures], verdict]}

    builder = lib.StateGraph(lib.State)
    builder.add_node("node", node)
    builder.add_edge(lib.START, "node")
    runner = Runner(lib, builder.compile(checkpointer=lib.InMemorySaver()))
    return [runner.run({"value": "a"}), runner.answer("yes"), sorted(calls)]


def an_entrypoint_is_a_node(lib: Any) -> Any:
    @lib.entrypoint()
    def step(state: dict[str, Any]) -> dict[str, Any]:
        return {"value": state["value"] + 1}

    builder = lib.StateGraph(lib.State)
    builder.add_node("step", step)
    builder.add_edge(lib.START, "step")
    return builder.compile().invoke({"value": 1})


def without_a_checkpointer_nothing_is_remembered(lib: Any) -> Any:
    calls: list[int] = []

    @lib.task
    def step(number: int) -> int:
        calls.append(number)
        return number

    @lib.entrypoint()
    def flow(number: int, previous: Any) -> Any:
        return [step(number).result(), previous]

    return [flow.invoke(1), flow.invoke(1), calls]


def calls_nobody_waits_for_end_with_the_run(lib: Any) -> Any:
    ended: list[int] = []

    @lib.task
    def slow(number: int) -> int:
        time.sleep(0.05)
        ended.append(number)
        return number

    @lib.entrypoint(checkpointer=lib.InMemorySaver())
    def flow(asks: bool) -> Any:
        future = slow(1)
        slow(2)
        return [lib.interrupt("?"), future.result()] if asks else "returned"

    first, second = Runner(lib, flow), Runner(lib, flow, "two")
    return [first.run(False), second.run(True), second.answer("!"), sorted(ended)]


def what_nobody_waits_for_may_fail_or_ask(lib: Any) -> Any:
    @lib.task
    def fails() -> None:
        raise ValueError("unseen")

    @lib.task
    def asks() -> None:
        lib.interrupt("unseen")

    @lib.entrypoint(checkpointer=lib.InMemorySaver())
    def flow(number: int) -> int:
        fails()
        asks()
        return number

    return [Runner(lib, flow).run(4), list(flow.get_state(THREAD).next)]


def inputs_and_results_are_of_any_type(lib: Any) -> Any:
    @lib.entrypoint(checkpointer=lib.InMemorySaver())
    def flow(given: Any) -> Any:
        return given

    runner = Runner(lib, flow)
    given: list[Any] = ["text", 0, 1.5, True, [1, [2]], {"a": {"b": 1}}, {"__overwrite__": 1}, ""]
    return [runner.run(one) for one in given]


def parameters_are_filled_in_by_name(lib: Any) -> Any:
    @lib.task
    def inside(number, *, config, writer, store, runtime):
        writer("from the task")
        store.put(("a",), "k", {"n": number})
        return [config["configurable"]["thread_id"], runtime.context, runtime.store is store]

    @lib.entrypoint(checkpointer=lib.InMemorySaver(), store=lib.InMemoryStore())
    def flow(number, config, writer, store, runtime, previous):
        writer("from the body")
        return [
            config["configurable"]["thread_id"],
            inside(number).result(),
            store.get(("a",), "k").value,
            [runtime.context, runtime.previous == previous, lib.get_runtime().previous == previous],
        ]

    flow.invoke(1, THREAD, context="me")
    return list(flow.stream(2, THREAD, context="me", stream_mode=["custom", "values"]))


def streams_show_tasks_as_they_return(lib: Any) -> Any:
    @lib.task
    def step(number: int) -> int:
        return number + 1

    @lib.task(name="twice")
    def renamed(number: int) -> Any:
        return number * 2

    @lib.entrypoint(checkpointer=lib.InMemorySaver())
    def flow(number: int) -> int:
        first = step(number).result()
        second = renamed(first).result()
        return int(second + lib.interrupt("how many?"))

    modes = ["updates", "values"]
    first = list(flow.stream(1, THREAD, stream_mode=modes))
    second = list(flow.stream(lib.Command(resume=7), THREAD, stream_mode=modes))
    return [_without_ids(first), _without_ids(second)]


def an_event_loop_streams_them_too(lib: Any) -> Any:
    @lib.task
    async def step(number: int) -> int:
        return number + 1

    @lib.entrypoint()
    async def flow(number: int) -> int:
        result: int = await step(await step(number))
        return result

    async def streamed() -> list[Any]:
        return [item async for item in flow.astream(1)]

    return asyncio.run(streamed())


def a_node_shows_its_tasks_too(lib: Any) -> Any:
    @lib.task
    def step(number: int) -> int:
        return number + 1

    def node(state: dict[str, Any]) -> dict[str, Any]:
        return {"value": step(step(state["value"]).result()).result()}

    builder = lib.StateGraph(lib.State)
    builder.add_node("node", node)
    builder.add_edge(lib.START, "node")
    return list(builder.compile().stream({"value": 1}))


def the_history_has_inputs_and_results(lib: Any) -> Any:
    @lib.entrypoint(checkpointer=lib.InMemorySaver())
    def flow(number: int) -> int:
        return number * 10

    for number in (1, 2):
        flow.invoke(number, THREAD)
    flow.update_state(THREAD, 42)
    return [
        [one.values, list(one.next), one.metadata["source"], one.metadata["step"]]
        for one in flow.get_state_history(THREAD)
    ]


def equal_arguments_are_answered_from_the_cache(lib: Any) -> Any:
    calls: list[int] = []

    @lib.task(cache_policy=lib.CachePolicy())
    def step(number: int) -> int:
        calls.append(number)
        return number * 10

    cache = lib.InMemoryCache()

    @lib.entrypoint(cache=cache)
    def flow(numbers: list[int]) -> list[int]:
        return [step(number).result() for number in numbers]

    seen = [flow.invoke([1, 1, 2]), list(flow.stream([2])), list(calls)]
    step.clear_cache(cache)
    return [*seen, flow.invoke([2]), calls]


def a_whole_run_is_answered_from_the_cache(lib: Any) -> Any:
    calls: list[int] = []

    @lib.entrypoint(cache=lib.InMemoryCache(), cache_policy=lib.CachePolicy())
    def flow(number: int) -> int:
        calls.append(number)
        return number * 10

    return [flow.invoke(1), flow.invoke(1), flow.invoke(2), calls]


def a_task_that_asks_is_not_tried_again_for_that(lib: Any) -> Any:
    calls: list[str] = []
    policy = lib.RetryPolicy(
        initial_interval=0.001, jitter=False, max_attempts=3, retry_on=Exception
    )

    @lib.task(retry_policy=policy)
    def ask(what: str) -> Any:
        calls.append(what)
        return lib.interrupt(what)

    @lib.entrypoint(checkpointer=lib.InMemorySaver())
    def flow(what: str) -> Any:
        return ask(what).result()

    runner = Runner(lib, flow)
    return [runner.run("well?"), runner.answer("yes"), calls]


def a_new_input_begins_anew(lib: Any) -> Any:
    calls: list[str] = []

    @lib.task
    def step(name: str) -> str:
        calls.append(name)
        return name

    @lib.entrypoint(checkpointer=lib.InMemorySaver())
    def flow(name: str) -> Any:
        return [step(name).result(), lib.interrupt("?")]

    runner = Runner(lib, flow)
    return [runner.run("a"), runner.run("b"), runner.answer("!"), calls]


def _without_ids(streamed: list[Any]) -> list[Any]:
    return [
        [mode, {"__interrupt__": [one.value for one in data["__interrupt__"]]}]
        if isinstance(data, dict) and "__interrupt__" in data
        else [mode, data]
        for mode, data in streamed
    ]


PROGRAMS = {
    name: found
    for name, found in globals().items()
    if callable(found) and getattr(found, "__module__", "") == __name__ and name[0].islower()
}
