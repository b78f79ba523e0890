import path from "node:path";
import { describe, expect, it } from "vitest";
import { type Finding, findWrites } from "@/tests/support/find-writes";

/** Who may write without `command`, and why. */
const doors: Record<string, string> = {
  "lib/command.ts": "the write door",
  "lib/working-state.ts": "the narrower door: leases and drafts, which are on no record",
  "lib/models/store-artifact.ts": "bytes of model files, which are on no record until a draft or a version names them",
  "lib/models/remove-orphaned-artifacts.ts": "bytes of model files that nothing names any more",
  "lib/ramps/record-ramp-check.ts": "when a ramp was looked at last and what its conditions said, which moves nothing",
  "lib/webhooks/claim-deliveries.ts": "who attempts a delivery until when",
  "lib/webhooks/record-attempts.ts": "what receivers answered",
  "lib/webhooks/clear-deliveries.ts": "deliveries of long ago, which are copies of what is on record",
  "lib/reports/count-agreement.ts": "counts for the agreement pages, which are derived from what is on record",
  "lib/explanations/request-explanation.ts": "that somebody wants to know why a model answered as it did",
  "lib/explanations/explain-prediction.ts": "explanations, which are derived from what is on record",
  "lib/access/sign-in-window.ts": "counters of failed sign-ins",
  "lib/access/authenticate-key.ts": "counters of requests per key",
};
const mayWrite = (file: string) => file in doors || /^lib\/(platform|audit)\//.test(file);

const say = ({ file, line, text }: Finding) => `${file}:${line} ${text}`;

describe("the write door", () => {
  const findings = findWrites(["lib/", "app/", "components/", "prisma/"]);

  it("is the only place that opens a transaction or writes outside one", () => {
    const writes = findings.filter(({ kind, file }) => (kind === "transaction" || kind === "write") && !mayWrite(file));
    expect(writes.map(say)).toEqual([]);
  });

  it("makes every verb that writes, under its file's name", () => {
    const commands = findings.filter(({ kind }) => kind === "command");
    expect(commands.length).toBeGreaterThan(10);
    for (const { file, text } of commands) expect(text, file).toBe(camelCase(path.basename(file, ".ts")));
  });

  it("is needed by every exception to it", () => {
    const used = new Set(
      findings.filter(({ kind }) => kind === "write" || kind === "transaction").map(({ file }) => file),
    );
    expect(Object.keys(doors).filter((file) => !used.has(file))).toEqual([]);
  });

  it("is not walked around by raw SQL that is no tagged template (security line 24)", () => {
    const unsafe = findings.filter(({ kind }) => kind === "unsafe-sql");
    const inTests = findWrites(["tests/"]).filter(
      ({ kind, file }) => kind === "unsafe-sql" && !file.startsWith("tests/bench/"),
    );
    expect([...unsafe, ...inTests].map(say)).toEqual([]);
  });
});

describe("these checks", () => {
  it("see what they look for", () => {
    const planted = `
      import { database, Prisma, type Database, type Transaction } from "@/lib/platform/database";
      import { command as door } from "@/lib/command";
      export async function bad(either: Database, sql: string) {
        await database.item.create({ data: {} as never });
        await either.item.deleteMany();
        await database.$executeRaw\`DELETE FROM item\`;
        await database.$queryRaw\`INSERT INTO item VALUES (1) RETURNING id\`;
        await database.$transaction(async () => undefined);
        await database.$queryRawUnsafe(sql);
        await database.$queryRaw(Prisma.raw(sql));
      }
      export async function good(tx: Transaction) {
        await tx.item.create({ data: {} as never });
        await tx.$executeRaw\`DELETE FROM item\`;
        await database.$queryRaw\`SELECT updated_at FROM item\`;
        await database.item.findMany();
        new Map<string, string>().delete("item");
      }
      const hidden = door({} as never);
    `;
    const found = findWrites(["lib/items/"], { "lib/items/planted.ts": planted }).filter(
      ({ file }) => file === "lib/items/planted.ts",
    );
    expect(found.map(({ line, kind }) => `${line} ${kind}`)).toEqual([
      "5 write",
      "6 write",
      "7 write",
      "8 write",
      "9 transaction",
      "10 unsafe-sql",
      "11 unsafe-sql",
      "11 unsafe-sql",
      "20 command",
    ]);
    expect(found.at(-1)?.text).toBe("");
  });
});

function camelCase(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
