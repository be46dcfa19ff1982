"""Every kind of page in a real browser: phone and desktop, both languages, keyboard, no trouble.

The pages are made from shipped rounds with hostile additions, by a real run.
"""

import gzip
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    Request,
    ViewportSize,
    expect,
    sync_playwright,
)
from typer.testing import CliRunner

from assets.commands.app import app
from assets.installation.seeds import PROJECT

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
pytestmark = pytest.mark.skipif(
    not Path(CHROMIUM).exists(), reason="Debian's Chromium is not installed"
)
ROUNDS = ("provinces-2024", "nation-2024", "demo-departments-2025H1", "demo-departments-2025H2")
PROVINCES, DEPARTMENTS = "provinces-2024", "demo-departments-2025H2"
HOSTILE_NAME = '=cmd("x")<script>alert(1)</script>'
HEALTH = "so-y-te.html"
HOSTILE_NOTE = "<script>alert(1)</script><img src=x onerror=alert(1)>"
KINDS = {
    "overview": "index.html",
    "ranking": f"{PROVINCES}/index.html",
    "ranking with changes": f"{DEPARTMENTS}/index.html",
    "ranking of one unit": "nation-2024/index.html",
    "unit": f"{PROVINCES}/units/56.html",
    "unit with figures": f"{DEPARTMENTS}/units/so-xay-dung.html",
    "unit alone": "nation-2024/units/VN.html",
    "receipt": f"{DEPARTMENTS}/receipts/so-y-te.html",
    "receipt of published values": f"{PROVINCES}/receipts/56.html",
    "indicators": f"{DEPARTMENTS}/indicators.html",
    "indicator": f"{DEPARTMENTS}/indicators/3.4.1.html",
    "main indicator": f"{PROVINCES}/indicators/1.html",
    "comparison of units": f"{PROVINCES}/compare.html?units=56,48,31",
    "comparison of rounds": f"rounds.html?first=demo-departments-2025H1&second={DEPARTMENTS}",
    "map": f"{PROVINCES}/map.html",
    "changes": f"{DEPARTMENTS}/changes.html",
    "quality of a round": f"{DEPARTMENTS}/quality.html",
    "downloads": f"{DEPARTMENTS}/files.html",
    "release": f"{DEPARTMENTS}/files/{DEPARTMENTS}.1.html",
    "quality": "quality.html",
    "method": "method.html",
    "data": "data.html",
    "guide": "guide/index.html",
    "chapter of the guide": "guide/engineer.html",
    "log": "log.html",
    "about": "about.html",
    "missing": "404.html",
}
# Assignments and rewards name rounds and units that this site leaves out.
LEFT_OUT = shutil.ignore_patterns("submissions", "responsibilities.csv", "reward.yaml")
SIZES = {"phone": (390, 844), "desktop": (1280, 900)}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a site, and beside it the warehouse it was made from."""
    folder = tmp_path_factory.mktemp("site")
    seeds = folder / "seeds"
    shutil.copytree(PROJECT / "seeds", seeds, ignore=LEFT_OUT)
    rounds = yaml.safe_load((seeds / "rounds.yaml").read_text(encoding="utf-8"))
    kept = [{**one, "previous": one["previous"] if one["previous"] in ROUNDS else None}
            for one in rounds if one["id"] in ROUNDS]  # fmt: skip
    (seeds / "rounds.yaml").write_text(yaml.safe_dump(kept, allow_unicode=True), encoding="utf-8")
    entities = (seeds / "entities.csv").read_text(encoding="utf-8")
    hostile = entities.replace("Sở Xây dựng,", '"' + HOSTILE_NAME.replace('"', '""') + '",')
    (seeds / "entities.csv").write_text(hostile, encoding="utf-8")
    for name in ROUNDS:
        shutil.copytree(PROJECT / "seeds" / "submissions" / name, seeds / "submissions" / name)
    notes = seeds / "submissions" / DEPARTMENTS / "so-y-te_so-lieu.csv"
    text = notes.read_text(encoding="utf-8")
    notes.write_text(text.replace("Đơn vị tự khai (minh họa)", HOSTILE_NOTE), encoding="utf-8")
    done = CliRunner().invoke(
        app,
        ["assess", "--all", "--seeds", str(seeds), "--warehouse", str(folder / "dti.duckdb")],
    )
    assert done.exit_code == 0, done.output
    return folder / "site"


@pytest.fixture(scope="module")
def browser(site: Path) -> Iterator[Browser]:
    """One browser for this file's tests: its event loop runs while it is open, in the thread of
    the tests, where no run of Dagster can start its own; so none is open before or after."""
    assert site.exists()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM)
        yield chromium
        chromium.close()


class Visit:
    """A page that was opened from its file, and what went wrong with it."""

    def __init__(self, page: Page, site: Path) -> None:
        self.page = page
        self.site = site
        self.troubles: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.troubles.append(f"error: {error}"))
        page.on("request", self._see)
        page.on("requestfailed", self._miss)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.troubles.append(f"{message.type}: {message.text}")

    def _see(self, request: Request) -> None:
        if not request.url.startswith((self.site.as_uri(), "data:")):
            self.troubles.append(f"foreign request: {request.url}")

    def _miss(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # given up because the page was left
            self.troubles.append(f"{request.failure}: {request.url}")

    def open(self, path: str) -> Page:
        self.page.goto(f"{self.site.as_uri()}/{path}")
        return self.page


@pytest.fixture
def visit(browser: Browser, site: Path) -> Iterator[Visit]:
    context = browser.new_context(viewport=ViewportSize(width=1280, height=900))
    one = Visit(context.new_page(), site)
    yield one
    context.close()
    assert one.troubles == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_of_every_kind_opens_without_trouble(visit: Visit, kind: str) -> None:
    for language in ("vi", "en"):
        page = visit.open(f"{language}/{KINDS[kind]}")
        assert page.evaluate("document.documentElement.lang") == language
        assert page.locator("h1").count() == 1
        for size, (width, height) in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            # Nothing is wider than the screen: wide tables scroll in a box of their own.
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (language, size)


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_of_every_kind_is_accessible_in_light_and_dark(visit: Visit, kind: str) -> None:
    page = visit.open(f"vi/{KINDS[kind]}")
    # axe may not fetch the style sheet, which the policy of the pages forbids; dark differs from
    # light in colours alone.
    whole: dict[str, object] = {"preload": False}
    colours = {**whole, "runOnly": ["color-contrast"]}
    for scheme, options in (("light", whole), ("dark", colours)):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        found = Axe().run(page, options=options)
        serious = [
            (violation["id"], [node["html"] for node in violation["nodes"]][:3])
            for violation in found.response["violations"]
            if violation["impact"] in ("serious", "critical")
        ]
        assert serious == [], scheme


def test_the_keyboard_alone_reaches_everything(visit: Visit) -> None:
    page = visit.open(f"vi/{PROVINCES}/index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").bounding_box()["y"] >= 0  # pyright: ignore
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.locator("th button").nth(1).focus()
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    page.keyboard.press("Enter")
    assert page.evaluate(outline) != "none"
    assert page.locator("tbody tr").first.locator("th").inner_text() == "An Giang"
    assert page.locator("th[aria-sort]").get_attribute("aria-sort") == "ascending"


def test_the_keyboard_leads_from_a_figure_to_its_cell_and_on_to_the_rank(visit: Visit) -> None:
    page = visit.open(f"vi/{DEPARTMENTS}/units/so-y-te.html")
    page.locator("a.figures[href$='#3.4.1']").focus()
    page.keyboard.press("Enter")
    expect(page.locator(":target")).to_be_in_viewport()
    # A file is named by its bytes, as its own name is its sender's.
    expect(page.locator(":target .place").first).to_have_text(
        re.compile(r"^\s*[0-9a-f]{12}\.csv · ô [A-Z]+\d+")
    )
    page.locator(".contents a[href='#way']").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".way-up > li").last).to_contain_text("/11")  # of 12, one is silent


def test_a_unit_is_found_without_diacritics(visit: Visit) -> None:
    page = visit.open(f"vi/{PROVINCES}/index.html")
    page.locator("[data-find]").fill("dak lak")
    assert page.locator("tbody tr:visible").all_inner_texts()[0].split()[1:3] == ["Đắk", "Lắk"]
    assert page.url.endswith("?find=dak+lak")
    page.locator("a.language").click()
    assert page.url.endswith("en/provinces-2024/index.html?find=dak+lak")
    expect(page.locator("tbody tr:visible")).to_have_count(1)


def test_numbers_are_written_as_the_language_writes_them(visit: Visit) -> None:
    assert "0,7071" in visit.open(f"vi/{PROVINCES}/units/56.html").locator("main").inner_text()
    assert "0.7071" in visit.open(f"en/{PROVINCES}/units/56.html").locator("main").inner_text()


def test_an_untrusted_name_is_shown_and_never_run(visit: Visit) -> None:
    page = visit.open(f"vi/{DEPARTMENTS}/units/so-xay-dung.html")
    assert page.locator("h1").inner_text() == f"{HOSTILE_NAME} chưa gửi số liệu"
    assert page.locator("main script, main img").count() == 0


def test_what_a_sender_noted_is_on_no_public_page(visit: Visit) -> None:
    for path in (f"units/{HEALTH}", f"receipts/{HEALTH}", "indicators/3.4.1.html"):
        page = visit.open(f"vi/{DEPARTMENTS}/{path}")
        assert "onerror" not in page.locator("main").inner_text()
        assert page.locator("main script, main img").count() == 0


def test_dark_and_light_can_be_chosen(visit: Visit) -> None:
    page = visit.open("vi/index.html")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.locator("[data-theme-switch]").click()
    assert page.evaluate(ground) != light
    page.reload()
    assert page.evaluate(ground) != light


def test_units_are_compared_side_by_side_at_an_address_that_can_be_shared(visit: Visit) -> None:
    page = visit.open(f"vi/{PROVINCES}/compare.html?units=56,48")
    assert page.locator("thead a").all_inner_texts() == ["Khánh Hòa", "Đà Nẵng"]
    page.locator("[data-add]").select_option("31")
    assert page.url.endswith("?units=56,48,31")
    page.locator("button.remove").first.click()
    assert page.locator("thead a").all_inner_texts() == ["Đà Nẵng", "Hải Phòng"]
    assert "0,7857" in page.locator("tbody").inner_text()


def test_the_chart_of_all_units_tells_finds_and_chooses(visit: Visit) -> None:
    page = visit.open(f"vi/{PROVINCES}/compare.html?units=56,48")
    canvas = page.locator("[data-drawing] canvas")
    expect(canvas).to_be_visible()
    expect(page.locator("[data-key] li")).to_have_text(["Khánh Hòa", "Đà Nẵng"])
    page.locator("[data-unit-chart] [data-find]").fill("hai phong")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    tooltip = page.locator(".vg-tooltip.visible")
    names: set[str] = set()
    # Along the row of the seventh indicator: what is pointed at says its name and value.
    row = box["y"] + 6.7 * 34
    for x in range(int(box["x"]), int(box["x"] + box["width"]), 4):
        page.mouse.move(x, row)
        if tooltip.count():
            told = tooltip.inner_text()
            names.add(told.partition(":")[0])
            if told.startswith("Hải Phòng: 0,7613"):
                page.mouse.click(x, row)
                break
    assert "Hải Phòng" in names
    assert len(names) > 5
    assert page.url.endswith("?units=56,48,31")
    expect(page.locator("[data-key] li")).to_have_text(["Khánh Hòa", "Đà Nẵng", "Hải Phòng"])


# What a reader may see: each frame, and each moment at which the window has a new size but nobody has
# been told of it yet. Kept: the most that the page, or the chart, was wider than its room.
WATCH = """(() => {
  window.excess = 0;
  window.frames = 0;
  const look = () => {
    const wide = document.documentElement;
    const chart = document.querySelector("[data-drawing] canvas");
    if (wide) window.excess = Math.max(window.excess, wide.scrollWidth - window.innerWidth);
    if (chart) {
      const over = chart.getBoundingClientRect().width - chart.parentElement.clientWidth;
      window.excess = Math.max(window.excess, over);
      window.frames += 1;
    }
  };
  window.addEventListener("resize", look);
  const next = () => { look(); requestAnimationFrame(next); };
  requestAnimationFrame(next);
})()"""
TWO_FRAMES = "new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen)))"


@pytest.mark.parametrize("start", SIZES)
def test_a_chart_is_never_wider_than_its_column(visit: Visit, start: str) -> None:
    """From loading on a phone, and through the turn of a wide screen to a phone's width."""
    page = visit.page
    width, height = SIZES[start]
    page.set_viewport_size({"width": width, "height": height})
    page.add_init_script(WATCH)
    visit.open(f"vi/{KINDS['comparison of units']}")
    canvas = page.locator("[data-drawing] canvas")
    expect(canvas).to_be_visible()
    page.evaluate(TWO_FRAMES)
    width, height = SIZES["phone"]
    page.set_viewport_size({"width": width, "height": height})
    column = page.locator("[data-drawing]").evaluate("place => place.clientWidth")
    assert column < width
    expect(canvas).to_have_attribute("width", str(column))
    page.evaluate(TWO_FRAMES)
    assert page.evaluate("window.frames") >= 4
    assert page.evaluate("window.excess") <= 1  # a pixel may be shared


