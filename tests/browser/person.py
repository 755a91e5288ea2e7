"""A person at the local Slack's page, who types, clicks, fills forms, and reads.

What a person waits for has to appear; nobody here waits for time to pass.
"""

import asyncio
import re
from pathlib import Path
from typing import Self

from playwright.async_api import Browser, Locator, Page, ViewportSize, expect

PATIENCE_MS = 30_000
"""Until a person gives up waiting for something. Never a measure of speed."""
NEXT_FRAME = "() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))"
USUAL = ViewportSize(width=1200, height=900)


class Part:
    """A part of the page, with words to read and buttons to press."""

    def __init__(self, shown: Locator) -> None:
        self.shown = shown

    async def show(self, *words: str) -> None:
        """Wait until all the words are there."""
        for each in words:
            await expect(self.shown).to_contain_text(each)

    async def press(self, label: str) -> None:
        """The last button that says exactly this, once there is one."""
        await self.shown.get_by_role("button", name=label, exact=True).last.click()


class Column(Part):
    """The messages of a room or of a thread, and the line to write in."""

    async def say(self, text: str) -> None:
        """Type it key by key, since the page suggests names meanwhile, and send it.

        Once a name is in, the page puts the cursor behind it in its next frame: whoever types on
        before that finds a letter at the line's end.
        """
        line = self.shown.locator(".composer-input")
        name, space, rest = text.partition(" ") if text.startswith("@") else ("", "", text)
        await line.press_sequentially(name + space)
        await line.evaluate(NEXT_FRAME)
        await line.press_sequentially(rest)
        await expect(line).to_have_value(text)
        await line.press("Enter")
        await expect(line).to_have_value("")

    async def read(self, *words: str) -> Locator:
        """The last message that has all the words, once there is one."""
        message = self.shown.locator(".msg")
        for each in words:
            message = message.filter(has_text=each)
        await expect(message.last).to_be_visible()
        return message.last

    async def look(self, *words: str) -> None:
        """At the last picture, which is told in these words to who does not see it."""
        picture = self.shown.locator(".file-image img").last
        for each in words:
            await expect(picture).to_have_attribute("alt", re.compile(re.escape(each)))
        await expect(picture).not_to_have_js_property("naturalWidth", 0)

    async def open_thread(self) -> None:
        """That of the last message, once somebody has replied."""
        await self.shown.locator(".msg").last.locator(".thread-summary").click()


class Form(Part):
    """The form that lies over the page."""

    async def tick(self, label: str) -> None:
        await self.shown.get_by_label(label, exact=True).check()

    async def write(self, text: str) -> None:
        """Into its one field for text."""
        await self.shown.locator(".bk-plain-input").fill(text)

    async def fill(self, label: str, text: str) -> None:
        """Into the field below this label."""
        field = self.shown.locator(".bk-input").filter(has_text=label)
        await field.locator(".bk-plain-input").fill(text)

    async def gone(self) -> None:
        await expect(self.shown).to_have_count(0)


class Person:
    """Somebody with a page of their own. `album` is where pictures go, if they are wanted."""

    def __init__(self, page: Page, *, album: Path | None) -> None:
        self._page = page
        self._album = album
        self.room = Column(page.locator("main"))
        self.thread = Column(page.locator(".thread-pane"))
        self.form = Form(page.locator(".modal"))
        self.home = Part(page.locator("main .home"))

    @classmethod
    async def arrive(cls, name: str, *, browser: Browser, slack: str, album: Path | None) -> Self:
        """Open the page and choose who to be."""
        page = await browser.new_page(viewport=USUAL, locale="en-US", timezone_id="UTC")
        page.set_default_timeout(PATIENCE_MS)
        await page.goto(slack)
        await page.locator(".actas select").select_option(label=name)
        return cls(page, album=album)

    async def go(self, room: str) -> None:
        """To a channel or a direct message in the list at the left."""
        whole = re.compile(rf"(^|\W){re.escape(room)}$")
        await self._page.locator(".sidebar-item").filter(has_text=whole).click()
        await expect(self._page.locator(".channel-title")).to_have_text(whole)

    async def open_home(self) -> None:
        """The app's Home tab."""
        await self._page.locator(".sidebar-item").filter(has_text="credit-desk").click()
        await expect(self.home.shown).to_be_visible()

    async def widen_thread(self) -> None:
        """Drag the thread's edge to the left, so that a table has room."""
        edge = self._page.locator(".thread-resize-handle")
        await edge.drag_to(self.room.shown, target_position={"x": 420, "y": 300})

    async def download(self, name: str) -> bytes:
        """The file of this name in the thread."""
        file = (await self.thread.read(name)).locator(".file-card-download")
        async with self._page.expect_download() as started:
            await file.click()
        kept = await (await started.value).path()
        return await asyncio.to_thread(kept.read_bytes)

    async def picture(self, name: str, *, height: int = USUAL["height"]) -> None:
        """Keep how the page looks, if pictures are wanted."""
        if self._album:
            await self.keep(self._album / f"{name}.png", height=height)

    async def keep(self, path: Path, *, height: int = USUAL["height"]) -> None:
        """Write how the page looks to `path`."""
        await self._page.set_viewport_size({**USUAL, "height": height})
        await self._page.mouse.move(0, 0)  # so that nothing looks pointed at
        await self._page.screenshot(path=path)

    async def leave(self) -> None:
        await self._page.close()
