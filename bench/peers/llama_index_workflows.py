"""llama-index-workflows (Python): the same workloads; prints one line of JSON as the other contestants do."""

import asyncio
import gc
import json
import resource
import sys
import time

from workflows import Context, Workflow, step
from workflows.events import Event, StartEvent, StopEvent

LEAST_SECONDS = 0.5
WARM_UP_SECONDS = 0.5
CONCURRENT_STEPS = 10


class A(Event):
    value: int


class B(Event):
    value: int


class Hop(Event):
    value: int


class Work(Event):
    value: int


class Done(Event):
    value: int


class Tiny(Workflow):
    @step
    async def start(self, ev: StartEvent) -> A:
        return A(value=ev.value + 1)

    @step
    async def a(self, ev: A) -> B:
        return B(value=ev.value + 1)

    @step
    async def b(self, ev: B) -> StopEvent:
        return StopEvent(result=ev.value + 1)


class Chain(Workflow):
    pauses = False

    @step
    async def start(self, ev: StartEvent) -> Hop:
        self.length = ev.length
        return Hop(value=0)

    @step
    async def hop(self, ev: Hop) -> Hop | StopEvent:
        if self.pauses:
            await asyncio.sleep(0)
        value = ev.value + 1
        return StopEvent(result=value) if value == self.length else Hop(value=value)


class YieldingChain(Chain):
    pauses = True


class FanOut(Workflow):
    @step
    async def split(self, ev: StartEvent) -> list[Work]:
        return [Work(value=n) for n in range(ev.size)]

    @step(num_workers=16)
    async def work(self, ev: Work) -> Done:
        return Done(value=ev.value)

    @step
    async def join(self, events: list[Done]) -> StopEvent:
        return StopEvent(result=sum(ev.value for ev in events))


async def tiny(size):
    workflow = Tiny(timeout=None)
    return sum([await workflow.run(value=0) for _ in range(size)])


async def chain(size):
    return await Chain(timeout=None).run(length=size)


async def fan_out(size):
    return await FanOut(timeout=None).run(size=size)


async def concurrent(size):
    workflow = YieldingChain(timeout=None)
    return sum(await asyncio.gather(*[workflow.run(length=CONCURRENT_STEPS) for _ in range(size)]))


WORK = {"tiny": tiny, "chain": chain, "fan-out": fan_out, "concurrent": concurrent}
EXPECTED = {
    "tiny": lambda size: size * 3,
    "chain": lambda size: size,
    "fan-out": lambda size: size * (size - 1) // 2,
    "concurrent": lambda size: size * CONCURRENT_STEPS,
}


def rss_bytes():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


async def measure(name, size):
    if name == "cold-start":
        outcome = await tiny(1)
        spent = time.process_time()
        return {"cpuUs": spent * 1e6, "wallMs": spent * 1e3, "rssBytes": rss_bytes(), "repeats": 1, "outcome": outcome}
    work = WORK[name]
    warm_until = time.perf_counter() + WARM_UP_SECONDS
    while time.perf_counter() < warm_until:
        await work(min(size, 100))
    gc.collect()
    cpu, wall = time.process_time(), time.perf_counter()
    repeats = 0
    while True:
        outcome = await work(size)
        repeats += 1
        if outcome != EXPECTED[name](size) or time.perf_counter() - wall >= LEAST_SECONDS:
            break
    spent = time.process_time() - cpu
    return {
        "cpuUs": spent * 1e6,
        "wallMs": (time.perf_counter() - wall) * 1e3,
        "rssBytes": rss_bytes(),
        "repeats": repeats,
        "outcome": outcome,
    }


if __name__ == "__main__":
    workload, size = sys.argv[1], int(sys.argv[2])
    print(json.dumps(asyncio.run(measure(workload, size)), separators=(",", ":")))
