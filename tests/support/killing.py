"""Runs a command line and kills its process where it would call a function: killing.py MODULE FUNCTION WORD ...

A function of a class is named with its class: `SqliteCopy.put_back`.
"""

import importlib
import os
import signal
import sys

import django


def main(module, function, *words):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hoaban.site.settings")
    django.setup()
    owner = importlib.import_module(module)
    *classes, name = function.split(".")
    for each in classes:
        owner = getattr(owner, each)
    assert hasattr(owner, name)
    setattr(owner, name, lambda *_words, **_named: os.kill(os.getpid(), signal.SIGKILL))
    return importlib.import_module("hoaban.site.command").run(words)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
