"""What waits for slow visitors: in order, within its room, and the largest holder gives way."""

import asyncio
import os
from itertools import pairwise

import pytest

from hoaban.front import spool as spools
from hoaban.front.spool import NoRoom, Room, Spool


def room_in(folder, *, each=10, memory=25, disk=100):
    return Room(folder / "spool", each=each, memory=memory, disk=disk)


async def all_of(spool):
    return [await spool.take() for _ in iter(lambda: bool(spool), False)]


def test_bytes_come_back_in_order_whether_they_lie_in_memory_or_in_a_file(tmp_path):
    async def run():
        room, sent, came = room_in(tmp_path, disk=10_000), b"", b""
        spool = Spool(room)
        for number, (least, size) in enumerate(pairwise([1, 7, 30, 2, 9, 1, 40, 3, 8, 8, 8, 100])):
            piece = bytes([number]) * size
            sent += piece
            await spool.put(piece)
            if least % 2:
                came += await spool.take()
        assert room.disk_left < 10_000
        came += b"".join(await all_of(spool))
        assert came == sent
        spool.close()
        assert (room.disk_left, room.memory_left, room.with_files) == (10_000, 25, {})

    asyncio.run(run())


def test_memory_of_all_has_a_bound(tmp_path):
    async def run():
        room = room_in(tmp_path)
        held = [Spool(room) for _ in range(4)]
        for each in held:
            await each.put(bytes(10))
        assert (room.memory_left, room.disk_left) == (5, 80)
        for each in held:
            each.close()
        assert (room.memory_left, room.disk_left) == (25, 100)

    asyncio.run(run())


def test_the_largest_of_the_network_that_has_most_gives_way(tmp_path):
    async def run():
        room, ended = room_in(tmp_path, each=0), []
        small, large = (Spool(room, b"greedy", lambda name=name: ended.append(name)) for name in ("small", "large"))
        await small.put(bytes(30))
        await large.put(bytes(60))
        other = Spool(room, b"modest")
        await other.put(b"x" * 20)
        assert ended == ["large"]
        with pytest.raises(NoRoom):
            await large.take()
        assert b"".join(await all_of(other)) == b"x" * 20
        assert b"".join(await all_of(small)) == bytes(30)
        for each in (small, large, other):
            each.close()
        assert room.disk_left == 100

    asyncio.run(run())


def test_who_has_most_himself_gets_no_more(tmp_path):
    async def run():
        room = room_in(tmp_path, each=0)
        modest, greedy = Spool(room, b"modest"), Spool(room, b"greedy")
        await modest.put(bytes(20))
        await greedy.put(bytes(70))
        with pytest.raises(NoRoom):
            await greedy.put(bytes(20))
        assert len(b"".join(await all_of(modest))) == 20
        modest.close()
        greedy.close()
        assert room.disk_left == 100

    asyncio.run(run())


@pytest.mark.parametrize("fault", ["a disk that is nearly full", "a folder that cannot be made"])
def test_a_disk_that_takes_nothing_is_no_room(tmp_path, monkeypatch, fault):
    if fault == "a disk that is nearly full":
        monkeypatch.setattr(spools, "LEAST_FREE", os.statvfs(tmp_path).f_bavail * os.statvfs(tmp_path).f_frsize)
    else:
        (tmp_path / "spool").touch()

    async def run():
        room = room_in(tmp_path, each=0)
        spool = Spool(room)
        with pytest.raises(NoRoom):
            await spool.put(b"x" * 50)
        spool.close()
        assert (room.disk_left, room.with_files) == (100, {})

    asyncio.run(run())
