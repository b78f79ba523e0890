import { readFile, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { Client, escapeIdentifier } from "pg";
import { afterEach, beforeEach, expect, inject, it, vi } from "vitest";

vi.hoisted(() => {
  process.env.AUDIT_SIGNING_KEY = Buffer.alloc(32, 3).toString("base64");
});

import { systemActor } from "@/lib/access/actor";
import { sequenceEvents } from "@/lib/audit/sequence-events";
import { addAuditKey } from "@/lib/audit/tree/add-audit-key";
import { checkpointAtLeast, latestCheckpoint, listVerifierKeys } from "@/lib/audit/tree/checkpoint-query";
import { publishCheckpoint } from "@/lib/audit/tree/publish-checkpoint";
import { sealState } from "@/lib/audit/tree/seal-state-query";
import { signCheckpoint } from "@/lib/audit/tree/sign-checkpoint";
import { isSignedBy, parseCheckpointNote } from "@/lib/audit/tree/signed-note";
import { treeSize } from "@/lib/audit/tree/tree-query";
import { runCommand } from "@/lib/cli/run-command";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { env } from "@/lib/platform/env";
import { eventsAbout } from "@/tests/support/audit-events";
import { asOwner, ownerUrl, writeEvents } from "@/tests/support/audit-world";
import { checkLog, seedOf } from "@/tests/support/check-log";

const realNow = clock.now;
const usual = { ...env.audit };
const keptFile = () => path.join(env.dataDir, "audit-checkpoint");
let now = new Date("2026-06-01T12:00:00Z").getTime();

beforeEach(() => {
  clock.now = () => new Date(now);
});

afterEach(() => {
  clock.now = realNow;
  Object.assign(env.audit, usual, { anchorFile: undefined, origin: undefined });
});

const later = (seconds: number) => {
  now += seconds * 1000;
};

/** Writes, seals and signs; answers with the size that was signed. */
async function signMore(count: number): Promise<number> {
  await writeEvents(count);
  await sequenceEvents();
  later(10);
  const signed = await signCheckpoint();
  if (signed === null || "refusal" in signed) throw new Error(`Not signed: ${signed?.refusal}`);
  return signed.size;
}

/** Why nothing is signed although there would be something to sign. */
async function refusal(): Promise<string | null> {
  await writeEvents(1);
  await sequenceEvents();
  later(10);
  const signed = await signCheckpoint();
  const reason = signed !== null && "refusal" in signed ? signed.refusal : null;
  expect((await sealState()).refusal).toBe(reason);
  return reason;
}

it("signs nothing while there is nothing to sign", async () => {
  expect(await signCheckpoint()).toBeNull();
  expect(await latestCheckpoint()).toBeNull();
  expect(await sealState()).toMatchObject({ size: 0, checkpoint: null, unsigned: 0, refusal: null, anchors: [] });
});

it("signs the tree under a name made from the first key, and lists that key with an event", async () => {
  expect(await signMore(5)).toBe(5);
  const checkpoint = await latestCheckpoint();
  const note = parseCheckpointNote(checkpoint?.note ?? "");
  expect(note?.origin).toMatch(/^countersign\/[0-9a-f]{8}$/);
  const keys = await listVerifierKeys();
  expect(keys).toHaveLength(1);
  expect(note !== null && isSignedBy(note, keys)).toBe(true);
  const [event] = await eventsAbout(checkpoint?.keyId ?? "");
  expect(event).toMatchObject({ type: "audit.key_added", envelope: { detail: { verifier_key: keys[0] } } });
  await checkLog(ownerUrl());
});

it("signs at most every ten seconds, and one checkpoint however many try at once", async () => {
  const before = await signMore(1);
  await writeEvents(3);
  await sequenceEvents();
  later(9);
  expect(await signCheckpoint()).toBeNull();
  later(1);
  const signed = await Promise.all(Array.from({ length: 6 }, () => signCheckpoint()));
  expect(signed.filter((each) => each !== null)).toEqual([{ size: await treeSize() }]);
  const { checkpoints } = await checkLog(ownerUrl());
  expect(checkpoints.map(({ size }) => size).slice(-2)).toEqual([before, await treeSize()]);
  expect((await checkpointAtLeast(before - 1))?.size).toBe(BigInt(before));
  expect((await checkpointAtLeast(before + 1))?.size).toBe(BigInt(await treeSize()));
  expect(await checkpointAtLeast((await treeSize()) + 1)).toBeNull();
});

it("goes on under a new key; the earlier one stays listed, and so does the log's name", async () => {
  const before = await listVerifierKeys();
  const seed = seedOf("another key");
  const added = await addAuditKey({ actor: systemActor("cli") }, { seed });
  await expect(
    addAuditKey(
      { actor: { kind: "api_key", id: "k", name: "K", scopes: new Set(["audit:read"]), auth: "api_key" } },
      { seed },
    ),
  ).rejects.toMatchObject({ code: "missing_scope" });
  expect((await eventsAbout(added.split("+")[1] ?? "")).map(({ type }) => type)).toEqual(["audit.key_added"]);
  expect(await listVerifierKeys()).toEqual([...before, added]);
  env.audit.signingKey = seed;
  usual.signingKey = seed;
  await signMore(2);
  expect(await listVerifierKeys()).toEqual([added, ...before]);
  const [origin] = (await latestCheckpoint())?.note.split("\n") ?? [];
  expect(before[0]?.startsWith(`${origin}+`)).toBe(true);
  await checkLog(ownerUrl());
});

it("makes a new key on the command line, where the one in use is kept in DATA_DIR", async () => {
  const print = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  const run = async () => {
    print.mockClear();
    expect(await runCommand(["audit", "rotate-key"])).toBe(0);
    return print.mock.calls.map(([text]) => String(text)).join("");
  };
  try {
    const listed = await listVerifierKeys();
    expect(await run()).toContain("AUDIT_SIGNING_KEY=");
    expect(await listVerifierKeys()).toEqual(listed);
    const secrets = path.join(env.dataDir, "secrets.json");
    await writeFile(secrets, JSON.stringify({ AUDIT_SIGNING_KEY: env.audit.signingKey }));
    const said = await run();
    const added = (await listVerifierKeys()).filter((key) => !listed.includes(key));
    expect(added).toHaveLength(1);
    expect(said).toContain(added[0]);
    const kept = JSON.parse(await readFile(secrets, "utf8")) as { AUDIT_SIGNING_KEY: string };
    expect(said).not.toContain(kept.AUDIT_SIGNING_KEY);
    // As after the next start.
    usual.signingKey = kept.AUDIT_SIGNING_KEY;
    env.audit.signingKey = kept.AUDIT_SIGNING_KEY;
    await signMore(1);
    expect((await listVerifierKeys())[0]).toBe(added[0]);
    await checkLog(ownerUrl());
  } finally {
    print.mockRestore();
  }
});

it("refuses to sign without a key, or under another name", async () => {
  env.audit.signingKey = undefined;
  expect(await refusal()).toContain("AUDIT_SIGNING_KEY");
  env.audit.signingKey = usual.signingKey;
  env.audit.origin = "another/name";
  expect(await refusal()).toContain("AUDIT_ORIGIN");
  env.audit.origin = undefined;
  await signMore(1);
});

it("refuses to sign while the clock has gone back, and goes on by itself", async () => {
  await signMore(1);
  later(-3600);
  expect(await refusal()).toContain("clock has gone back");
  later(3600);
  await signMore(1);
  await checkLog(ownerUrl());
});

it("refuses to sign while the last checkpoint does not verify", async () => {
  await signMore(1);
  const latest = "size = (SELECT max(size) FROM audit_checkpoint)";
  const change = (set: string) =>
    asOwner((client) => client.query(`UPDATE audit_checkpoint SET ${set} WHERE ${latest}`));
  const before = await latestCheckpoint();
  await change("root = sha256(root)");
  expect(await refusal()).toContain("its row was changed");
  await asOwner((client) => client.query(`UPDATE audit_checkpoint SET root = $1 WHERE ${latest}`, [before?.root]));
  // Another signature: of the right form, made by nobody's key.
  await change("note = regexp_replace(note, '[A-Za-z0-9+/]{6}=*\\n$', 'AAAAAA==' || E'\\n')");
  expect(await refusal()).toContain("does not verify");
  await asOwner((client) => client.query(`UPDATE audit_checkpoint SET note = $1 WHERE ${latest}`, [before?.note]));
  await signMore(1);
});

it("refuses to sign where a leaf before the last checkpoint was changed", async () => {
  const size = await signMore(1);
  const leaf = (await database.auditLeaf.findUniqueOrThrow({ where: { index: size - 2 } })).leafHash;
  const set = (hash: Uint8Array) =>
    asOwner((client) =>
      client.query(`UPDATE audit_leaf SET leaf_hash = $1 WHERE "index" = $2`, [Buffer.from(hash), size - 2]),
    );
  await set(Buffer.alloc(32, 1));
  expect(await refusal()).toContain("is not what the log continues");
  await set(leaf);
  await signMore(1);
});

it("signs nothing that it cannot remember: a full disk", async () => {
  await symlink("/dev/full", `${keptFile()}.draft`);
  const before = await latestCheckpoint();
  await expect(signMore(1)).rejects.toMatchObject({ code: "ENOSPC" });
  expect(await latestCheckpoint()).toEqual(before);
  await rm(`${keptFile()}.draft`);
  await signMore(1);
  await checkLog(ownerUrl());
});

it("refuses to sign after an older backup was restored, whichever place outside remembers", async () => {
  env.audit.anchorFile = path.join(env.dataDir, "anchors");
  const name = new URL(ownerUrl()).pathname.slice(1);
  const copy = `${name}_copy`;
  const asAdmin = async (...statements: string[]) => {
    await database.$disconnect();
    const client = new Client({ connectionString: inject("testPostgresUrl") });
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  };
  await signMore(2);
  await publishCheckpoint();
  await asAdmin(`CREATE DATABASE ${escapeIdentifier(copy)} TEMPLATE ${escapeIdentifier(name)}`);
  const newest = await signMore(20);
  await publishCheckpoint();
  expect(await sealState()).toMatchObject({ refusal: null, anchors: [{ anchor: "file", agrees: true }] });

  await asAdmin(
    `DROP DATABASE ${escapeIdentifier(name)} WITH (FORCE)`,
    `ALTER DATABASE ${escapeIdentifier(copy)} RENAME TO ${escapeIdentifier(name)}`,
  );
  env.audit.anchorFile = undefined;
  expect(await refusal()).toMatch(/^The checkpoint kept in .* is ahead of the log/);
  env.audit.anchorFile = path.join(env.dataDir, "anchors");
  expect(await sealState()).toMatchObject({ anchors: [{ anchor: "file", agrees: false }] });
  // Events are taken and sealed as ever; the log grows past what was signed, and is still another one.
  await writeEvents(30);
  await sequenceEvents();
  expect(await treeSize()).toBeGreaterThan(newest);
  expect(await refusal()).toContain("is not what the log continues");
  // The anchor file alone knows it; and with nothing outside, nobody can.
  await rm(keptFile());
  expect(await refusal()).toContain("The anchor file's newest checkpoint");
  env.audit.anchorFile = undefined;
  expect(await refusal()).toBeNull();
});
