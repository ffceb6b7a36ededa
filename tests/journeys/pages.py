"""Pages as a person sees them, in words. Where a page is built differently tomorrow, only this changes."""

from __future__ import annotations

from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from forums.models import Forum
from forums.threads.models import Thread

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1440, "height": 900}


class SignUp:
    def __init__(self, page: Page) -> None:
        self.page = page
        page.goto(reverse("account_signup"))

    def fill(self, *, email: str, username: str, password: str) -> None:
        self.page.get_by_label("E-mail").fill(email)
        self.page.get_by_label("Username").fill(username)
        self.page.get_by_label("Password").fill(password)
        self.page.locator("main").get_by_role("button", name="Sign up").click()

    def enter_code(self, code: str) -> None:
        self.page.get_by_label("Code").fill(code)
        self.page.get_by_role("button", name="Confirm").click()
        self.page.wait_for_url("/")


class LogIn:
    def __init__(self, page: Page) -> None:
        self.page = page
        page.goto(reverse("account_login"))

    def fill(self, *, login: str, password: str) -> None:
        self.page.get_by_label("Username or e-mail").fill(login)
        self.page.get_by_label("Password").fill(password)
        self.page.locator("main").get_by_role("button", name="Log in").click()


class NewThread:
    """From the button in the masthead, as a person would."""

    def __init__(self, page: Page, forum: Forum) -> None:
        self.page = page
        page.get_by_role("link", name="New thread").first.click()
        page.wait_for_url("**/new/")
        # Who may write in one forum only is not asked which.
        if page.url.endswith(reverse("forums:new")) and not page.url.endswith(reverse("forums:start", args=[forum.slug])):
            page.locator("main").get_by_role("link", name=forum.name).click()

    def write(self, *, title: str, body: str) -> None:
        self.page.get_by_label("Title").fill(title)
        self.page.get_by_label("Your text").fill(body)

    def publish(self) -> None:
        self.page.get_by_role("button", name="Publish").click()


class ThreadPage:
    def __init__(self, page: Page, thread: Thread | None = None) -> None:
        self.page = page
        if thread is not None:
            page.goto(thread.get_absolute_url())

    def post(self, number: int) -> Locator:
        return self.page.locator(f"#post-{number}")

    def reply(self, body: str) -> None:
        self.page.get_by_label("Your text").fill(body)
        self.page.locator("form.composer").get_by_role("button", name="Reply").click()

    def expect_post(self, number: int, text: str) -> None:
        expect(self.post(number).locator(".prose")).to_contain_text(text)
