"""The page of notifications lets a browser buzz, the worker shows the sentence, and a browser that cannot is told so."""

from __future__ import annotations

from accounts.models import Member
from accounts.push.models import Device

KEY = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
# No push service answers in a test; what it would give the browser is given here.
AS_IF_THE_SERVICE_ANSWERED = """
Object.defineProperty(Notification, "permission", { get: () => "default" });
Notification.requestPermission = async () => "granted";
PushManager.prototype.subscribe = async function (wanted) {
  if (wanted.applicationServerKey.length !== 65 || !wanted.userVisibleOnly) throw new Error("not asked as the standard wants");
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0)).buffer;
  const keys = { p256dh: bytes("KEY"), auth: bytes("BTBZMqHH6r4Tts7J_aSIgg") };
  return { endpoint: "https://push.example/phone", getKey: (name) => keys[name], unsubscribe: async () => true };
};
""".replace("KEY", KEY)
# A browser without a window shows nothing on a lock screen: the worker is run with a stand-in for its surroundings.
_SHOWN = """async (said) => {
  const heard = {}, shown = [], opened = [];
  const self = {
    location, skipWaiting() {}, addEventListener: (name, act) => (heard[name] = act),
    registration: { showNotification: async (title, options) => shown.push([title, options.body, options.data.url]) },
    clients: { claim() {}, matchAll: async () => [], openWindow: (url) => opened.push(url) },
  };
  new Function("self", await (await fetch("/push-worker.js")).text())(self);
  let done;
  const waitUntil = (promise) => (done = promise);
  heard.push({ data: { json: () => said }, waitUntil });
  await done;
  for (const url of [said.url, "https://evil.example/"]) {
    heard.notificationclick({ notification: { close() {}, data: { url } }, waitUntil });
    await done;
  }
  return [shown, opened];
}"""


def test_a_browser_is_asked_buzzes_and_stops(page_of, assert_accessible, bob: Member):
    page = page_of(bob, viewport={"width": 360, "height": 800})
    page.add_init_script(AS_IF_THE_SERVICE_ANSWERED)
    page.goto("/settings/notifications/")
    page.get_by_role("button", name="Let this device buzz").click()
    page.get_by_text("This device buzzes from now on.").wait_for()

    assert Device.objects.get().endpoint == "https://push.example/phone"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert_accessible(page)
    page.get_by_role("button", name="Remove").click()
    page.get_by_text("buzzes no more").wait_for()
    assert not Device.objects.exists()


def test_a_browser_that_cannot_is_told_so(page_of, bob: Member):
    page = page_of(bob)
    page.add_init_script("delete window.PushManager")
    page.goto("/settings/notifications/")

    page.get_by_text("This browser cannot buzz.").wait_for()
    assert not page.get_by_role("button", name="Let this device buzz").is_visible()


def test_what_comes_is_shown_and_opens_a_page_of_ours_only(page_of, live_server):
    page = page_of(None, bypass_csp=True)
    page.goto("/accounts/login/")

    said = {"title": "Workshop", "body": "alice mentioned you", "url": "/notifications/1/", "tag": "thread:1"}
    shown, opened = page.evaluate(_SHOWN, said)

    assert shown == [["Workshop", "alice mentioned you", "/notifications/1/"]]
    assert opened == [f"{live_server.url}/notifications/1/"]
