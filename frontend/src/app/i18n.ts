/** Texts arrive per language and per feature, only when a screen asks for them. A folder's name is its namespace. */
import i18next, { type BackendModule, type FormatterModule } from "i18next";
import { initReactI18next } from "react-i18next";
import { initialLanguage, LANGUAGES } from "@/shared/i18n/language";

type Texts = Record<string, unknown>;

const files = {
  ...import.meta.glob<Texts>("./locales/*.json", { import: "default" }),
  ...import.meta.glob<Texts>("../shared/i18n/locales/*.json", { import: "default" }),
  ...import.meta.glob<Texts>("../shared/{refusals,pictures,enrolling}/locales/*.json", { import: "default" }),
  ...import.meta.glob<Texts>("../features/*/locales/*.json", { import: "default" }),
};

function fileOf(language: string, namespace: string): string {
  if (namespace === "app") return `./locales/${language}.json`;
  if (namespace === "shared") return `../shared/i18n/locales/${language}.json`;
  if (["refusals", "pictures", "enrolling"].includes(namespace))
    return `../shared/${namespace}/locales/${language}.json`;
  return `../features/${namespace}/locales/${language}.json`;
}

const backend: BackendModule = {
  type: "backend",
  init() {
    // Nothing to set up: the bundler knows the files.
  },
  read(language, namespace, answer) {
    const load = files[fileOf(language, namespace)];
    if (!load) {
      answer(new Error(`No texts for ${namespace} in ${language}.`), null);
      return;
    }
    load().then(
      (texts) => answer(null, texts),
      (error: unknown) => answer(error as Error, null),
    );
  },
};

/** "{{count}}" is a quantity and is written as the language writes it; every other number is a name (a version, a year). */
const quantities: FormatterModule = {
  type: "formatter",
  init() {
    // Nothing to set up: the platform knows the languages.
  },
  add() {
    // No formats by name are used.
  },
  addCached() {
    // No formats by name are used.
  },
  format(value: unknown, _format, language, options) {
    const isQuantity = typeof value === "number" && options?.interpolationkey === "count";
    return isQuantity ? value.toLocaleString(language) : (value as string);
  },
};

export async function startTexts(): Promise<void> {
  i18next.on("languageChanged", (language) => {
    document.documentElement.lang = language;
  });
  await i18next
    .use(backend)
    .use(quantities)
    .use(initReactI18next)
    .init({
      lng: initialLanguage(),
      fallbackLng: "en",
      supportedLngs: LANGUAGES,
      ns: ["app", "shared"],
      defaultNS: "shared",
      interpolation: { escapeValue: false, alwaysFormat: true },
      partialBundledLanguages: false,
    });
}