def test_the_chart_takes_the_colours_of_the_page(visit: Visit) -> None:
    page = visit.open(f"en/{PROVINCES}/compare.html")
    canvas = page.locator("[data-drawing] canvas")
    expect(canvas).to_be_visible()
    light = canvas.screenshot()
    page.locator("[data-theme-switch]").click()
    page.wait_for_function("document.querySelectorAll('[data-drawing] canvas').length === 1")
    assert canvas.screenshot() != light


def test_only_the_comparison_of_units_loads_what_draws_charts(site: Path) -> None:
    for path in (site / "vi").rglob("*.html"):
        names_it = "vega.js" in path.read_text(encoding="utf-8")
        assert names_it == (path.name == "compare.html"), path
    assert len(gzip.compress((site / "static" / "vega.js").read_bytes())) < 320_000


def test_rounds_are_compared_only_within_the_same_boundaries(visit: Visit) -> None:
    page = visit.open(f"en/rounds.html?first=demo-departments-2025H1&second={DEPARTMENTS}")
    expect(page.locator("tbody tr")).to_have_count(12)
    assert page.locator("tbody .down").count() > 0
    page.locator("[data-first]").select_option(PROVINCES)
    expect(page.locator("[data-result] .note")).to_be_visible()
    assert page.locator("tbody .down").count() == 0


