"""The decision tree as a page, in a real headless Chromium, from a file and without network."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

playwright = pytest.importorskip(
    "playwright.sync_api", reason="playwright is not installed: the browser was NOT tested"
)
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium is installed: the browser was NOT tested"
)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tree") / "tree.html"
    command = [sys.executable, "-m", "pipmedic", "tree", "--format", "html", "--depth", "2"]
    done = subprocess.run([*command, "--lang", "en"], capture_output=True, check=True)
    path.write_bytes(done.stdout)
    return path


@pytest.fixture
def page(tree: Path) -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
        page = context.new_page()
        page.goto(tree.as_uri())
        yield page
        browser.close()


def walk(page: Any) -> int:
    """Answer with the first answer until there are commands; return the number of answers."""
    for steps in range(10):
        if page.locator("#details pre").count():
            return steps
        page.locator("#answers button").first.focus()
        page.keyboard.press("Enter")
    raise AssertionError("the tree does not end")


def test_a_walk_by_keyboard_ends_on_commands_that_can_be_copied(page: Any) -> None:
    asked: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    assert walk(page) > 0
    commands = page.locator("#details pre").first.inner_text()
    page.locator("#details button").first.click()
    page.wait_for_function("document.querySelector('#live').textContent !== ''")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.strip() in commands.strip() or commands.strip() in copied.strip()
    assert asked == []
    assert errors == []


def test_the_language_changes_in_place(page: Any) -> None:
    walk(page)
    path = page.locator("#path button").count()
    english = page.locator("#step").inner_text()
    page.locator("#languages button", has_text="中文").click()
    assert page.locator("#step").inner_text() != english
    assert page.locator("#path button").count() == path
    assert page.locator("html").get_attribute("lang") == "zh"


def test_without_scripts_the_whole_tree_is_a_list(tree: Path) -> None:
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_context(java_script_enabled=False).new_page()
        page.goto(tree.as_uri())
        assert page.locator(".outline li").count() > 5
        assert page.locator(".outline").first.is_visible()
        browser.close()
