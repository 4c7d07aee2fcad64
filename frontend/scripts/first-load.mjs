// Fails when the script that Today needs on a first visit grows beyond 200 kB compressed.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const LIMIT = 200_000;
const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));

const needed = new Set();
function need(key) {
  const chunk = manifest[key];
  if (!chunk || needed.has(chunk.file)) return;
  needed.add(chunk.file);
  for (const imported of chunk.imports ?? []) need(imported);
}

const entry = Object.keys(manifest).find((key) => manifest[key].isEntry);
need(entry);
// Loaded by a first visit to Today: its page, one language's texts, and the sign-in with its library.
for (const key of Object.keys(manifest)) {
  // What refusals say is fetched with the first refusal, what forms say of pictures or enrolling with such a form.
  if (/refusals|pictures|enrolling/.test(key)) continue;
  if (
    /features\/today\/today-page|session\/provider|oidc-client|locales\/fr\.json/.test(key) &&
    /today|app|shared|speaking|session|oidc/.test(key)
  )
    need(key);
}

const scripts = [...needed].filter((file) => file.endsWith(".js"));
const size = scripts.reduce((sum, file) => sum + gzipSync(readFileSync(new URL(file, dist))).length, 0);
if (process.argv.includes("--list")) {
  for (const file of scripts) console.log(gzipSync(readFileSync(new URL(file, dist))).length, file);
}
console.log(`First load of Today: ${(size / 1000).toFixed(0)} kB of script, compressed, in ${scripts.length} files.`);
if (size > LIMIT) {
  console.error(`That is more than ${LIMIT / 1000} kB. Load what Today does not need later.`);
  process.exit(1);
}
