"""Requests that a front must refuse, and headers that it must not believe."""

from tests.support.wire import HOST

HEAD = b"GET / HTTP/1.1\r\nHost: " + HOST.encode() + b"\r\n"


POST = b"POST /tep/echo HTTP/1.1\r\nHost: " + HOST.encode() + b"\r\n"


HIDDEN = b"GET /quan-tri/hidden HTTP/1.1\r\nHost: " + HOST.encode() + b"\r\n\r\n"


FAULTS = {
    "both lengths": POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "both, other order": POST + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
    "two lengths": POST + b"Content-Length: 0\r\nContent-Length: 44\r\n\r\n",
    "two lengths in one": POST + b"Content-Length: 0, 44\r\n\r\n",
    "signed length": POST + b"Content-Length: +0\r\n\r\n",
    "hex length": POST + b"Content-Length: 0x0\r\n\r\n",
    "unknown coding": POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "coding before": POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "coding after": POST + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "coding twice": POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
    "space before the colon": POST + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    "strange space": POST + b"Transfer-Encoding:\x0bchunked\r\n\r\n0\r\n\r\n",
    "folded": POST + b"Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
    "bare line feed": POST + b"X: 1\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "bare carriage return": POST + b"X: 1\rTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "bad chunk size": POST + b"Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n",
    "negative chunk": POST + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
    "huge chunk": POST + b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 17 + b"\r\n",
    "chunk longer than it says": POST + b"Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n",
    "chunk with a bare line feed": POST + b"Transfer-Encoding: chunked\r\n\r\n1\na\r\n0\r\n\r\n",
    "chunked in HTTP/1.0": POST.replace(b"1.1", b"1.0") + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "two hosts": HEAD + b"Host: evil.example\r\n\r\n",
    "two equal hosts": HEAD + b"Host: " + HOST.encode() + b"\r\n\r\n",
    "upgrade with a body": POST + b"Connection: upgrade\r\nUpgrade: h2c\r\nContent-Length: 3\r\n\r\nabc",
    "upgrade with chunks": POST + b"Connection: upgrade\r\nUpgrade: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "NUL": HEAD + b"X: a\x00b\r\n\r\n",
    "unknown method": b"SMUG / HTTP/1.1\r\nHost: " + HOST.encode() + b"\r\n\r\n",
    "not HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
}
FORGED = {
    "X_Forwarded_For": "6.6.6.6",
    "X_Forwarded_Proto": "https",
    "X_Forwarded_Host": "evil.example",
    "X_Forwarded_Port": "1",
    "Forwarded": "for=6.6.6.6",
    "X_Real_IP": "6.6.6.6",
}
