"""The page in a real browser: every finding stands at its formula, nothing runs, nothing loads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import derive
from tests.adapters.browser import Page, chromium
from tests.adapters.documents import HOSTILE, MATRIX, SEED, SMALL

pytestmark = pytest.mark.browser

SHOWN = "(e => e.getClientRects().length > 0 && getComputedStyle(e).visibility === 'visible')"
CONTRAST = """(() => {
  const canvas = Object.assign(document.createElement('canvas'), {width: 1, height: 1}).getContext('2d', {willReadFrequently: true});
  const rgb = c => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = c; canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data]; };
  const light = c => { const [r, g, b] = c.map(v => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b; };
  const behind = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c[3] > 250) return c; } return [255, 255, 255]; };
  return Math.min(...[...document.querySelectorAll('main a, main p, main b, .badge, .message, .note, .name, .code, .witness span, mi, mo')]
    .filter(e => e.getClientRects().length)
    .map(e => { const a = light(rgb(getComputedStyle(e).color)), b = light(behind(e)); return (Math.max(a, b) + .05) / (Math.min(a, b) + .05); }));
})()"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Page]:
    with chromium() as page:
        yield page


def show(browser: Page, folder: Path, text: str | Path) -> derive.Report:
    report = derive.check(text)
    target = folder / "page.html"
    target.write_text(report.html(), encoding="utf-8")
    browser.complaints.clear()
    browser.requests.clear()
    browser.open(target)
    return report


@pytest.mark.parametrize("text", [SEED, MATRIX, SMALL], ids=["seed", "matrix", "small"])
def test_every_finding_is_visible_at_its_formula(browser: Page, tmp_path: Path, text: str | Path) -> None:
    report = show(browser, tmp_path, text)
    found = browser.run(
        f"[...document.querySelectorAll('.finding')].map(f => ({{id: f.id, shown: {SHOWN}(f), "
        "row: !!f.closest('.row, .inline'), mark: !!(f.closest('.row, .inline') || f).querySelector('math mrow.at')}))"
    )
    assert {f["id"] for f in found} == {f"d1-{d.id}" for d in report.diagnostics}
    assert all(f["shown"] for f in found)
    blocks = report._judged.document.blocks
    for diagnostic in report.diagnostics:
        inside = any(b.outer.start <= diagnostic.span.start < b.outer.end for b in blocks)
        entry = next(f for f in found if f["id"] == f"d1-{diagnostic.id}")
        assert entry["row"] == inside, diagnostic
        assert entry["mark"] == inside, diagnostic
    assert browser.complaints == []


def test_the_wrong_token_is_the_one_that_is_marked(browser: Page, tmp_path: Path) -> None:
    show(browser, tmp_path, SEED)
    marked = browser.run("[...document.querySelectorAll('mrow.at.error')].map(m => m.textContent)")
    assert marked == ["z12", "w112", "w122", "w212", "w222", "b12"]


@pytest.mark.parametrize("text", [SEED, MATRIX], ids=["seed", "matrix"])
def test_every_step_has_its_mark(browser: Page, tmp_path: Path, text: str | Path) -> None:
    report = show(browser, tmp_path, text)
    marks = browser.run(f"[...document.querySelectorAll('.badge')].filter({SHOWN}).map(b => [b.id, b.classList[1]])")
    assert dict(marks) == {f"d1-{s.id}": s.outcome for s in report.steps}
    assert len(marks) == len(report.steps)


def test_follow_ups_lead_to_their_cause(browser: Page, tmp_path: Path) -> None:
    show(browser, tmp_path, SEED)
    links = browser.run("[...document.querySelectorAll('a.cause')].map(a => document.querySelector(a.getAttribute('href')).textContent)")
    assert len(links) == 18
    assert all("D201" in text for text in links)
    dead = browser.run("[...document.querySelectorAll('a[href^=\"#\"]')].filter(a => !document.querySelector(a.getAttribute('href'))).length")
    assert dead == 0


