/** Lets the app open without a line from its very first visit on. */

const SETTLED_AFTER_MS = 3000;

/** The files that came before the service worker was there are named to it, so that it can keep them too. */
export async function keepForOffline(): Promise<void> {
  try {
    await navigator.serviceWorker.register("/sw.js");
    const { active } = await navigator.serviceWorker.ready;
    setTimeout(() => {
      const files = performance
        .getEntriesByType("resource")
        .map((entry) => new URL(entry.name))
        .filter((address) => address.origin === location.origin && address.pathname.startsWith("/assets/"))
        .map((address) => address.pathname);
      active?.postMessage({ keep: [...new Set(files)] });
    }, SETTLED_AFTER_MS);
  } catch (error) {
    // Private windows and old browsers: everything works, only not offline.
    console.error(error);
  }
}
