"""A process that holds connections to a front: `many_idle.py PORT COUNT BYTES_IN_HEX`; says a line when it holds them.

It sends the given bytes on each and then nothing, until its input ends. A process of its own, since each side of a
connection takes a file of the process.
"""

import socket
import sys

port, count, said = int(sys.argv[1]), int(sys.argv[2]), bytes.fromhex(sys.argv[3])
held = []
for _ in range(count):
    one = socket.create_connection(("127.0.0.1", port))
    one.sendall(said)
    held.append(one)
print(len(held), flush=True)
sys.stdin.read()
