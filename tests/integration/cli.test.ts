import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { verifyPassword } from "@/lib/access/password-hash";
import { runCommand } from "@/lib/cli/run-command";
import { createModel } from "@/lib/models/create-model";
import { newId } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { changePolicy } from "@/lib/policies/change-policy";
import { call } from "@/tests/support/api-client";
import { eventsAbout } from "@/tests/support/audit-events";
import { suppliedUseCase, system } from "@/tests/support/supplied-use-case";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "countersign-cli-"));
});

afterAll(() => rm(folder, { recursive: true }));

/** Runs a command in this process. */
async function run(args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const caught = { out: "", err: "" };
  const catching = (stream: "out" | "err") => (text: string | Uint8Array) => {
    caught[stream] += text;
    return true;
  };
  const spies = [
    vi.spyOn(process.stdout, "write").mockImplementation(catching("out")),
    vi.spyOn(process.stderr, "write").mockImplementation(catching("err")),
  ];
  try {
    return { code: await runCommand(args), ...caught };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

/** Runs a command as people do, in a process of its own. */
function spawnCommand(args: readonly string[], input: string): Promise<{ code: number; out: string; err: string }> {
  const flags = ["--conditions=react-server", "--import", "tsx", "lib/cli/main.ts"];
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [...flags, ...args], (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err });
    });
    child.stdin?.end(input);
  });
}

const file = async (name: string, text: string) => {
  await writeFile(join(folder, name), text);
  return join(folder, name);
};

