// The page of notifications: lets this browser buzz, if it can, and says so if not.
const place = document.querySelector("[data-push]");
const button = place.querySelector("button[hidden]");
const note = place.querySelector("[role=status]");
const say = (why) => (note.textContent = place.dataset[why] ?? why);
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const able = window.isSecureContext && "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
if (!able) say("unable");
else if (Notification.permission === "denied") say("denied");
else button.hidden = false;

button.addEventListener("click", async () => {
  button.disabled = true;
  say("");
  try {
    if ((await Notification.requestPermission()) !== "granted") return say("denied");
    await navigator.serviceWorker.register("/push-worker.js", { scope: "/" });
    const worker = await navigator.serviceWorker.ready;
    // One that was made for another key of the site would never arrive.
    await (await worker.pushManager.getSubscription())?.unsubscribe();
    const made = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(place.dataset.key) });
    const body = new URLSearchParams({ endpoint: made.endpoint, p256dh: text(made.getKey("p256dh")), auth: text(made.getKey("auth")) });
    const headers = { "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content };
    const answer = await fetch(place.dataset.push, { method: "POST", body, headers });
    if (answer.ok) return location.reload();
    await made.unsubscribe();
    const told = answer.status === 422 ? (await answer.json()).error : "";
    say(told || "failed");
  } catch {
    say("failed");
  } finally {
    button.disabled = false;
  }
});
