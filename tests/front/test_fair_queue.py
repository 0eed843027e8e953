"""The desk's threads are shared among networks: a flood of one waits behind the others, and no slot is ever lost."""

from __future__ import annotations

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from hoaban.front import fair_queue
from hoaban.front.fair_queue import FairQueue
from hoaban.front.rate_limiter import TooManyRequests


async def settled():
    for _turn in range(5):
        await asyncio.sleep(0)


def test_who_asks_without_a_pause_waits_behind_the_others():
    async def act():
        queue, order, gates = FairQueue(1), [], []

        async def one(network, name):
            async with queue.permit(network):
                order.append(name)
                gate = asyncio.Event()
                gates.append(gate)
                await gate.wait()

        flood = [asyncio.create_task(one(b"flood", f"flood {number}")) for number in range(50)]
        await settled()
        others = [asyncio.create_task(one(b"editor", "editor")), asyncio.create_task(one(b"reader", "reader"))]
        while not all(task.done() for task in (*flood, *others)):
            await settled()
            gates[len(order) - 1].set()
        return order

    order = asyncio.run(act())
    assert len(order) == 52
    assert {order.index("editor"), order.index("reader")} <= {1, 2, 3, 4}


def test_a_network_may_have_only_so_many_waiting_and_waits_only_so_long(monkeypatch):
    monkeypatch.setattr(fair_queue, "MOST_WAITING_OF_NETWORK", 2)

    async def act():
        queue = FairQueue(1, seconds=0.01)
        async with queue.permit(b"a"):
            waiting = [asyncio.create_task(queue.acquire(b"a")) for _number in range(3)]
            done = await asyncio.gather(*waiting, return_exceptions=True)
        assert all(isinstance(one, TooManyRequests) for one in done)
        return queue

    queue = asyncio.run(act())
    assert (queue.free, queue.waiting) == (1, {})


@given(
    st.lists(
        st.tuples(st.sampled_from([b"a", b"b", b"c"]), st.sampled_from(["ends", "fails", "cancelled"])), max_size=12
    ),
    st.integers(1, 3),
)
def test_no_slot_is_lost_whatever_becomes_of_who_had_it(askers, slots):
    async def act():
        queue, most = FairQueue(slots), 0

        async def one(network, fate):
            nonlocal most
            async with queue.permit(network):
                most = max(most, slots - queue.free)
                await asyncio.sleep(0)
                if fate == "fails":
                    raise ValueError

        tasks = [asyncio.create_task(one(*asker)) for asker in askers]
        await asyncio.sleep(0)
        for task, (_network, fate) in zip(tasks, askers, strict=True):
            if fate == "cancelled":
                task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return queue, most

    queue, most = asyncio.run(act())
    assert (queue.free, queue.waiting) == (slots, {})
    assert most <= slots


def test_a_turn_that_is_ended_twice_gives_one_hand_back():
    async def act():
        queue = FairQueue(1)
        async with queue.permit(b"a") as permit:
            permit.release()
            assert queue.free == 1
        return queue.free

    assert asyncio.run(act()) == 1
