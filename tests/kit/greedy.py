"""A child that asks for more than it may have, in the way that its job names."""

import os
import time
from pathlib import Path

from hoaban.kit import confined


def act(job):
    if job["what"] == "memory":
        return {"bytes": len(bytearray(1 << 30))}
    while job["what"] == "processor":
        pass
    if job["what"] == "clock":
        time.sleep(60)
    if job["what"] == "secrets":
        return {"names": sorted(os.environ)}
    if job["what"] == "error":
        raise ValueError("so it is")
    if job["what"] == "disk":
        with Path(job["target"]).open("wb") as target:
            target.truncate(confined.LARGEST_FILE + 1)
    return {"said": job["what"]}


if __name__ == "__main__":
    confined.work(act)
