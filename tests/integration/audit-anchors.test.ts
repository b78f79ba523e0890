import { appendFile, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

vi.hoisted(() => {
  process.env.AUDIT_SIGNING_KEY = Buffer.alloc(32, 3).toString("base64");
});

import { sequenceEvents } from "@/lib/audit/sequence-events";
import { latestCheckpoint } from "@/lib/audit/tree/checkpoint-query";
import { publishCheckpoint } from "@/lib/audit/tree/publish-checkpoint";
import { sealState } from "@/lib/audit/tree/seal-state-query";
import { signCheckpoint } from "@/lib/audit/tree/sign-checkpoint";
import { notesIn } from "@/lib/audit/tree/signed-note";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { env } from "@/lib/platform/env";
import { writeEvents } from "@/tests/support/audit-world";
import { startMailServer } from "@/tests/support/mail-server";
import { startReceiver } from "@/tests/support/webhook-receiver";

const realNow = clock.now;
const usual = { ...env.audit };
let now = new Date("2026-06-01T12:00:00Z").getTime();

beforeEach(() => {
  clock.now = () => new Date(now);
});

afterEach(() => {
  clock.now = realNow;
  Object.assign(env.audit, usual, { anchorFile: undefined, anchorUrl: undefined, anchorEmail: undefined });
  env.egressAllowedHosts = [];
  env.smtp = { url: undefined, from: undefined };
});

/** Signs something new; answers with its note. */
async function signNext(): Promise<string> {
  await writeEvents(1);
  await sequenceEvents();
  now += 10_000;
  await signCheckpoint();
  return (await latestCheckpoint())?.note ?? "";
}

/** Publishes once, `seconds` later. */
async function publishAfter(seconds: number): Promise<void> {
  now += seconds * 1000;
  await publishCheckpoint();
}

const attempts = (anchor: string) => database.auditAnchoring.findMany({ where: { anchor }, orderBy: { id: "asc" } });

it("publishes nothing where no anchor is set up", async () => {
  await signNext();
  await publishCheckpoint();
  expect(await database.auditAnchoring.count()).toBe(0);
  expect((await sealState()).anchors).toEqual([]);
});

it("adds checkpoints to a file, each once, with an empty line behind; one after what a crash cut off too", async () => {
  const file = path.join(env.dataDir, "anchors");
  env.audit.anchorFile = file;
  const first = await signNext();
  await Promise.all([publishCheckpoint(), publishCheckpoint()]);
  await publishCheckpoint();
  expect(await readFile(file, "utf8")).toBe(`${first}\n`);
  expect(await attempts("file")).toMatchObject([{ ok: true, detail: "" }]);
  const second = await signNext();
  await publishCheckpoint();
  expect(await readFile(file, "utf8")).toBe(`${first}\n${second}\n`);
  expect(await sealState()).toMatchObject({ anchors: [{ anchor: "file", failing: false, agrees: true }] });

  await appendFile(file, second.slice(0, 70));
  const third = await signNext();
  await publishCheckpoint();
  expect(notesIn(await readFile(file, "utf8"))).toEqual([first, second, third]);
  expect(await sealState()).toMatchObject({ anchors: [{ anchor: "file", agrees: true }] });

  // Somebody emptied it: it does not hold any more what it took.
  await rm(file);
  expect(await sealState()).toMatchObject({ refusal: null, anchors: [{ anchor: "file", agrees: false }] });
});

it("tries a full disk again, after ever longer pauses", async () => {
  env.audit.anchorFile = "/dev/full";
  await database.$executeRaw`SELECT 1`;
  await signNext();
  const before = (await attempts("file")).length;
  const failed = async () => (await attempts("file")).length - before;
  await publishAfter(0);
  expect(await failed()).toBe(1);
  await publishAfter(4);
  expect(await failed()).toBe(1);
  await publishAfter(1);
  expect(await failed()).toBe(2);
  await publishAfter(9);
  expect(await failed()).toBe(2);
  await publishAfter(1);
  expect(await failed()).toBe(3);
  expect((await attempts("file")).at(-1)).toMatchObject({ ok: false, detail: expect.stringContaining("ENOSPC") });
  expect(await sealState()).toMatchObject({ anchors: [{ anchor: "file", failing: true }] });
  env.audit.anchorFile = path.join(env.dataDir, "anchors again");
  await publishAfter(20);
  expect((await attempts("file")).at(-1)).toMatchObject({ ok: true });
});

it("posts checkpoints to a webhook, as they are, until it takes them", async () => {
  const receiver = await startReceiver((response) => void response.writeHead(503).end("not now"));
  try {
    env.audit.anchorUrl = receiver.url;
    const note = await signNext();
    await publishCheckpoint();
    // It is in our own network, which nobody allowed (security line 32).
    expect(receiver.received).toHaveLength(0);
    const refused = expect.stringContaining("is not on the public Internet");
    expect(await attempts("webhook")).toMatchObject([{ ok: false, detail: refused }]);
    env.egressAllowedHosts = ["127.0.0.1"];
    await publishAfter(5);
    const unwilling = "It answered with status 503. not now";
    expect(await sealState()).toMatchObject({
      anchors: [
        { anchor: "webhook", lastSuccess: null, failing: true, agrees: null, lastFailure: { detail: unwilling } },
      ],
    });
    receiver.behave = (response) => void response.writeHead(204).end();
    await publishAfter(10);
    expect(receiver.received.map(({ body }) => body)).toEqual([note, note]);
    expect(receiver.received[1]?.headers["content-type"]).toContain("text/plain");
    expect(await sealState()).toMatchObject({ anchors: [{ anchor: "webhook", failing: false }] });
    await publishAfter(100);
    expect(receiver.received).toHaveLength(2);
  } finally {
    await receiver.close();
  }
});

it("mails checkpoints, at most every hour, attached to the byte", async () => {
  const server = await startMailServer();
  try {
    env.audit.anchorEmail = "auditor@example.org, notary@example.org";
    const note = await signNext();
    await publishCheckpoint();
    expect((await attempts("email")).at(-1)).toMatchObject({ ok: false, detail: expect.stringContaining("SMTP_URL") });
    env.smtp = { url: server.url, from: "log@example.org" };
    server.answer = "452 the disk is full";
    await publishAfter(5);
    expect((await attempts("email")).at(-1)).toMatchObject({ ok: false, detail: expect.stringContaining("452") });
    server.answer = "250 taken";
    await publishAfter(10);
    expect(server.received).toMatchObject([
      { from: "log@example.org", to: ["auditor@example.org", "notary@example.org"] },
    ]);
    const attached = /filename=checkpoint-\d+\.txt\r\n\r\n([A-Za-z0-9+/=\r\n]+)\r\n/.exec(
      server.received[0]?.source ?? "",
    );
    expect(Buffer.from(attached?.[1] ?? "", "base64").toString("utf8")).toBe(note);

    await signNext();
    await publishAfter(3_000);
    expect(server.received).toHaveLength(1);
    await publishAfter(600);
    expect(server.received).toHaveLength(2);
  } finally {
    await server.close();
  }
});