def test_filter_hides_and_shows(browser: Page, tmp_path: Path) -> None:
    report = show(browser, tmp_path, SEED)
    count = f"[...document.querySelectorAll('.finding')].filter({SHOWN}).length"
    rows = f"[...document.querySelectorAll('.row')].filter({SHOWN}).length"
    everything = browser.run(rows)
    browser.run("document.getElementById('show-info').click()")
    assert browser.run(count) == sum(d.severity != "info" for d in report.diagnostics)
    browser.run("document.getElementById('show-findings').click()")
    assert 0 < browser.run(rows) < everything / 2
    browser.run("document.getElementById('show-all').click(); document.getElementById('show-info').click()")
    assert browser.run(count) == len(report.diagnostics)
    assert browser.run(rows) == everything


def test_keyboard_walks_through_the_findings(browser: Page, tmp_path: Path) -> None:
    report = show(browser, tmp_path, SEED)
    browser.press("Tab")
    assert browser.run("document.activeElement.className") == "skip"
    seen = []
    for _ in report.diagnostics:
        browser.press("n")
        seen.append(browser.run("document.activeElement.id"))
    assert len(set(seen)) == len(report.diagnostics)
    browser.press("p")
    assert browser.run("document.activeElement.id") == seen[-2]
    assert str(len(seen)) in browser.run("document.getElementById('status').textContent")


def test_screen_reader_hears_outcomes_and_findings(browser: Page, tmp_path: Path) -> None:
    show(browser, tmp_path, SEED)
    nodes: list[dict[str, Any]] = browser.command("Accessibility.getFullAXTree")["nodes"]
    roles = {node.get("role", {}).get("value") for node in nodes}
    assert {"note", "main", "navigation", "heading", "radio", "checkbox"} <= roles
    assert any(str(role).lower().startswith("math") for role in roles)
    spoken = " ".join(str(node.get("name", {}).get("value", "")) for node in nodes)
    assert "step 34: refuted (syntax)" in spoken
    assert "formula, lines 17 to 19" in spoken
    unnamed = [n for n in nodes if n.get("role", {}).get("value") in ("radio", "checkbox", "link", "image") and not n.get("name", {}).get("value")]
    assert unnamed == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_light_and_dark_are_legible(browser: Page, tmp_path: Path, scheme: str) -> None:
    browser.scheme(scheme)
    show(browser, tmp_path, SEED)
    paper = browser.run("getComputedStyle(document.body).backgroundColor")
    assert browser.run(CONTRAST) >= 4.5
    browser.run("document.getElementById('theme').click()")
    assert browser.run("getComputedStyle(document.body).backgroundColor") != paper
    browser.scheme("")


def test_prints_on_paper(browser: Page, tmp_path: Path) -> None:
    show(browser, tmp_path, SEED)
    assert len(browser.command("Page.printToPDF")["data"]) > 10_000
    browser.command("Emulation.setEmulatedMedia", media="print")
    assert browser.run("getComputedStyle(document.querySelector('.controls')).display") == "none"
    assert browser.run(f"[...document.querySelectorAll('.finding')].every({SHOWN})")
    browser.command("Emulation.setEmulatedMedia", media="")


def test_nothing_of_a_hostile_document_runs_or_loads(browser: Page, tmp_path: Path) -> None:
    show(browser, tmp_path, HOSTILE)
    assert browser.run("document.scripts.length") == 1
    assert browser.run("document.querySelectorAll('article :is(script, iframe, svg, object), article [onerror], article [onload]').length") == 0
    assert browser.run("[...document.querySelectorAll('article a')].filter(a => a.href.startsWith('javascript')).length") == 0
    assert "<script>alert(1)</script>" in browser.run("document.querySelector('article').textContent")
    assert browser.complaints == []
    assert [r for r in browser.requests if not r.startswith(("file:", "data:"))] == []


def test_wide_and_narrow_pages_scroll_only_their_formulas(browser: Page, tmp_path: Path) -> None:
    report = derive.check(SEED)
    target = tmp_path / "page.html"
    target.write_text(report.html(), encoding="utf-8")
    browser.open(target, width=420)
    assert browser.run("document.documentElement.scrollWidth") <= 420
