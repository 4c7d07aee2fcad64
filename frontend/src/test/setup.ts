/** What jsdom lacks and Mantine asks for; texts in English, really loaded. */
import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { afterEach, beforeAll, vi } from "vitest";
import { startTexts } from "@/app/i18n";

// Generous: a busy machine may take seconds for what it draws at once otherwise.
configure({ asyncUtilTimeout: 10_000 });

Object.defineProperty(window, "matchMedia", {
  value: (query: string) => ({
    matches: false,
    media: query,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }),
});
class NoResizes {
  observe() {
    return undefined;
  }
  unobserve() {
    return undefined;
  }
  disconnect() {
    return undefined;
  }
}
window.ResizeObserver = NoResizes;
// Growing text areas listen to fonts arriving.
Object.defineProperty(document, "fonts", { value: new EventTarget(), configurable: true });
window.scrollTo = () => undefined;
window.HTMLElement.prototype.scrollIntoView = () => undefined;

beforeAll(async () => {
  localStorage.setItem("kring.language", "en");
  await startTexts();
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});