def test_demonstration_says_so_on_every_page_that_shows_any(site: Path) -> None:
    marked = ("Số liệu minh họa", "Có số liệu minh họa")
    for path in (site / "vi").rglob("*.html"):
        if "demo-" in path.relative_to(site).as_posix():
            assert any(words in path.read_text(encoding="utf-8") for words in marked), path
    for name in ("index", "quality", "data", "rounds"):
        text = (site / "vi" / f"{name}.html").read_text(encoding="utf-8")
        assert any(words in text for words in marked), name
    assert "Số liệu minh họa" not in (site / "vi" / PROVINCES / "index.html").read_text()


def test_every_link_leads_to_a_file_of_the_site(site: Path) -> None:
    for path in site.rglob("*.html"):
        if path.is_relative_to(site / "checks"):
            continue
        text = path.read_text(encoding="utf-8")
        for target in set(re.findall(r'(?:href|src)="([^"#?]+)', text)):
            assert (path.parent / target).exists(), (path, target)


def test_pages_are_light(site: Path) -> None:
    first = ["vi/index.html", "static/site.css", "static/site.js", "static/icon.svg"]
    assert sum(len(gzip.compress((site / name).read_bytes())) for name in first) < 150_000
    pages = [path for path in site.rglob("*") if path.suffix in (".html", ".js", ".css", ".svg")]
    assert max(path.stat().st_size for path in pages) < 1_000_000


def test_pages_carry_no_script_or_style_of_their_own(site: Path) -> None:
    for path in (*(site / "vi").rglob("*.html"), *(site / "en").rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        assert "default-src 'none'" in text
        assert not re.search(r"<style|<[^>]+ style=|<[^>]+ on[a-z]+=|<script>", text), path
