import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const read = (file: string) => readFileSync(file, "utf8");
const sources = ["app", "components", "lib"].flatMap((folder) => globSync(`${folder}/**/*.{ts,tsx}`));

/** What is wrong with a file of server actions: exports that are not wrapped, or nothing if all is well. */
function bareExports(source: string): string[] {
  const exported = source.match(/^export .*$/gm) ?? [];
  return exported.filter((line) => !/^export const \w+ = serverAction\(/.test(line));
}

/** Handlers that change something for whoever has the cookie, without a look at where the request comes from. */
function uncheckedHandlers(source: string): string[] {
  const writing = source.match(
    /export (?:async function|const) (?:POST|PUT|PATCH|DELETE)\b|\bas (?:POST|PUT|PATCH|DELETE)\b/g,
  );
  return /answerAction\(/.test(source) ? [] : (writing ?? []);
}

describe("server actions", () => {
  const files = sources.filter((file) => /^"use server";/m.test(read(file)));

  it("are found", () => {
    expect(files).toContain("app/account/actions.ts");
  });

  it.each(files)("of %s are all wrapped, so that each checks origin and session", (file) => {
    expect(bareExports(read(file))).toEqual([]);
  });

  it("that are not wrapped are seen", () => {
    expect(bareExports('"use server";\nexport async function drop() {}')).toHaveLength(1);
    expect(bareExports('"use server";\nexport const drop = async () => {};')).toHaveLength(1);
    expect(bareExports('"use server";\nexport const drop = serverAction(async () => {});')).toEqual([]);
  });

  it("stand in files of their own, never inside components", () => {
    const inline = sources.filter((file) => /^\s+"use server"/m.test(read(file)));
    expect(inline).toEqual([]);
  });
});

describe("route handlers", () => {
  // The API knows no cookies; next-auth's handler checks the origin itself (lib/access/auth-route.ts).
  const ownChecks = ["app/api/v1/[[...route]]/route.ts", "app/api/auth/[...nextauth]/route.ts"];
  const files = sources.filter((file) => file.endsWith("/route.ts"));

  it.each(files.filter((file) => !ownChecks.includes(file)))("%s changes nothing for other sites' pages", (file) => {
    expect(uncheckedHandlers(read(file))).toEqual([]);
  });

  it("that do not look at the origin are seen", () => {
    expect(uncheckedHandlers("export async function POST() {}")).toHaveLength(1);
    expect(uncheckedHandlers("export { handle as DELETE } from './x';")).toHaveLength(1);
    expect(uncheckedHandlers("export async function GET() {}")).toEqual([]);
    expect(uncheckedHandlers("export async function POST() { return answerAction(async () => 1); }")).toEqual([]);
  });
});
