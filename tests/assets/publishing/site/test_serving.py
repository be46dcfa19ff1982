"""The server for a look: on loopback, with a page for what is not there."""

import threading
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from assets.publishing.site.serving import LOOPBACK, site_server


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    (tmp_path / "index.html").write_text("xin chào", encoding="utf-8")
    (tmp_path / "404.html").write_text("không có", encoding="utf-8")
    with site_server(tmp_path, 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def get(port: int, path: str) -> tuple[HTTPResponse, str]:
    connection = HTTPConnection(LOOPBACK, port)
    connection.request("GET", path)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer, text


def test_a_page_is_served(port: int) -> None:
    answer, text = get(port, "/")
    assert (answer.status, text) == (200, "xin chào")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("dcat.ttl", "text/turtle"),
        ("dcat.jsonld", "application/ld+json"),
        ("a.csv", "text/csv; charset=utf-8"),
        ("a.parquet", "application/vnd.apache.parquet"),
        ("a.pdf", "application/pdf"),
    ],
)
def test_open_data_is_served_as_what_it_is(port: int, tmp_path: Path, name: str, kind: str) -> None:
    (tmp_path / name).write_text("a", encoding="utf-8")
    assert get(port, f"/{name}")[0].headers["Content-Type"] == kind


def test_what_is_not_there_is_said_on_a_page(port: int) -> None:
    answer, text = get(port, "/../../etc/passwd")
    assert (answer.status, text) == (404, "không có")