describe("the command line", { timeout: 120_000 }, () => {
  it("takes a use case from a file to decisions", async () => {
    const slug = `cli-${newId().slice(-12)}`;
    const definition = {
      slug,
      name: "Sorting",
      secondPersonToRaise: false,
      fields: [
        { key: "note", kind: "text", required: true },
        { key: "weight", kind: "number" },
      ],
      outcomes: [{ key: "left" }, { key: "right" }],
    };
    const path = await file("sorting.json", JSON.stringify(definition));
    expect(await run(["use-case", "apply", path])).toMatchObject({ code: 0, out: expect.stringContaining("Created") });
    expect(await spawnCommand(["use-case", "apply", "-"], JSON.stringify(definition))).toMatchObject({
      code: 0,
      out: `Applied ${slug} (definition 1, human_only).\n`,
      err: "",
    });
    expect(await run(["model", "add", "--use-case", slug, "--name", "Ours"])).toMatchObject({
      code: 0,
      out: expect.stringContaining("version 1"),
    });
    const policy = [
      "policy",
      "set",
      "--use-case",
      slug,
      "--mode",
      "partial_automation",
      "--champion",
      "1",
      "--qc",
      "0",
    ];
    expect(
      await run([...policy, "--threshold", "left=0.9", "--threshold", "right=0.8", "--reason", "Try."]),
    ).toMatchObject({ code: 0, out: "Policy version 2 is in force.\n" });
    const items = [
      { externalId: "a", input: { note: "x" }, prediction: { scores: { left: 0.95, right: 0.05 } } },
      { externalId: "b", input: { note: "y" }, prediction: { scores: { left: 0.5, right: 0.5 } } },
    ];
    const lines = await file("items.ndjson", items.map((item) => JSON.stringify(item)).join("\n"));
    expect((await run(["items", "send", lines, "--use-case", slug])).out).toContain("Accepted 2");
    expect((await run(["items", "send", lines, "--use-case", slug])).out).toContain("known before 2");
    const stored = await database.item.findMany({ where: { useCase: { slug } }, orderBy: { externalId: "asc" } });
    expect(stored.map(({ outcome }) => outcome)).toEqual(["left", null]);
    const [event] = await eventsAbout(stored[0]?.id ?? "");
    expect(event?.envelope).toMatchObject({ actor: { kind: "system", id: "cli" } });
  });

  it("goes back to an earlier champion", async () => {
    const { useCaseId, slug } = await suppliedUseCase({ mode: "full_automation" });
    await createModel(system, { useCaseId, name: "Second", backend: "supplied" });
    await changePolicy(system, { useCaseId, changes: { champion: 2 }, reason: "promote" });
    const back = ["policy", "rollback", "--use-case", slug, "--reason", "It was better."];
    expect(await run([...back, "--version", "2"])).toMatchObject({ code: 1, err: expect.stringContaining("already") });
    expect(await run(back)).toMatchObject({
      code: 0,
      out: "Model version 1 is the champion again, by policy version 4.\n",
    });
  });

  it("sends what it can of a CSV file, and says what is wrong with the rest, line by line", async () => {
    const slug = `cli-${newId().slice(-12)}`;
    const fields = [{ key: "n", kind: "integer", required: true }];
    const definition = { slug, name: "Numbers", fields, outcomes: [{ key: "a" }, { key: "b" }] };
    await run(["use-case", "apply", await file("numbers.json", JSON.stringify(definition))]);
    const path = await file("numbers.csv", "id,n,truth\nx,1,a\ny,one,b\nz,3,a\n");
    const sent = await run(["items", "send", path, "--use-case", slug, "--id", "id", "--skip", "truth"]);
    expect(sent).toMatchObject({ code: 1, out: "Accepted 2, known before 0, refused 1.\n" });
    expect(sent.err).toContain("Line 3:");
    expect(sent.err).toContain("input.n: This must be a number.");
    expect(await database.item.count({ where: { useCase: { slug } } })).toBe(2);
  });

  it("makes the first user, and shows a password that it made this once", async () => {
    const email = `${newId()}@example.org`;
    const made = await run(["user", "create", "--email", email, "--role", "admin"]);
    const password = /shown this once: (\S+)/.exec(made.out)?.[1] ?? "";
    const user = await database.user.findUniqueOrThrow({ where: { email } });
    expect(user.isAdmin).toBe(true);
    expect(await verifyPassword(user.passwordHash ?? "", password)).toBe(true);
    expect(await run(["user", "create", "--email", email])).toMatchObject({
      code: 1,
      err: expect.stringContaining("taken"),
    });
  });

  it("makes a key that works", async () => {
    const made = await run(["key", "create", "--name", "Shop", "--scopes", "items:read,items:write"]);
    const key = /shown this once: (\S+)/.exec(made.out)?.[1] ?? "";
    expect((await call(key, "GET", "/use-cases")).status).toBe(200);
    expect(await run(["key", "create", "--name", "x", "--scopes", "all"])).toMatchObject({
      code: 1,
      err: expect.stringContaining("items:write"),
    });
  });

  it("says what is wrong, and exits with 1", async () => {
    expect(await run(["--help"])).toMatchObject({ code: 0, out: expect.stringContaining("use-case") });
    expect(await run(["nonsense"])).toMatchObject({ code: 1, err: expect.stringContaining("nonsense") });
    expect(await run(["user", "create"])).toMatchObject({ code: 1, err: expect.stringContaining("--email") });
    expect(await run(["use-case", "apply", "/no/such.json"])).toMatchObject({
      code: 1,
      err: expect.stringContaining("cannot be read"),
    });
    expect(await run(["use-case", "apply", await file("twice.json", '{"slug":"a","slug":"b"}')])).toMatchObject({
      code: 1,
      err: expect.stringContaining("twice"),
    });
    expect(await spawnCommand(["items", "send", "-", "--use-case", "no-such"], "")).toMatchObject({
      code: 1,
      err: 'There is no use case "no-such".\n',
    });
  });

  it("halts and lifts with nothing else running, neither web nor worker", async () => {
    const one = await suppliedUseCase({ mode: "full_automation" });
    const other = await suppliedUseCase({ mode: "full_automation" }, { secondPersonToRaise: false });
    const halted = await spawnCommand(["halt", one.slug, "--reason", "Looks wrong."], "");
    expect(halted).toMatchObject({ code: 0, err: "" });
    expect(halted.out).toMatch(new RegExp(`^${one.slug} is halted: nothing is automated\\.\n {2}No item arrived`));
    expect(await database.useCase.findUniqueOrThrow({ where: { id: one.useCaseId } })).toMatchObject({
      haltedBy: "cli",
      haltReason: "Looks wrong.",
    });
    expect(await run(["halt"])).toMatchObject({ code: 1, err: "Name one use case, or give --all.\n" });
    expect((await run(["halt", "--all"])).out).toContain(`${other.slug} is halted: nothing is automated.`);
    expect(await database.useCase.count({ where: { haltedAt: null } })).toBe(0);
    expect((await run(["resume", other.slug, "--reason", "Fixed."])).out).toMatch(/counts again \(full_automation\)/);
    expect((await run(["resume", other.slug, "--reason", "Fixed."])).out).toBe(`${other.slug} is not halted.\n`);
  });
});
