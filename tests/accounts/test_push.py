"""Push messages: sealed for one browser, sent to nobody else's machines, silent in quiet hours and for what was read."""

from __future__ import annotations

import base64
import json
import socket
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from django.utils import timezone

from accounts.models import Member
from accounts.notifications.actions import notify, read_all
from accounts.push import actions, buzzing, identity, posting, sealing
from accounts.push.models import Buzz, Device
from forums import notices  # noqa: F401

# RFC 8291, appendix A.
UA_PRIVATE = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"
UA_PUBLIC = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
AS_PRIVATE = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
SEALED = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
    "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)
PHONE = "Mozilla/5.0 (Android 15; Mobile; rv:150.0) Gecko/150.0 Firefox/150.0"


def key(text):
    return ec.derive_private_key(int.from_bytes(sealing.decode(text), "big"), sealing.CURVE)


def opened(body):
    """What the browser reads."""
    salt, theirs, words = body[:16], body[21:86], body[86:]
    own, secret = sealing.decode(UA_PUBLIC), sealing.decode(AUTH)
    shared = key(UA_PRIVATE).exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(sealing.CURVE, theirs))
    made = sealing._derive(secret, shared, b"WebPush: info\0" + own + theirs, 32)
    aes = AESGCM(sealing._derive(salt, made, b"Content-Encoding: aes128gcm\0", 16))
    return aes.decrypt(sealing._derive(salt, made, b"Content-Encoding: nonce\0", 12), words, None).removesuffix(b"\x02")


@pytest.fixture
def service(settings):
    """A push service on this machine: what it got, and what it answers."""

    class Door(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            server.got.append((self.path, dict(self.headers), body))
            self.send_response(server.answers)
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.end_headers()

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Door)
    server.got, server.answers = [], 201
    server.url = f"http://127.0.0.1:{server.server_port}"
    settings.PUSH_ALLOW_LOOPBACK = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def phone(bob, service):
    return actions.add(by=bob, endpoint=f"{service.url}/phone", p256dh=UA_PUBLIC, auth=AUTH, user_agent=PHONE)


def mentioned(bob, alice, thread, event="e1"):
    post = thread.posts.order_by("number").last()
    data = {"thread": thread.pk, "post": post.pk, "number": post.number, "title": thread.title}
    made = notify(member=bob, verb="forums.mention", event=event, actor=alice, data=data)
    Buzz.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    return made


def test_the_example_of_the_standard_comes_out_letter_by_letter():
    sealed = sealing.seal(
        b"When I grow up, I want to be a watermelon",
        p256dh=UA_PUBLIC,
        auth=AUTH,
        private=key(AS_PRIVATE),
        salt=sealing.decode(SALT),
    )

    assert sealing.encode(sealed) == SEALED


def test_the_sender_is_proven_to_one_service_for_half_a_day():
    header = sealing.authorization(key(AS_PRIVATE), audience="https://push.example", contact="mailto:a@b.c", now=1_000)

    token, own = header.removeprefix("vapid t=").split(", k=")
    signed, _dot, signature = token.rpartition(".")
    raw = sealing.decode(signature)
    whole = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    public = ec.EllipticCurvePublicKey.from_encoded_point(sealing.CURVE, sealing.decode(own))
    public.verify(whole, signed.encode(), ec.ECDSA(SHA256()))
    claims = json.loads(base64.urlsafe_b64decode(signed.split(".")[1] + "=="))
    assert claims == {"aud": "https://push.example", "exp": 1_000 + 12 * 3_600, "sub": "mailto:a@b.c"}


