// Fails when a text is missing: every namespace has the same keys in nl, en and fr, with the same placeholders,
// and every key that the source names exists.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const LANGUAGES = ["nl", "en", "fr"];
const PLURAL = /_(zero|one|two|few|many|other)$/;

function flatten(tree, prefix = "") {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "object" && value !== null ? flatten(value, `${prefix}${key}.`) : [[`${prefix}${key}`, value]],
  );
}

const placeholders = (text) =>
  [...String(text).matchAll(/{{\s*(\w+)/g)]
    .map((match) => match[1])
    .filter((name) => name !== "count")
    .sort()
    .join();

function foldersWithTexts(src) {
  const features = readdirSync(join(src, "features")).map((name) => [name, join(src, "features", name)]);
  return [
    ["app", join(src, "app")],
    ["shared", join(src, "shared")],
    ["refusals", join(src, "shared", "refusals")],
    ["pictures", join(src, "shared", "pictures")],
    ["enrolling", join(src, "shared", "enrolling")],
    ...features,
  ];
}

function localesOf(name, folder) {
  return name === "shared" ? join(folder, "i18n", "locales") : join(folder, "locales");
}

function sourcesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !/\.test\.|\.d\.ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** The problems of one namespace, and its keys without plural endings. */
function checkNamespace(name, folder) {
  const problems = [];
  const texts = Object.fromEntries(
    LANGUAGES.map((language) => {
      const file = join(localesOf(name, folder), `${language}.json`);
      if (!existsSync(file)) {
        problems.push(`${name}: ${language}.json is missing`);
        return [language, new Map()];
      }
      return [language, new Map(flatten(JSON.parse(readFileSync(file, "utf8"))))];
    }),
  );
  const keys = new Set(LANGUAGES.flatMap((language) => [...texts[language].keys()]));
  for (const key of keys) {
    const present = LANGUAGES.filter((language) => texts[language].has(key));
    // French knows a "many" of its own; the other two may leave it out.
    if (/_many$/.test(key)) continue;
    for (const language of LANGUAGES) {
      const text = texts[language].get(key);
      if (text === undefined) problems.push(`${name}: "${key}" is missing in ${language}`);
      else if (String(text).trim() === "") problems.push(`${name}: "${key}" is empty in ${language}`);
      else if (!PLURAL.test(key) && placeholders(text) !== placeholders(texts[present[0]].get(key))) {
        problems.push(`${name}: "${key}" has other placeholders in ${language} than in ${present[0]}`);
      }
    }
  }
  return { problems, keys: new Set([...keys].flatMap((key) => [key, key.replace(PLURAL, "")])) };
}

/** Keys that the source names literally, `t("a.b")` or `t(`a.${x}`)`; the latter need some key under "a.". */
function checkUse(file, namespaces) {
  const source = readFileSync(file, "utf8");
  const own = /useTranslation\(\s*"([\w-]+)"/.exec(source)?.[1];
  if (!own) return [];
  const problems = [];
  for (const match of source.matchAll(/\bt\(\s*(?:"([^"]+)"|`([^`]+)`)/g)) {
    const written = match[1] ?? match[2];
    const [namespace, key] = written.includes(":") ? written.split(":") : [own, written];
    const keys = namespaces.get(namespace);
    const stem = key.split("${")[0];
    const found = keys && (match[1] ? keys.has(key) : stem === "" || [...keys].some((known) => known.startsWith(stem)));
    if (!found) problems.push(`${file}: no text for "${namespace}:${key}"`);
  }
  return problems;
}

export function check(src) {
  const problems = [];
  const namespaces = new Map();
  const folders = foldersWithTexts(src);
  for (const [name, folder] of folders) {
    const speaks =
      existsSync(localesOf(name, folder)) ||
      sourcesIn(folder).some((file) => readFileSync(file, "utf8").includes("useTranslation("));
    if (!speaks) continue;
    const checked = checkNamespace(name, folder);
    problems.push(...checked.problems);
    namespaces.set(name, checked.keys);
  }
  for (const [, folder] of folders) for (const file of sourcesIn(folder)) problems.push(...checkUse(file, namespaces));
  return problems;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const problems = check(fileURLToPath(new URL("../src", import.meta.url)));
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exit(1);
}
