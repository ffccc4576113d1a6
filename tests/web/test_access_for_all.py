"""Axe finds nothing on the main pages: two languages, light, dark, wide, narrow; the keyboard reaches all."""

import re

import pytest

from tests.support import build
from tests.web.test_walk import sign_in

pytestmark = [
    pytest.mark.slow,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True, scope="session"),
]
"""A browser sees the same pages whatever the database; the other tests run on both."""

LOOKS = [("ja", "light", 1280), ("en", "dark", 360)]


@pytest.fixture
def people(app) -> build.House:
    with app.app_context():
        people = build.house()
        a = people.manager_a
        for title, filed in (("触覚センサの校正方法", "2026-05-01"), ("軌道生成装置", "2026-08-12")):
            each = build.matter(a, "P26-A", title=title, technical="内容" if filed > "2026-06" else None)
            build.fact(a, each, "invention-made", "2026-04-20")
            build.filed(a, each, filed, details={"application_no": "特願2026-000001"})
        build.fact(a, each, "filing-notice-submitted", "2026-08-20", filing="JP1")
        build.fact(a, each, "security", "2026-08-25", filing="JP1", item=4)
        build.matter(a, "P26-A", title="データセット管理プログラム", right="copyright")
        return people


def look(page, language: str, theme: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/account")
    page.locator("details.menu").last.locator("summary").click()
    page.locator(f"button[name=language][value={language}]").click()
    page.locator("details.menu").last.locator("summary").click()
    page.locator(f"button[name=theme][value={theme}]").click()
    assert page.get_attribute("html", "lang") == language
    assert page.get_attribute("html", "data-theme") == theme


def faults(page) -> list[str]:
    """What axe finds on the page as it stands, and whether it is wider than the window."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    told = [f"{page.url}: {each['id']}: {node['html'][:140]}" for each in found for node in each["nodes"]]
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        told.append(f"{page.url}: wider than the window")
    return told


@pytest.mark.parametrize(("language", "theme", "width"), LOOKS)
def test_axe_finds_nothing_on_the_manager_s_pages(people, page, language, theme, width):
    sign_in(page, "ip-manager@a.example")
    look(page, language, theme, width)
    page.goto("/matters")
    matter = page.locator("a.ref").nth(1).get_attribute("href")
    paths = [
        "/",
        "/duties",
        "/matters",
        "/matters/new",
        matter,
        f"{matter}/publications",
        f"{matter}/people",
        f"{matter}/facts/new/filed",
        "/reports/status",
        "/account",
    ]
    if width > 1000:
        paths += [f"{matter}/facts/new", f"{matter}/facts/f0002/correct", "/outbox", "/people", "/terms",
                  f"{matter}/facts/new/extended", "/queue?turn=agency", "/queue/undecided",
                  "/terms/nedo-multimodal-2026", "/account/password", "/nowhere",
                  "/lists/duties/print"]  # fmt: skip
    told: list[str] = []
    for path in paths:
        page.goto(path)
        told += faults(page)
    page.goto(matter)
    page.locator("a[data-unfold]").first.click()
    page.locator("details.pop summary").first.click()
    told += faults(page)
    page.goto(f"{matter}/facts/new/filed")
    page.locator("#on").fill("2026/2/30")
    page.locator("form button.btn-main").click()
    page.locator("#faults").wait_for()
    told += faults(page)
    assert not told, "\n".join(sorted(set(told)))


def test_axe_finds_nothing_on_the_officer_s_pages_and_the_sign_in(people, page):
    page.goto("/sign-in")
    told = faults(page)
    sign_in(page, "officer@ag.example")
    for path in ("/", "/duties", "/matters", "/queue", "/reports/status", "/reports/status?as_of=2026/2/30"):
        page.goto(path)
        told += faults(page)
    page.goto("/queue")
    page.locator("tbody a.btn").first.click()
    told += faults(page)
    page.goto("/matters")
    page.locator("a.ref").first.click()
    told += faults(page)
    assert not told, "\n".join(sorted(set(told)))


def test_a_list_is_worked_with_the_keyboard_alone(people, page):
    sign_in(page, "ip-manager@a.example")
    page.keyboard.press("j")
    page.keyboard.press("j")
    rows = page.locator("tr[data-open]")
    assert "at" in (rows.nth(1).get_attribute("class") or "").split()
    page.keyboard.press("k")
    assert "at" in (rows.nth(0).get_attribute("class") or "").split()
    page.keyboard.press("w")
    page.locator("tr.why:not([hidden]) .steps").first.wait_for()
    page.keyboard.press("?")
    assert page.locator("dialog#keys").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("A-0002")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/matters\?q=A-0002"))
    assert page.locator("tr[data-open]").count() == 1
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/matters/\w{16}"))
    page.keyboard.press("n")
    page.wait_for_url(re.compile(r"/facts/new$"))


def test_rows_are_ticked_closed_and_acted_on_with_the_keyboard(people, page):
    sign_in(page, "ip-manager@a.example")
    page.goto("/duties?rule=filing-notice&view=whole")
    assert page.locator("#bulk button[value=submit]").is_disabled()
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert page.locator("input.tick:checked").count() == 1
    assert "1" in page.locator("[data-ticked]").inner_text()
    page.keyboard.press("e")
    assert page.evaluate("document.activeElement.name") == "on"
    page.keyboard.press("Escape")
    page.locator("#bulk button[value=submit]").click()
    page.wait_for_url(re.compile(r"/bulk/duties$"))
    assert not faults(page)
    page.locator("form.sheet button.btn-main").click()
    page.locator(".told form button").wait_for()
    assert not faults(page)
    page.locator(".told form button").click()
    page.wait_for_url(re.compile(r"done=many"))
    assert page.locator("tr[data-open]").count() >= 1


def test_the_skip_link_leads_to_the_content(people, page):
    sign_in(page, "ip-manager@a.example")
    page.goto("/matters")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_without_script_every_explanation_and_every_input_is_reachable(people, chromium, live_server):
    context = chromium.new_context(base_url=live_server, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, "ip-manager@a.example")
    page.locator("a[data-unfold]").first.click()
    assert page.locator(".steps li").count() >= 4
    context.close()
