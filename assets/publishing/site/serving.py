"""Serving a site on loopback, for a look.

Here belongs nothing that a real web server does better: it is for one person on one machine.
"""

from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

LOOPBACK = "127.0.0.1"


class _Handler(SimpleHTTPRequestHandler):
    """Answers with files; what is not there is the page that says so, in Vietnamese."""

    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".csv": "text/csv; charset=utf-8",
        ".jsonld": "application/ld+json",
        ".md": "text/markdown; charset=utf-8",
        ".ndjson": "application/x-ndjson",
        ".parquet": "application/vnd.apache.parquet",
        ".ttl": "text/turtle",
    }

    def send_head(self) -> Any:
        """What is asked for, where this machine asks by its own name for a page.

        A page elsewhere that a browser was led to may name this address too: it is not answered.
        """
        host = self.headers.get("Host", LOOPBACK).rpartition(":")[0] or self.headers["Host"]
        if host not in (LOOPBACK, "localhost"):
            self.send_error(HTTPStatus.FORBIDDEN)
            return None
        root, asked = Path(self.directory).resolve(), Path(self.translate_path(self.path))
        hidden = any(part.startswith(".") for part in asked.relative_to(self.directory).parts)
        if hidden or not asked.resolve().is_relative_to(root):
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        return super().send_head()

    def list_directory(self, path: Any) -> None:
        """A folder without a page is not shown."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        missing = Path(self.directory, "404.html")
        if code != HTTPStatus.NOT_FOUND or not missing.exists():
            super().send_error(code, message, explain)
            return
        content = missing.read_bytes()
        self.send_response(HTTPStatus.NOT_FOUND)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def end_headers(self) -> None:
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the terminal quiet."""


def site_server(folder: Path, port: int) -> ThreadingHTTPServer:
    """A server of a folder on loopback; port 0 takes one that is free. Close it after use."""
    return ThreadingHTTPServer((LOOPBACK, port), partial(_Handler, directory=str(folder)))
