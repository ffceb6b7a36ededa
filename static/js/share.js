// "Share" is a link to the post. Where the device has a sheet for sharing it opens; otherwise the address is copied.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("[data-share]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  try {
    if (navigator.share) await navigator.share({ title: document.title, url: link.href });
    else {
      await navigator.clipboard.writeText(link.href);
      const said = link.textContent;
      link.textContent = link.dataset.share;
      setTimeout(() => (link.textContent = said), 3_000);
    }
  } catch (error) {
    // Closed without choosing is no failure; where neither is allowed, the link does what links do.
    if (error.name !== "AbortError") location.assign(link.href);
  }
});
