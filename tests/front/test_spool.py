"""What waits for slow visitors: in order, within its quota, and the largest holder gives way."""

import asyncio
import os
from itertools import pairwise

import pytest

from hoaban.front import spool as spools
from hoaban.front.spool import QuotaExceeded, Spool, SpoolQuota


def room_in(folder, *, each=10, memory=25, disk=100):
    return SpoolQuota(folder / "spool", each=each, memory=memory, disk=disk)


async def all_of(spool):
    return [await spool.take() for _ in iter(lambda: bool(spool), False)]


def test_bytes_come_back_in_order_whether_they_lie_in_memory_or_in_a_file(tmp_path):
    async def run():
        quota, sent, came = room_in(tmp_path, disk=10_000), b"", b""
        spool = Spool(quota)
        for number, (least, size) in enumerate(pairwise([1, 7, 30, 2, 9, 1, 40, 3, 8, 8, 8, 100])):
            piece = bytes([number]) * size
            sent += piece
            await spool.put(piece)
            if least % 2:
                came += await spool.take()
        assert quota.disk_left < 10_000
        came += b"".join(await all_of(spool))
        assert came == sent
        spool.close()
        assert (quota.disk_left, quota.memory_left, quota.with_files) == (10_000, 25, {})

    asyncio.run(run())


def test_memory_of_all_has_a_bound(tmp_path):
    async def run():
        quota = room_in(tmp_path)
        held = [Spool(quota) for _ in range(4)]
        for each in held:
            await each.put(bytes(10))
        assert (quota.memory_left, quota.disk_left) == (5, 80)
        for each in held:
            each.close()
        assert (quota.memory_left, quota.disk_left) == (25, 100)

    asyncio.run(run())


def test_the_largest_of_the_network_that_has_most_gives_way(tmp_path):
    async def run():
        quota, ended = room_in(tmp_path, each=0), []
        small, large = (Spool(quota, b"greedy", lambda name=name: ended.append(name)) for name in ("small", "large"))
        await small.put(bytes(30))
        await large.put(bytes(60))
        other = Spool(quota, b"modest")
        await other.put(b"x" * 20)
        assert ended == ["large"]
        with pytest.raises(QuotaExceeded):
            await large.take()
        assert b"".join(await all_of(other)) == b"x" * 20
        assert b"".join(await all_of(small)) == bytes(30)
        for each in (small, large, other):
            each.close()
        assert quota.disk_left == 100

    asyncio.run(run())


def test_who_has_most_himself_gets_no_more(tmp_path):
    async def run():
        quota = room_in(tmp_path, each=0)
        modest, greedy = Spool(quota, b"modest"), Spool(quota, b"greedy")
        await modest.put(bytes(20))
        await greedy.put(bytes(70))
        with pytest.raises(QuotaExceeded):
            await greedy.put(bytes(20))
        assert len(b"".join(await all_of(modest))) == 20
        modest.close()
        greedy.close()
        assert quota.disk_left == 100

    asyncio.run(run())


@pytest.mark.parametrize("fault", ["a disk that is nearly full", "a folder that cannot be made"])
def test_a_disk_that_takes_nothing_is_no_room(tmp_path, monkeypatch, fault):
    if fault == "a disk that is nearly full":
        monkeypatch.setattr(spools, "LEAST_FREE", os.statvfs(tmp_path).f_bavail * os.statvfs(tmp_path).f_frsize)
    else:
        (tmp_path / "spool").touch()

    async def run():
        quota = room_in(tmp_path, each=0)
        spool = Spool(quota)
        with pytest.raises(QuotaExceeded):
            await spool.put(b"x" * 50)
        spool.close()
        assert (quota.disk_left, quota.with_files) == (100, {})

    asyncio.run(run())
