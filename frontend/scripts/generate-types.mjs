// Writes the TypeScript types of the three services from their committed OpenAPI documents.
// They are built, not committed. A service whose document, generator and settings did not change is left as it is,
// so every command that needs the types runs this first.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const SERVICES = ["training", "advocacy", "governance"];
const OPTIONS = { defaultNonNullable: false };
const out = new URL("../src/shared/api/generated/", import.meta.url);
const { version } = JSON.parse(
  readFileSync(new URL("../node_modules/openapi-typescript/package.json", import.meta.url), "utf8"),
);

function notice(service, contract) {
  const made = createHash("sha256").update(version).update(JSON.stringify(OPTIONS)).update(contract).digest("hex");
  return `// Built from services/${service}-api/openapi.json by "npm run types"; not committed. Do not edit.\n// ${made}\n\n`;
}

function contractOf(service) {
  const file = new URL(`../../services/${service}-api/openapi.json`, import.meta.url);
  if (existsSync(file)) return readFileSync(file, "utf8");
  console.error(`${fileURLToPath(file)} is missing: run "make openapi".`);
  process.exit(1);
}

mkdirSync(out, { recursive: true });
for (const service of SERVICES) {
  const contract = contractOf(service);
  const head = notice(service, contract);
  const file = new URL(`${service}.d.ts`, out);
  if (existsSync(file) && readFileSync(file, "utf8").startsWith(head)) continue;
  // The generator brings the TypeScript compiler with it: loaded only when something is to be written.
  const { default: openapiTS, astToString } = await import("openapi-typescript");
  const types = astToString(await openapiTS(JSON.parse(contract), OPTIONS));
  // Written beside it and renamed: a command that reads the types at the same time never sees half a file.
  const written = new URL(`${service}.d.ts.${process.pid}`, out);
  writeFileSync(written, head + types);
  renameSync(written, file);
}