def test_the_sites_key_is_made_once_and_nobody_else_reads_it(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    first = identity.public_key()
    identity._kept.cache_clear()

    assert identity.public_key() == first
    assert [(file.name, file.stat().st_mode & 0o777) for file in tmp_path.iterdir()] == [("vapid.key", 0o600)]
    settings.VAPID_PRIVATE_KEY = AS_PRIVATE
    assert identity.public_key() != first


def test_a_mention_buzzes_once_with_the_sentence_and_nothing_private(bob, alice, thread, phone, service):
    told = mentioned(bob, alice, thread)

    assert buzzing.send_due(bob.pk) == 1
    assert buzzing.send_due(bob.pk) == 0

    ((path, headers, body),) = service.got
    said = json.loads(opened(body))
    assert path == "/phone" and said["body"] == f"alice mentioned you in “{thread.title}”"
    assert said["url"] == f"/notifications/{told.pk}/" and "joint" not in json.dumps(said)
    assert headers["Content-Encoding"] == "aes128gcm" and headers["TTL"].isdigit() and len(headers["Topic"]) == 32
    assert headers["Authorization"].startswith("vapid t=") and b"mentioned" not in body
    phone.refresh_from_db()
    assert phone.label == "Firefox, Android" and phone.used_at and not Buzz.objects.exists()


def test_what_was_read_hidden_or_falls_into_quiet_hours_does_not_buzz(bob, alice, thread, phone, service):
    mentioned(bob, alice, thread, "read")
    read_all(by=bob)
    assert buzzing.send_due(bob.pk) == 0 and not Buzz.objects.exists()

    mentioned(bob, alice, thread, "hidden")
    type(thread).objects.filter(pk=thread.pk).update(state="hidden")
    assert buzzing.send_due(bob.pk) == 0 and not Buzz.objects.exists()
    type(thread).objects.filter(pk=thread.pk).update(state="published")

    now = timezone.localtime()
    hours = {"quiet_from": (now - timedelta(hours=1)).time(), "quiet_to": (now + timedelta(hours=1)).time()}
    Member.objects.filter(pk=bob.pk).update(**hours)
    mentioned(Member.objects.get(pk=bob.pk), alice, thread, "quiet")
    assert buzzing.send_due(bob.pk) == 0 and Buzz.objects.get().due_at > timezone.now()
    assert service.got == []


def test_what_one_only_follows_buzzes_when_asked_for(bob, alice, thread, phone):
    data = {"thread": thread.pk, "post": thread.posts.first().pk, "number": 1, "title": thread.title}

    notify(member=bob, verb="forums.reply", event="r1", actor=alice, data=data)
    notify(member=bob, verb="forums.thanks", event="t1", actor=alice, data=data)
    assert not Buzz.objects.exists()
    actions.choose(by=bob, device_id=phone.pk, hears=Device.Hears.ALL)
    notify(member=bob, verb="forums.reply", event="r2", actor=alice, data=data)
    assert Buzz.objects.count() == 1


def test_a_device_that_is_gone_is_forgotten_and_one_that_falters_is_tried_again(bob, alice, thread, phone, service):
    service.answers = 503
    mentioned(bob, alice, thread)
    for _n in range(buzzing.TRIES + 2):
        Buzz.objects.update(due_at=timezone.now() - timedelta(seconds=1))
        buzzing.send_due(bob.pk)
    phone.refresh_from_db()
    assert len(service.got) == buzzing.TRIES == phone.failed and not Buzz.objects.exists()

    service.answers = 302
    assert not buzzing.deliver(phone, {"body": "x", "url": "/", "tag": "x"}, topic="x")
    assert len(service.got) == buzzing.TRIES + 1

    service.answers = 410
    mentioned(bob, alice, thread, "e2")
    buzzing.send_due(bob.pk)
    assert not Device.objects.exists()


ADDRESSES = [
    "http://push.example/x", "https://push.example:8443/x", "https://user@push.example/", "ftp://push.example/", "nonsense",
    "https:///x", "https://push.example/\nHost: x", "https://push.example/#x", "https://push.example:x/", "https://[::1", "",
]  # fmt: skip
BEHIND = ["127.0.0.1", "10.0.0.8", "169.254.169.254", "192.168.1.1", "100.64.0.1", "0.0.0.0", "224.0.0.1", "::1", "fe80::1%1"]
BEHIND += ["fd00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "::"]


def test_only_public_addresses_are_called_and_what_was_looked_at_is_what_is_called(monkeypatch):
    assert [url for url in ADDRESSES if posting.may_call(url)] == []
    called = []

    def line(address, timeout=None):
        called.append(address)
        raise OSError("no line")

    monkeypatch.setattr(socket, "create_connection", line)
    answers = {"a": "93.184.216.34"}
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: [(2, 1, 6, "", (answers["a"], 443))])
    for inner in BEHIND:
        answers["a"] = inner
        with pytest.raises(posting.Unreachable, match="not a public"):
            posting.post("https://push.example/x", b"", {})
    assert called == []
    answers["a"] = "93.184.216.34"
    with pytest.raises(posting.Unreachable, match="no line"):
        posting.post("https://push.example/x", b"", {})
    assert called == [("93.184.216.34", 443)]


def test_the_page_adds_chooses_tries_and_removes_ones_own_devices(client_of, bob, alice, service):
    browser = client_of(bob, headers={"User-Agent": PHONE})
    given = {"endpoint": f"{service.url}/a", "p256dh": UA_PUBLIC, "auth": AUTH}

    assert browser.post("/settings/devices/add/", given | {"endpoint": "http://10.0.0.1/"}).status_code == 422
    assert browser.post("/settings/devices/add/", given | {"p256dh": "x"}).status_code == 422
    assert browser.post("/settings/devices/add/", given).status_code == 200
    device = Device.objects.get(member=bob)
    page = browser.get("/settings/notifications/").content.decode()
    assert "Firefox, Android" in page and identity.public_key() in page and service.url not in page

    assert client_of(alice).post(f"/settings/devices/{device.pk}/", {"act": "remove"}).status_code == 404
    browser.post(f"/settings/devices/{device.pk}/", {"act": "save", "hears": "all"})
    assert Device.objects.get().hears == "all"
    browser.post(f"/settings/devices/{device.pk}/", {"act": "try"})
    assert json.loads(opened(service.got[0][2]))["body"].startswith("It works")

    # The next person at this browser, who asks for it too, takes it over.
    client_of(alice).post("/settings/devices/add/", given)
    assert list(Device.objects.values_list("member__username", flat=True)) == ["alice"]
    browser.post("/settings/devices/add/", given | {"endpoint": f"{service.url}/b"})
    browser.post("/accounts/logout/")
    assert not Device.objects.filter(member=bob).exists()


def test_only_so_many_devices(bob, service, monkeypatch):
    monkeypatch.setattr(actions, "MOST_DEVICES", 1)
    actions.add(by=bob, endpoint=f"{service.url}/a", p256dh=UA_PUBLIC, auth=AUTH)

    with pytest.raises(actions.ValidationError, match="Up to 1"):
        actions.add(by=bob, endpoint=f"{service.url}/b", p256dh=UA_PUBLIC, auth=AUTH)


def test_the_worker_comes_from_the_root_and_pages_may_have_one(client, db):
    answer = client.get("/push-worker.js")

    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/javascript")
    assert answer["Service-Worker-Allowed"] == "/" and b"showNotification" in answer.content
    assert "worker-src 'self'" in client.get("/accounts/login/")["Content-Security-Policy"]
