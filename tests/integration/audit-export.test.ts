import { createHash } from "node:crypto";
import { mkdir, readdir, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { parse } from "csv-parse/sync";
import { parquetReadObjects } from "hyparquet";
import { beforeAll, describe, expect, it, vi } from "vitest";

vi.hoisted(() => {
  process.env.AUDIT_SIGNING_KEY = Buffer.alloc(32, 3).toString("base64");
  process.env.AUDIT_CHECKPOINT_SECONDS = "0.001";
  process.env.UNDO_SECONDS = "0";
});

import type { UserActor } from "@/lib/access/actor";
import { askForExport } from "@/lib/audit/export/ask-for-export";
import { bundleFiles } from "@/lib/audit/export/bundle-files";
import { clearExports } from "@/lib/audit/export/clear-exports";
import { exportFolder, exportsFolder } from "@/lib/audit/export/export-folder";
import { listExports } from "@/lib/audit/export/export-query";
import { bundleResponse, openExport } from "@/lib/audit/export/open-export";
import { readTar } from "@/lib/audit/export/read-tar";
import { ExportWorker } from "@/lib/audit/export/work-exports";
import { clock, newId } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { answerReview } from "@/lib/review/answer-review";
import { claimNextReview } from "@/lib/review/claim-next-review";
import { eventsAbout } from "@/tests/support/audit-events";
import {
  download,
  exportFor,
  fileIn,
  filesIn,
  linesOf,
  makeExports,
  requireExport,
  secretOf,
  verify,
} from "@/tests/support/audit-exports";
import { sealAll } from "@/tests/support/audit-seal";
import { asOwner } from "@/tests/support/audit-world";
import { makeReviewer } from "@/tests/support/item-fixture";
import { secondVerdict } from "@/tests/support/second-verifier";
import { letter, submitAll, suppliedUseCase } from "@/tests/support/supplied-use-case";

const evil = "=cmd|' /C calc'!A0";
const oddText = "one\r\ntwo\u2028three\u2029four\u0085five \u{1f426}";
const oddNote = "one\r\ntwo\u2028three\u2029four \u{1f426}";

let here: { useCaseId: string; slug: string };
let elsewhere: { useCaseId: string; slug: string };
let auditor: UserActor;
let admin: UserActor;
let noted: { itemId: string; reviewId: string };

async function makeAdmin(): Promise<UserActor> {
  const person = await makeReviewer(here.useCaseId, "auditor");
  await database.user.update({ where: { id: person.id }, data: { isAdmin: true } });
  return { ...person, isAdmin: true };
}

beforeAll(async () => {
  here = await suppliedUseCase({ mode: "partial_automation", thresholds: { yes: 0.9 }, qcShare: 0 });
  elsewhere = await suppliedUseCase({ mode: "full_automation", qcShare: 0 });
  auditor = await makeReviewer(here.useCaseId, "auditor");
  admin = await makeAdmin();
  await submitAll(here.useCaseId, [
    letter(evil, 0.97, { text: oddText }),
    letter("plain", 0.95),
    letter("people", 0.5, { text: "@home" }),
  ]);
  await submitAll(elsewhere.useCaseId, [letter("other", 0.99)]);
  const reviewer = await makeReviewer(here.useCaseId);
  const claimed = await claimNextReview({ actor: reviewer }, { useCaseId: here.useCaseId, loaded: [] });
  if (claimed === null) throw new Error("Nothing waits.");
  const answer = { useCaseId: here.useCaseId, reviewId: claimed.reviewId, answer: { outcome: "no" } };
  await answerReview({ actor: reviewer }, { ...answer, note: oddNote });
  const { itemId } = await database.review.findUniqueOrThrow({ where: { id: claimed.reviewId } });
  noted = { itemId, reviewId: claimed.reviewId };
}, 60_000);

const eventsHere = () =>
  database.auditEvent.findMany({
    where: { useCaseId: here.useCaseId, leaf: { isNot: null } },
    orderBy: { leaf: { index: "asc" } },
    include: { leaf: true },
  });

describe("a bundle", () => {
  it("holds its files in order, the events to the byte, and verifies", async () => {
    const id = await exportFor(auditor, { useCase: here.slug });
    const tar = await download(auditor, id);
    const files = filesIn(tar);
    expect([...files.keys()]).toEqual([...bundleFiles]);
    const manifest = JSON.parse(fileIn(tar, "manifest.json").toString());
    const events = (await eventsHere()).filter(({ leaf }) => Number(leaf?.index) < manifest.treeSize);
    expect(fileIn(tar, "events.jsonl")).toEqual(
      Buffer.concat(events.flatMap(({ envelope }) => [Buffer.from(envelope), Buffer.from("\n")])),
    );
    expect(manifest).toMatchObject({
      format: "countersign-audit-bundle",
      version: 1,
      requestedBy: { id: auditor.id, name: auditor.name },
      filter: { useCase: here.slug },
      counts: { events: events.length, leaves: manifest.range.end - manifest.range.first },
    });
    for (const [name, { bytes, sha256 }] of Object.entries<{ bytes: number; sha256: string }>(manifest.files)) {
      expect(createHash("sha256").update(fileIn(tar, name)).digest("hex"), name).toBe(sha256);
      expect(fileIn(tar, name)).toHaveLength(bytes);
    }
    const verdict = await verify(tar);
    expect(verdict.problems).toEqual([]);
    expect(verdict).toMatchObject({ verdict: "valid_unanchored", events: events.length });
    expect(await secondVerdict(filesIn(tar))).toEqual({ valid: true, firstWrongIndex: null, wrong: [], erased: 0 });
    // One changed byte is seen.
    const at = tar.indexOf('"type":"decision.made"');
    tar[at + 9] = (tar[at + 9] ?? 0) ^ 1;
    const [first, second] = [await verify(tar), await secondVerdict(filesIn(tar))];
    expect(first.verdict).toBe("invalid");
    expect(second).toMatchObject({ valid: false, firstWrongIndex: first.firstWrongIndex });
  });

  it("is on record with the hash of its manifest, from the request to the download", async () => {
    const id = await exportFor(auditor, { useCase: here.slug, type: "decision.made" });
    const tar = await download(auditor, id);
    const events = await eventsAbout(id);
    expect(events.map(({ type }) => type)).toEqual(["export.requested", "export.finished", "export.fetched"]);
    const sha256 = createHash("sha256").update(fileIn(tar, "manifest.json")).digest("hex");
    expect(events[1]?.envelope).toMatchObject({ detail: { manifest_sha256: sha256, bytes: tar.length } });
    expect(events[2]?.envelope).toMatchObject({ actor: { id: auditor.id }, detail: { manifest_sha256: sha256 } });
  });

  it("holds decisions as a table that spreadsheets can open safely", async () => {
    const tar = await download(auditor, await exportFor(auditor, { useCase: here.slug }));
    const csv = fileIn(tar, "decisions.csv");
    const rows: Record<string, string>[] = parse(csv, { columns: true });
    expect(rows.map((row) => row.external_id).sort()).toEqual([`'${evil}`, "plain"]);
    expect(rows.map((row) => [row.outcome, row.decided_by, row.decision, row.use_case])).toEqual([
      ["yes", "model", "1", here.slug],
      ["yes", "model", "1", here.slug],
    ]);
    expect(rows.map((row) => row.score).sort()).toEqual(["0.95", "0.97"]);
  });

  it("can be read as Parquet by others, with the events' bytes", async () => {
    const tar = await download(auditor, await exportFor(auditor, { useCase: here.slug }));
    const { buffer, byteOffset, byteLength } = fileIn(tar, "events.parquet");
    const file = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
    const rows = await parquetReadObjects({ file, utf8: false });
    const lines = linesOf(fileIn(tar, "events.jsonl"));
    expect(rows.map(({ envelope }) => Buffer.from(envelope).toString())).toEqual(lines);
    const indexes = fileIn(tar, "indexes.bin");
    for (const [at, row] of rows.entries()) {
      const envelope = JSON.parse(lines[at] ?? "");
      expect(row).toMatchObject({
        log_index: indexes.readBigUInt64LE(at * 8),
        event_id: envelope.event_id,
        type: envelope.type,
        use_case: here.slug,
        subject_id: envelope.subject.id,
        subject_seq: envelope.subject.seq,
      });
      expect(row.occurred_at.toISOString()).toBe(envelope.occurred_at);
    }
  });

  it("tells the values that still exist, one a line whatever they hold, and none that was erased", async () => {
    const disclosed = async () => {
      const tar = await download(auditor, await exportFor(auditor, { useCase: here.slug }));
      expect((await verify(tar)).problems).toEqual([]);
      const file = fileIn(tar, "disclosed.jsonl").toString();
      expect(file).not.toMatch(/[\u0085\u2028\u2029\r]/);
      return linesOf(Buffer.from(file)).map((line): { path: string; value: unknown } => JSON.parse(line));
    };
    const before = await disclosed();
    expect(before.filter(({ path }) => path === "input")).toHaveLength(3);
    expect(before.map(({ value }) => value)).toContainEqual({ text: oddText });
    expect(before.find(({ path }) => path === "note")?.value).toBe(oddNote);
    await asOwner(async (owner) => {
      await owner.query("UPDATE review SET note = NULL, note_salt = NULL WHERE id = $1", [noted.reviewId]);
      await owner.query("UPDATE item SET input = '{}', input_salt = '' WHERE id = $1", [noted.itemId]);
    });
    const after = await disclosed();
    expect(after).toHaveLength(before.length - 2);
    expect(after.map(({ path }) => path)).not.toContain("note");
  });

  it("holds what was seen a moment ago, as soon as it is sealed", async () => {
    await submitAll(here.useCaseId, [letter("just now", 0.99)]);
    const { id } = await askForExport({ actor: auditor }, { useCase: here.slug, item: "just now" });
    const making = makeExports();
    await vi.waitFor(async () => expect((await requireExport(auditor, id)).status).toBe("running"));
    await sealAll();
    await making;
    const tar = await download(auditor, id);
    expect(linesOf(fileIn(tar, "events.jsonl"))).toHaveLength(2);
    expect((await verify(tar)).verdict).toBe("valid_unanchored");
  });
});

describe("what an export may hold", () => {
  it("is the auditor's own use cases, and of the others nothing but hashes", async () => {
    const tar = await download(auditor, await exportFor(auditor, {}));
    const slugs = new Set(linesOf(fileIn(tar, "events.jsonl")).map((line) => JSON.parse(line).use_case.slug));
    expect([...slugs]).toEqual([here.slug]);
    for (const file of filesIn(tar).values()) expect(file.includes(elsewhere.slug)).toBe(false);
    expect((await verify(tar)).problems).toEqual([]);
  });

  it("is everything for an admin, and verifies", async () => {
    const tar = await download(admin, await exportFor(admin, {}));
    const manifest = JSON.parse(fileIn(tar, "manifest.json").toString());
    const events = await database.auditLeaf.count({ where: { index: { lt: manifest.treeSize } } });
    expect(manifest).toMatchObject({ range: { first: 0, end: events }, treeSize: events, counts: { events } });
    expect(await verify(tar)).toMatchObject({ verdict: "valid_unanchored", events });
  });

  it("keeps back items that whoever asks may have to review without knowing", async () => {
    const [open] = await submitAll(here.useCaseId, [letter("blind", 0.4)]);
    const both = await makeReviewer(here.useCaseId, "auditor", "reviewer");
    const tar = await download(both, await exportFor(both, { useCase: here.slug }));
    expect(fileIn(tar, "events.jsonl").includes(open?.id ?? "")).toBe(false);
    const all = await download(auditor, await exportFor(auditor, { useCase: here.slug }));
    expect(fileIn(all, "events.jsonl").includes(open?.id ?? "")).toBe(true);
  });

  it("follows the filter: type, item, day", async () => {
    const typesOf = async (filter: object) => {
      const tar = await download(auditor, await exportFor(auditor, filter));
      expect((await verify(tar)).problems).toEqual([]);
      return linesOf(fileIn(tar, "events.jsonl")).map((line) => JSON.parse(line).type);
    };
    expect(new Set(await typesOf({ type: "decision.made" }))).toEqual(new Set(["decision.made"]));
    expect(await typesOf({ item: "plain" })).toEqual(["item.submitted", "decision.made"]);
    const today = clock.now().toISOString().slice(0, 10);
    expect((await typesOf({ from: today, to: today })).length).toBeGreaterThan(5);
  });

  it("is refused where nothing matches, and where a part of the filter is not understood", async () => {
    const asking = (filter: unknown) => askForExport({ actor: auditor }, filter);
    await expect(asking({ item: "never sent" })).rejects.toThrow("nothing to export");
    await expect(asking({ useCase: elsewhere.slug })).rejects.toMatchObject({ code: "forbidden" });
    for (const filter of [{ item: { contains: "" } }, { nothing: 1 }, { type: "made.up" }, { from: "yesterday" }]) {
      await expect(asking(filter)).rejects.toMatchObject({ code: "invalid_input", problems: [{}] });
    }
    const stranger = await makeReviewer(here.useCaseId, "manager");
    await expect(askForExport({ actor: stranger }, {})).rejects.toMatchObject({ code: "forbidden" });
  });

  it("ends where the right to read it ends before it is made", async () => {
    const leaving = await makeReviewer(here.useCaseId, "auditor");
    const { id } = await askForExport({ actor: leaving }, {});
    await database.membership.deleteMany({ where: { userId: leaving.id } });
    await makeExports();
    expect(await requireExport(leaving, id)).toMatchObject({ status: "failed", link: null });
    expect((await eventsAbout(id)).at(-1)).toMatchObject({ type: "export.failed" });
  });
});

describe("an export's link", () => {
  it("works once, and the files are gone after that", async () => {
    const id = await exportFor(auditor, {});
    const secret = await secretOf(auditor, id);
    expect((await stat(exportFolder(id))).mode & 0o777).toBe(0o700);
    expect((await stat(path.join(exportFolder(id), "events.jsonl"))).mode & 0o777).toBe(0o600);
    await download(auditor, id);
    await expect(openExport({ actor: auditor }, id, secret)).rejects.toMatchObject({ code: "gone", status: 410 });
    await expect(stat(exportFolder(id))).rejects.toThrow("ENOENT");
    expect(await requireExport(auditor, id)).toMatchObject({ status: "gone", link: null });
  });

  it("leads nowhere for anybody else, guessed, or with another export's id", async () => {
    const [id, other] = [await exportFor(auditor, {}), await exportFor(auditor, {})];
    const secret = await secretOf(auditor, id);
    const refused = (actor: UserActor, wanted: string, given: string) =>
      expect(openExport({ actor }, wanted, given)).rejects.toMatchObject({ code: "not_found", status: 404 });
    await refused(admin, id, secret);
    await refused(await makeReviewer(here.useCaseId, "auditor"), id, secret);
    await refused(auditor, other, secret);
    await refused(auditor, id, Buffer.alloc(32, 1).toString("base64url"));
    await refused(auditor, id, "%");
    await refused(auditor, newId(), secret);
    const stored = await database.exportJob.findUniqueOrThrow({ where: { id } });
    expect(JSON.stringify({ ...stored, bytes: null })).not.toContain(secret);
    await download(auditor, id);
    await download(auditor, other);
  });

  it("is not used up by a download that breaks off, and lets in one at a time", async () => {
    const id = await exportFor(auditor, {});
    const secret = await secretOf(auditor, id);
    const first = await openExport({ actor: auditor }, id, secret);
    const reader = first.body.getReader();
    await reader.read();
    await expect(openExport({ actor: auditor }, id, secret)).rejects.toMatchObject({ code: "conflict", status: 409 });
    await reader.cancel();
    await vi.waitFor(async () => expect((await download(auditor, id)).length).toBe(first.bytes));
    await expect(openExport({ actor: auditor }, id, secret)).rejects.toMatchObject({ code: "gone" });
  });

  it("lets a download go on where it broke off", async () => {
    const id = await exportFor(auditor, {});
    const secret = await secretOf(auditor, id);
    const open = async (headers: Record<string, string>) =>
      bundleResponse(await openExport({ actor: auditor }, id, secret, new Headers(headers)));
    const first = await open({});
    const bytes = Number(first.headers.get("content-length"));
    const reader = first.body?.getReader();
    const pieces: Uint8Array[] = [];
    let got = 0;
    while (got < bytes / 2) {
      const piece = (await reader?.read())?.value ?? new Uint8Array();
      pieces.push(piece);
      got += piece.length;
    }
    await reader?.cancel();
    const tag = first.headers.get("etag") ?? "";
    const another = await vi.waitFor(() => open({ range: `bytes=${got}-`, "if-range": '"another"' }));
    expect([another.status, another.headers.get("content-length")]).toEqual([200, String(bytes)]);
    await another.body?.cancel();
    const rest = await vi.waitFor(() => open({ range: `bytes=${got}-`, "if-range": tag }));
    expect([rest.status, rest.headers.get("content-range")]).toEqual([206, `bytes ${got}-${bytes - 1}/${bytes}`]);
    const tar = Buffer.concat([...pieces, Buffer.from(await rest.arrayBuffer())]);
    expect(tar).toHaveLength(bytes);
    expect((await verify(tar)).problems).toEqual([]);
    await expect(open({})).rejects.toMatchObject({ code: "gone" });
  });

  it("gives the same bytes from wherever a download goes on", async () => {
    const id = await exportFor(auditor, {});
    const from = (first: number) => buffer(Readable.from(readTar(exportFolder(id), new Date(0), first)));
    const whole = await from(0);
    for (const first of [1, 511, 512, 513, 700, whole.length >> 1, whole.length - 1_025, whole.length - 1]) {
      expect((await from(first)).equals(whole.subarray(first)), String(first)).toBe(true);
    }
    await download(auditor, id);
  });

  it("is still good when all but the last byte was handed over", async () => {
    const id = await exportFor(auditor, {});
    const { body, bytes } = await openExport({ actor: auditor }, id, await secretOf(auditor, id));
    const reader = body.getReader();
    for (let read = 0; read < bytes; ) read += (await reader.read()).value?.length ?? 0;
    await reader.cancel();
    expect((await requireExport(auditor, id)).status).toBe("ready");
    await vi.waitFor(() => download(auditor, id));
  });

  it("expires after a day, and is refused to whoever lost the right meanwhile", async () => {
    const id = await exportFor(auditor, {});
    const secret = await secretOf(auditor, id);
    const cut: UserActor = { ...auditor, roles: new Map() };
    await expect(openExport({ actor: cut }, id, secret)).rejects.toMatchObject({ code: "forbidden" });
    const realNow = clock.now;
    try {
      clock.now = () => new Date(realNow().getTime() + 24 * 3600_000 + 1);
      await expect(openExport({ actor: auditor }, id, secret)).rejects.toMatchObject({ code: "gone", status: 410 });
      clock.now = () => new Date(realNow().getTime() + 26 * 3600_000);
      await clearExports();
      await expect(stat(exportFolder(id))).rejects.toThrow("ENOENT");
    } finally {
      clock.now = realNow;
    }
  });
});

describe("many exports", () => {
  it("asked for at once are made one after the other, by any number of workers", async () => {
    await sealAll();
    const person = await makeReviewer(here.useCaseId, "auditor");
    const asked = await Promise.all(Array.from({ length: 10 }, () => askForExport({ actor: person }, {})));
    expect((await listExports(person)).map(({ status }) => status)).toEqual(Array(10).fill("queued"));
    const working = [new ExportWorker(), new ExportWorker()];
    let most = 0;
    const look = setInterval(async () => {
      const names = await readdir(exportsFolder());
      most = Math.max(most, names.filter((name) => name.endsWith(".part")).length);
    }, 5);
    await vi.waitFor(
      async () => {
        await sealAll();
        await Promise.all(working.map((worker) => worker.turn()));
        expect((await listExports(person)).map(({ status }) => status)).toEqual(Array(10).fill("ready"));
      },
      { timeout: 60_000, interval: 1 },
    );
    clearInterval(look);
    expect(most).toBe(1);
    for (const { id } of asked) expect((await verify(await download(person, id))).problems).toEqual([]);
  }, 90_000);

  it("are not taken in without end from one person", async () => {
    const person = await makeReviewer(here.useCaseId, "auditor");
    for (let n = 0; n < 20; n++) await askForExport({ actor: person }, {});
    await expect(askForExport({ actor: person }, {})).rejects.toMatchObject({ code: "conflict" });
    await database.exportJob.updateMany({ where: { requestedById: person.id }, data: { status: "failed" } });
  });

  it("leave nothing behind when a worker was stopped in the middle", async () => {
    const id = newId();
    await mkdir(path.join(exportsFolder(), `${id}.part`), { recursive: true });
    await writeFile(path.join(exportsFolder(), `${id}.part`, "events.jsonl"), "half");
    await mkdir(exportFolder(newId()), { recursive: true });
    const kept = await exportFor(auditor, {});
    await clearExports();
    expect(await readdir(exportsFolder())).toContain(kept);
    expect((await readdir(exportsFolder())).filter((name) => name.endsWith(".part"))).toEqual([]);
    await download(auditor, kept);
  });
});
