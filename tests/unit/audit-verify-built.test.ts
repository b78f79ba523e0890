import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verifyFiles } from "@/lib/audit/verify-files";
import { checkpointOf, makeBundle, makeLog, tarOf } from "@/tests/support/audit-bundle";

/** The verifier as it comes with a bundle: two files that need nothing else. */

let folder: string;
let program: string;
let page: string;
const log = makeLog(30);
const shape = { first: 3, end: 28, treeSize: 30, chosen: [4, 9, 20], anchored: [] };
const tar = tarOf(makeBundle(log, shape));
const inFolder = (name: string) => path.join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "countersign-verify-"));
  const files = await verifyFiles();
  program = files["verify.mjs"];
  page = files["verify.html"];
  await writeFile(inFolder("verify.mjs"), program);
  await writeFile(inFolder("bundle.tar"), tar);
});

afterAll(() => rm(folder, { recursive: true }));

async function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const options = { cwd: folder, env: { NODE_ENV: "test" as const } };
  return promisify(execFile)(process.execPath, ["verify.mjs", ...args], options).then(
    (out) => ({ code: 0, ...out }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
}

describe("verify.mjs", () => {
  it("imports nothing but what Node brings", () => {
    const imported = [...program.matchAll(/\bfrom\s*["']([^"']+)["']|\bimport\s*\(?\s*["']([^"']+)["']|\brequire\(/g)];
    expect(imported.length).toBeGreaterThan(2);
    for (const [, name] of imported) expect(name).toMatch(/^node:/);
    expect(program).not.toMatch(/\bfetch\(|node:(https?|net|dgram|tls|child_process)/);
  });

  it("says in words and by its exit code whether a bundle is valid", async () => {
    const good = await run("bundle.tar");
    expect(good.code).toBe(0);
    expect(good.stdout).toMatch(/^VALID, BUT NOT ANCHORED\n/);
    expect(good.stdout).toContain("This does not show:");
    await writeFile(inFolder("anchors.txt"), checkpointOf(log, 28) + checkpointOf(log, 30));
    const strong = await run(
      "bundle.tar",
      "--key",
      log.key.verifierKey,
      "--anchor",
      "anchors.txt",
      "--origin",
      log.origin,
    );
    expect(strong.stdout).toMatch(/^VALID AND ANCHORED\n/);
    expect((await run("bundle.tar", "--origin", "other")).code).toBe(1);
  });

  it("names the event of which one byte was changed", async () => {
    const changed = Buffer.from(tar);
    const at = changed.indexOf('"type"', changed.indexOf("events.jsonl", 4096));
    changed[at + 9] = 0x58;
    await writeFile(inFolder("changed.tar"), changed);
    const { code, stdout } = await run("changed.tar", "--json");
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ verdict: "invalid", firstWrongIndex: 4 });
    const said = (await run("changed.tar")).stdout;
    expect(said).toContain("First wrong index: 4");
    expect(said).toContain("events.jsonl is not the file that the manifest lists");
  });

  it("ends with 2 where nothing can be verified", async () => {
    for (const args of [[], ["a", "b"], ["nowhere.tar"], ["bundle.tar", "--key", "x"], ["bundle.tar", "--wrong"]]) {
      const { code, stderr } = await run(...args);
      expect(code, args.join(" ")).toBe(2);
      expect(stderr).not.toContain("    at ");
    }
    expect((await run("--help")).code).toBe(0);
  });
});

describe("verify.html", () => {
  it("asks for nothing, and may ask for nothing", () => {
    const [, policy = ""] = /http-equiv="Content-Security-Policy"\s+content="([^"]+)"/.exec(page) ?? [];
    const directives = policy.split("; ");
    expect(directives).toContain("default-src 'none'");
    expect(directives.join(" ")).not.toMatch(/unsafe|https?:|\*|'self'|blob:|data:/);
    expect(page).not.toMatch(/\s(src|href|srcset|action)=|@import|url\(|\bfetch\(|XMLHttpRequest|WebSocket|\bimport\(/);
    const addresses = page.match(/https?:\/\/[^\s"'`<>)]+/g) ?? [];
    // Names of kinds of elements, which nobody loads.
    expect(addresses.filter((address) => address !== "http://www.w3.org/2000/svg")).toEqual([]);
  });

  it("may run its own script and style alone", () => {
    for (const [tag, directive] of [
      ["script", "script-src"],
      ["style", "style-src"],
    ] as const) {
      const contents = [...page.matchAll(new RegExp(`<${tag}>(.*?)</${tag}>`, "gs"))].map(
        ([, content = ""]) => content,
      );
      expect(contents).toHaveLength(1);
      const hash = createHash("sha256")
        .update(contents[0] ?? "")
        .digest("base64");
      expect(page).toContain(`${directive} 'sha256-${hash}'`);
    }
  });
});

it("the verifier's sources depend on nothing of ours but themselves", async () => {
  const { readdir } = await import("node:fs/promises");
  const sources = (await readdir("lib/audit/verify", { recursive: true })).filter((name) => name.endsWith(".ts"));
  for (const name of sources) {
    const text = await readFile(`lib/audit/verify/${name}`, "utf8");
    const allowed = /^(node-digests|summing-thread|verify-path|verify-command)\.ts$/.test(name)
      ? /^(@\/lib\/audit\/verify\/|node:)/
      : /^@\/lib\/audit\/verify\//;
    for (const [, imported] of text.matchAll(/from "([^"]+)"/g)) expect(imported, name).toMatch(allowed);
  }
});
