"""The list of references: complete, well formed, and checked against a server of our own."""

import importlib.util
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "notebooks" / "references.py"
SPEC = importlib.util.spec_from_file_location("references", SCRIPT)
references = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(references)

PAGES = {
    "/arxiv/1406.2661": b'<meta name="citation_title" content="Generative Adversarial Networks"/>',
    "/doi/10.1000/182": json.dumps({"title": "The DOI\u00ae Handbook"}).encode(),
    "/page": b"hello",
    "/arxiv/1412.6980": b"no such thing",
}


@pytest.fixture
def server(monkeypatch):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):  # noqa: N802
            found = self.path in PAGES
            self.send_response(200 if found else 404)
            self.end_headers()
            self.wfile.write(PAGES.get(self.path, b""))

        def log_message(self, *arguments):
            pass

    served = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=served.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{served.server_port}"
    monkeypatch.setattr(
        references,
        "ADDRESSES",
        {"arXiv": f"{address}/arxiv/", "DOI": f"{address}/doi/", "page": address},
    )
    monkeypatch.setattr(references, "kind", lambda x: {"a": "arXiv", "1": "DOI"}.get(x[0], "page"))
    yield
    served.shutdown()
    served.server_close()


def row(identifier, title):
    return {"identifier": identifier, "title": title, "checked": "2001-01-01"}


def test_the_list_is_what_the_course_cites():
    assert references.problems(references.read_list(), references.cited()) == []


def test_differences_between_list_and_course_are_named(tmp_path):
    (tmp_path / "README.md").write_text("See arXiv:1406.2661, (10.1000/182) and https://a.org/b.")
    found = references.cited(tmp_path)
    assert list(found) == ["arXiv:1406.2661", "10.1000/182", "https://a.org/b"]
    rows = [row("arXiv:1406.2661", " "), row("10.1000/182", "A"), row("10.1000/182", "A")]
    assert references.problems([*rows, row("ftp://c", "C")], found) == [
        "10.1000/182 stands twice in the list",
        "arXiv:1406.2661 has no title",
        "ftp://c is in the list, but cited nowhere",
        "ftp://c is neither arXiv number, DOI nor https",
        "https://a.org/b (README.md) is not in the list",
    ]


@pytest.mark.parametrize(
    ("identifier", "kind"),
    [
        ("arXiv:1406.2661", "arXiv"),
        ("arXiv:1706.03762", "arXiv"),
        ("arXiv:1406.26610", None),
        ("arXiv:1706.0376", None),
        ("arXiv:1790.03762", None),
        ("10.1162/neco.1997.9.8.1735", "DOI"),
        ("10.1/x", None),
        ("https://keras.io/api", "page"),
        ("http://keras.io", None),
    ],
)
def test_forms(identifier, kind):
    assert references.kind(identifier) == kind


def test_answers_are_compared_with_the_titles(server):
    rows = [
        row("arXiv:1406.2661", "generative adversarial  networks"),
        row("10.1000/182", "The DOI Handbook"),
        row("/page", "a page"),
        row("arXiv:1412.6980", "Adam"),
        row("arXiv:1706.03762", "Attention Is All You Need"),
        row("10.1000/182", "Another book"),
    ]
    lines = references.check_online(rows, "2002-02-02", pause=0)
    assert [r["checked"][:4] for r in rows] == ["2002"] * 3 + ["2001"] * 3
    assert [line.partition(": ")[0] for line in lines] == [r["identifier"] for r in rows[3:]]
    assert "no title" in lines[0] and "404" in lines[1] and "not 'Another book'" in lines[2]


def test_without_a_network_it_gives_up_soon(monkeypatch):
    monkeypatch.setattr(references, "ADDRESSES", {"arXiv": "http://127.0.0.1:9/"})
    rows = [row("arXiv:1406.2661", "Generative Adversarial Networks") for _ in range(5)]
    lines = references.check_online(rows, "2002-02-02", pause=0)
    assert len(lines) == 4 and "network" in lines[-1]
    assert {r["checked"] for r in rows} == {"2001-01-01"}


def test_the_list_survives_writing(tmp_path):
    rows = [row("b", 'with "quotes", and commas'), row("a", "变分")]
    references.write_list(rows, tmp_path / "list.csv")
    assert references.read_list(tmp_path / "list.csv") == rows[::-1]
