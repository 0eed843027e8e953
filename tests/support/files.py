"""Remembers what the child processes that read foreign files said: the same bytes come by in hundreds of tests."""

import hashlib
from pathlib import Path

# Those that read one file and write another; what they do depends on nothing else than their job.
READERS = {"hoaban.media.picture_rewriting", "hoaban.media.text_extraction"}
LARGEST = 1 << 20


def remembering(run):
    """`confined.run` that starts no second child for a small file that was read before with the same job and limits."""
    known = {}

    def run_once(module, job, limits, **more):
        if module not in READERS or Path(job["source"]).stat().st_size > LARGEST:
            return run(module, job, limits, **more)
        content = hashlib.sha256(Path(job["source"]).read_bytes()).digest()
        rest = {name: value for name, value in job.items() if name not in {"source", "target"}}
        key = (module, content, str(sorted(rest.items())), limits)
        target = Path(job["target"])
        if key not in known:
            answer = run(module, job, limits, **more)
            known[key] = answer, target.read_bytes() if target.exists() else None
        answer, written = known[key]
        if written is not None:
            target.write_bytes(written)
        return dict(answer)

    return run_once
