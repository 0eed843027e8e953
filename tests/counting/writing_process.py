"""Appends reads to a journal until it is killed, as a front does; says of each that it was answered."""

import itertools
import os
import sys
import time
from pathlib import Path

from hoaban.front.journal import JOURNAL, SUFFIX, packed
from tests.support.journals import a_read


def main(folder, day, site, name):
    """Every read is of another visitor, so that all of them count."""
    place = Path(folder) / JOURNAL / day / f"{name}{SUFFIX}"
    place.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND)
    for number in itertools.count():
        read = a_read(time.time_ns() // 1_000_000, site=int(site), page=1 + number % 7, visitor=int(name, 16) + number)
        os.write(descriptor, packed(read))
        os.write(1, b".")
        if number % 50 == 49:
            time.sleep(0.002)  # or it would fill the disk and not the database


if __name__ == "__main__":
    main(*sys.argv[1:])
