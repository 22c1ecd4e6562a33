"""A web server of this computer that the kit's download test asks for a file: it breaks off once, and knows ranges."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

WEIGHTS = bytes(at * 7 % 256 for at in range(5000))  # as DownloadTests.swift makes them
BREAKS_AFTER = 1000  # bytes of the first answer


class _Answer(BaseHTTPRequestHandler):
    """`GET /weight.bin`, from wherever `Range` says."""

    broken = threading.Event()

    def do_GET(self) -> None:
        if self.path != "/weight.bin":
            self.send_error(404)
            return
        asked = self.headers.get("Range", "")
        start = int(asked.removeprefix("bytes=").removesuffix("-")) if asked else 0
        self.send_response(206 if asked else 200)
        if asked:
            self.send_header("Content-Range", f"bytes {start}-{len(WEIGHTS) - 1}/{len(WEIGHTS)}")
        self.send_header("Content-Length", str(len(WEIGHTS) - start))
        self.end_headers()
        whole = self.broken.is_set()
        self.broken.set()
        self.wfile.write(WEIGHTS[start:] if whole else WEIGHTS[start : start + BREAKS_AFTER])
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the check prints its own lines."""


@contextmanager
def model_server() -> Iterator[str]:
    """The server's address, while the block lasts."""
    _Answer.broken.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), _Answer) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
