// Puts the page's address on the clipboard and says so.

import { showToast } from "./toast.tsx";

/** Copies the address. */
export function copyLink(): void {
  navigator.clipboard.writeText(window.location.href).then(
    () => showToast({ title: "Link copied", tone: "done" }),
    () =>
      showToast({
        title: "The link could not be copied",
        detail: "The browser refused access to the clipboard.",
        tone: "failed",
      }),
  );
}
