/** Lets the app open without a line from its very first visit on. */

const SETTLED_AFTER_MS = 3000;

function tell({ active }: ServiceWorkerRegistration): void {
  const files = performance
    .getEntriesByType("resource")
    .map((entry) => new URL(entry.name))
    .filter((address) => address.origin === location.origin && address.pathname.startsWith("/assets/"))
    .map((address) => address.pathname);
  active?.postMessage({ keep: [...new Set(files)] });
}

/** The files that came past the service worker, before it was there or from memory, are named to it too. */
export async function keepForOffline(): Promise<void> {
  try {
    await navigator.serviceWorker.register("/sw.js");
    const worker = await navigator.serviceWorker.ready;
    document.addEventListener("visibilitychange", () => tell(worker));
    setTimeout(() => {
      // What is only needed when something goes wrong, which may be when it cannot be loaded any more.
      const late = [
        import("@/shared/ui/problem-faces"),
        import("./pages/arriving-page"),
        import("./pages/welcome-page"),
        import("./pages/missing-page"),
        import("@/shared/session/provider"),
      ];
      void Promise.allSettled(late).then(() => tell(worker));
    }, SETTLED_AFTER_MS);
  } catch (error) {
    // Private windows and old browsers: everything works, only not offline.
    console.error(error);
  }
}
