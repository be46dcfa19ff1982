"""Files of a site: what is unchanged is left alone, what is gone is removed, names are safe."""

from pathlib import Path

import pytest
from jinja2 import TemplateNotFound

from assets.publishing.site.building import ranking_csv, script_data
from assets.publishing.site.data_docs import data_docs_pages
from assets.publishing.site.rendering import Page, Renderer, file_name
from assets.publishing.site.writing import PageWriter
from warehouse.whole_folder import linked_folder


def page(path: str, name: str = "Tổng quan") -> Page:
    return Page(path, "missing", {}, {"name": name})


def write(folder: Path, *pages: Page) -> tuple[int, int, int]:
    with linked_folder(folder) as site:
        PageWriter(site).pages(pages)
        site.file("data/one.csv", b"a,b\n")
    return site.written.made, site.written.kept, site.written.removed


def test_an_unchanged_page_is_not_made_again(tmp_path: Path) -> None:
    site = tmp_path / "site"
    assert write(site, page("a.html"), page("b.html")) == (5, 0, 0)
    before = (site / "vi" / "a.html").stat()
    assert write(site, page("a.html"), page("b.html", "khác")) == (2, 3, 0)
    after = (site / "vi" / "a.html").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_page_that_is_no_longer_made_is_removed_with_its_folder(tmp_path: Path) -> None:
    site = tmp_path / "site"
    write(site, page("a.html"), page("old/b.html"))
    assert write(site, page("a.html")) == (0, 3, 2)
    assert not (site / "vi" / "old").exists()


def test_a_build_that_fails_keeps_the_last_site(tmp_path: Path) -> None:
    site = tmp_path / "site"
    write(site, page("a.html"))
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    broken = Page("b.html", "no such template", {}, {})
    with pytest.raises(TemplateNotFound), linked_folder(site) as files:
        PageWriter(files).pages([page("c.html"), broken])
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_page_links_to_itself_in_the_other_language() -> None:
    text = Renderer().render(page("one/units/two.html"), "vi")
    assert 'href="../../../en/one/units/two.html"' in text
    assert '<html lang="vi">' in text


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("4.22.1", "4.22.1"),
        ("so-xay-dung", "so-xay-dung"),
        ("../../etc", "_2e_2e_2f.._2fetc"),
        ("..", "_2e_2e"),
        ("a b/Đ", "a_20b_2f_110"),
        ("a_b", "a_5fb"),
    ],
)
def test_a_code_becomes_a_safe_name(code: str, name: str) -> None:
    assert file_name(code) == name


def test_no_cell_of_a_table_can_become_a_formula() -> None:
    row = {"code": "1", "name_vi": '=cmd("x")', "name_en": "@x", "rank": 1, "value": "0.5"}
    text = ranking_csv([{**row, "points": "-1", "previous_rank": None, "is_silent": False}]).decode(
        "utf-8-sig"
    )
    assert text.splitlines()[1] == '1,"\'=cmd(""x"")",\'@x,1,0.5,\'-1,,False'


def test_data_for_scripts_is_one_call() -> None:
    assert script_data("a", {"n": "Đ"}) == 'dti.put("a",{"n":"Đ"});\n'.encode()


def test_data_docs_ask_nothing_of_other_hosts_and_tell_the_last_result(tmp_path: Path) -> None:
    page_text = (
        "<html><head><link rel='stylesheet' href='https://x.test/a.css'/></head>"
        "<body><img src='https://x.test/a.png'><script src='https://x.test/a.js'></script>"
        '<script>\n$()\n</script><p onclick="go()">kept{day}</p>2025-01-02T00:03:05Z</body></html>'
    )
    for day in ("20250101", "20250102"):
        path = tmp_path / "validations" / "scores" / "dti" / "__none__" / day / "a.html"
        path.parent.mkdir(parents=True)
        path.write_text(page_text.replace("{day}", day), encoding="utf-8")
    pages = dict(data_docs_pages(tmp_path))
    name = "validations/scores/dti.html"
    assert set(pages) == {name, "index.html"}
    text = pages[name].decode()
    assert not any(word in text for word in ("https:", "<script", "onclick"))
    assert "Content-Security-Policy" in text
    assert "kept20250102</p>" in text
    assert "T00:03:05Z" not in text
    assert f'href="{name}"' in pages["index.html"].decode()


def test_without_data_docs_there_are_no_pages_of_them(tmp_path: Path) -> None:
    assert not list(data_docs_pages(tmp_path / "none"))
