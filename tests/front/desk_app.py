"""A desk for tests: says what reached it, and writes down every request."""

import hashlib
import json
import os
import time
from pathlib import Path

HERE = Path(os.environ["DESK_FOLDER"])


def note(environ):
    with (HERE / "asked").open("a") as asked:
        asked.write(f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}?{environ.get('QUERY_STRING', '')}\n")


def echo(environ):
    digest, count = hashlib.sha256(), 0
    while piece := environ["wsgi.input"].read(65536):
        digest.update(piece)
        count += len(piece)
    said = {name: value for name, value in environ.items() if name.startswith(("HTTP_", "CONTENT_", "REQUEST_"))}
    said |= {
        "count": count,
        "sha256": digest.hexdigest(),
        "path": environ["PATH_INFO"],
        "query": environ["QUERY_STRING"],
    }
    return [json.dumps(said).encode()]


def wait_for(name):
    """Hold a request until the test lays a file."""
    (HERE / f"{name}.waits").touch()
    end = time.monotonic() + 20
    while not (HERE / name).exists() and time.monotonic() < end:
        time.sleep(0.01)
    return [b"waited"]


def film(count):
    for _ in range(count):
        yield bytes(65536)


def knows(environ):
    """Whether the session is one that this desk has opened."""
    return "sessionid=real" in environ.get("HTTP_COOKIE", "").split("; ")


def judge(environ, start_response):
    """Say whether a body that is announced may come."""
    status, body = ("204 No Content", b"") if knows(environ) else ("413 Content Too Large", b"too large for you")
    start_response(status, [("Content-Type", "text/plain")])
    return [body]


def application(environ, start_response):
    return (judge if "HTTP_X_HOABAN_ANNOUNCES" in environ else answer)(environ, start_response)


def answer(environ, start_response):
    note(environ)
    path = environ["PATH_INFO"]
    headers = [("Content-Type", "text/plain"), ("X-Desk", "yes")]
    status, body = "200 OK", [b"desk"]
    if path.startswith("/tep/echo"):
        body = echo(environ)
    elif path.startswith("/tep/wait/"):
        body = wait_for(path.rsplit("/", 1)[-1])
    elif path == "/tep/film":
        body = film(500)
    elif path == "/tep/cookie":
        headers.append(("Set-Cookie", "sessionid=secret-of-one; Path=/"))
    elif path == "/tep/hop":
        headers += [("Keep-Alive", "timeout=99"), ("X-Once", "1"), ("Connection", "X-Once")]
    elif path == "/tep/unchanged":
        status, body = "304 Not Modified", []
    elif not path.startswith(("/tep/", "/moi", "/quan-tri", "/tra-cuu", "/static/")):
        status, body = "404 Not Found", [b"the desk knows nothing"]
    start_response(status, headers)
    return body
