"""What must come out of a journal, worked out from the definitions alone: one visitor after the other, no batches."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise

from hoaban.front.journal import Device, Kind
from tests.support.journals import HOUR, MINUTE, SECOND, day_of, network_of

PERSONS = (Kind.SCRIPT, Kind.PICTURE)
OTHERS = {Kind.ROBOT: "robots", Kind.PREVIEW: "previews", Kind.EXCESS: "excess"}
DEVICES = {Device.PHONE: "phones", Device.TABLET: "tablets", Device.DESKTOP: "desktops"}

COLUMNS_OF_DAY = ("reads", "visits", "visitors", *DEVICES.values(), "pictures", "repeats", *OTHERS.values())


def by(reads, *keys):
    """Reads in the order of time, by some of their properties; a visitor is another one on another day."""
    groups = defaultdict(list)
    for read in sorted(reads, key=lambda read: read.milliseconds):
        known = {**read._asdict(), "day": day_of(read.milliseconds), "hour": read.milliseconds // HOUR * HOUR}
        groups[tuple(known[key] for key in keys)].append(read)
    return groups


def counted(reads):
    """Those that count: the first, what is 30 seconds behind the last, what is another opening than the last."""
    found = []
    for same in by(reads, "day", "site", "page", "visitor", "mark").values():
        last = None
        for read in same:
            is_behind = last is None or read.milliseconds - last.milliseconds >= 30 * SECOND
            if is_behind or read.opening not in (0, last.opening):
                found.append(read)
                last = read
    return found


def of_machine(reads):
    """Every sum that one machine adds to the tables, by table and key."""
    persons = [read for read in reads if read.kind in PERSONS]
    good = counted(persons)
    sums = {"pages": defaultdict(Counter), "days": defaultdict(Counter), "hours": defaultdict(Counter)}
    add_reads(sums, good)
    add_others(sums, [read for read in reads if read.kind in OTHERS])
    add_visits(sums, persons)
    for read in persons:
        sums["days"][read.site, day_of(read.milliseconds)].update(["repeats"])
    for read in good:
        sums["days"][read.site, day_of(read.milliseconds)].subtract(["repeats"])
    return {**sums, "hosts": came_from(good, "site", "day"), "hosts of pages": came_from(good, "site", "page", "day")}


def came_from(good, *keys):
    """Reads by the hosts from which visitors of at least five networks came."""
    same_host = by(good, *keys, "referrer").items()
    named = {key: same for key, same in same_host if key[-1] and len({network_of(read.visitor) for read in same}) >= 5}
    return {(*key, host.decode()): len(same) for (*key, host), same in named.items()}


def add_reads(sums, good):
    for read in good:
        day = day_of(read.milliseconds)
        sums["pages"][read.site, read.page, day].update(["reads"], phones=read.device == Device.PHONE)
        sums["days"][read.site, day].update(["reads", DEVICES[read.device]], pictures=read.kind == Kind.PICTURE)
        sums["hours"][read.site, read.milliseconds // HOUR * HOUR].update(["reads"])


def add_others(sums, others):
    for read in others:
        day = day_of(read.milliseconds)
        sums["days"][read.site, day].update([OTHERS[read.kind]])
        sums["pages"][read.site, read.page, day].update(robots=read.kind == Kind.ROBOT)


def add_visits(sums, persons):
    for (site, day, _visitor), same in by(persons, "site", "day", "visitor").items():
        begun = [same[0], *(after for before, after in pairwise(same) if is_pause(before, after))]
        sums["days"][site, day].update(["visitors"], visits=len(begun))
        for read in begun:
            sums["hours"][site, read.milliseconds // HOUR * HOUR].update(["visits"])
    for site, hour, _visitor in by(persons, "site", "hour", "visitor"):
        sums["hours"][site, hour].update(["visitors"])


def is_pause(before, after):
    return after.milliseconds - before.milliseconds > 30 * MINUTE


def together(machines):
    """The sums of all machines, without those that are nothing."""
    found = defaultdict(dict)
    for sums in machines:
        for table, rows in sums.items():
            for key, numbers in rows.items():
                found[table][key] = found[table].get(key, 0 if table.startswith("hosts") else Counter()) + numbers
    return {table: {key: numbers for key, numbers in rows.items() if numbers} for table, rows in found.items()}
