import js from "@eslint/js";
import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import { readdirSync } from "node:fs";
import tseslint from "typescript-eslint";

const features = readdirSync(new URL("./src/features", import.meta.url));
const forbid = (...patterns) => ({ "no-restricted-imports": ["error", { patterns }] });

export default tseslint.config(
  { ignores: ["dist", "postcss.config.cjs", "src/shared/api/generated", "public/sw.js"] },
  js.configs.recommended,
  tseslint.configs.strict,
  reactHooks.configs.flat.recommended,
  jsxA11y.flatConfigs.recommended,
  {
    rules: {
      "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
      "no-console": ["error", { allow: ["error"] }],
    },
  },
  {
    files: ["public/**/*.js", "scripts/**/*.mjs", "eslint.config.js"],
    languageOptions: {
      globals: Object.fromEntries(
        ["document", "localStorage", "location", "matchMedia", "navigator", "parent", "console", "process", "URL"].map(
          (name) => [name, "readonly"],
        ),
      ),
    },
    rules: { "no-console": "off" },
  },
  // Imports flow app → features → shared; features do not know each other.
  {
    files: ["src/shared/**"],
    rules: forbid({ regex: "^@/(app|features)/", message: "shared knows neither the app nor a feature." }),
  },
  ...features.map((feature) => ({
    files: [`src/features/${feature}/**`],
    rules: forbid({
      regex: `^@/(app/|features/(?!${feature}/))|^\\.\\./\\.\\./`,
      message: "A feature imports from itself and from shared only.",
    }),
  })),
);
