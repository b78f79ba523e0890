import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { buildSync, transformSync } from "esbuild";

/**
 * Makes the verifier's two files, which go into every audit bundle: `verify.mjs` for Node and `verify.html` for a browser,
 * each whole in itself.
 */

const source = "lib/audit/verify";
const target = "lib/platform/generated/verifier";

/** @param {string} entry @param {import("esbuild").BuildOptions} options */
function bundle(entry, options) {
  const { outputFiles } = buildSync({ entryPoints: [entry], bundle: true, write: false, ...options });
  return outputFiles?.[0]?.text ?? "";
}

/** @param {string} text */
const cspHash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

const program = bundle(`${source}/verify-command.ts`, { platform: "node", format: "esm", target: "node22" });
const script = bundle(`${source}/page/page.ts`, {
  platform: "browser",
  format: "iife",
  target: "es2022",
  minify: true,
});
const style = transformSync(readFileSync(`${source}/page/page.css`, "utf8"), { loader: "css", minify: true }).code;
// The page's own script and style, and nothing else: it can ask for nothing, whatever is dropped on it.
const policy = [
  "default-src 'none'",
  `script-src ${cspHash(script)}`,
  `style-src ${cspHash(style)}`,
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");
const page = readFileSync(`${source}/page/page.html`, "utf8")
  .replace("{policy}", () => policy)
  .replace("<style></style>", () => `<style>${style}</style>`)
  .replace("<script></script>", () => `<script>${script}</script>`);

mkdirSync(target, { recursive: true });
writeFileSync(`${target}/verify.mjs`, program);
writeFileSync(`${target}/verify.html`, page);
