"""Asks for addresses that never were, one after the other: `python -m bench.crawler PORT COUNT`."""

import http.client
import sys


def main(port: int, count: int) -> None:
    """Ask, and give each answer's bytes away."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    for number in range(count):
        connection.request("GET", f"/khong-co/{number}/", headers={"Host": "localhost"})
        connection.getresponse().read()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
