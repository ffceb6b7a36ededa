// Kept by the browser while the site is closed: shows a sentence, opens what it is about. It caches nothing.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => {
  let said = {};
  try {
    said = event.data.json();
  } catch {
    // A browser wants something shown for every message.
  }
  const { title = self.location.host, body = "", url = "/notifications/", tag } = said;
  event.waitUntil(self.registration.showNotification(title, { body, tag, data: { url } }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const address = new URL(event.notification.data?.url ?? "/", self.location.origin);
  if (address.origin !== self.location.origin) return;
  event.waitUntil(
    self.clients.matchAll({ type: "window" }).then(async (open) => {
      const page = open.find((one) => one.url === address.href);
      return page ? page.focus() : self.clients.openWindow(address.href);
    }),
  );
});
