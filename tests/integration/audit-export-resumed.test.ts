import { createHash, randomInt } from "node:crypto";
import { access, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";

vi.hoisted(() => {
  process.env.AUDIT_SIGNING_KEY = Buffer.alloc(32, 3).toString("base64");
  process.env.AUDIT_CHECKPOINT_SECONDS = "0.001";
});

import { systemActor } from "@/lib/access/actor";
import { auditCondition } from "@/lib/audit/audit-query";
import { buildBundle } from "@/lib/audit/export/build-bundle";
import type { Building } from "@/lib/audit/export/building";
import { bundleFiles } from "@/lib/audit/export/bundle-files";
import { type Checkpoint, latestCheckpoint } from "@/lib/audit/tree/checkpoint-query";
import { verifyPath } from "@/lib/audit/verify/verify-path";
import { withByteConnection } from "@/lib/platform/byte-connection";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { sealAll } from "@/tests/support/audit-seal";
import { bulkyEvent, writeEvents } from "@/tests/support/audit-world";
import { letter, submitAll, suppliedUseCase } from "@/tests/support/supplied-use-case";

const requestedAt = clock.now();
const stopped = new Error("The worker is stopped.");
let checkpoint: Checkpoint;
/** A bundle that was made in one go. */
let whole: string;

beforeAll(async () => {
  const { useCaseId } = await suppliedUseCase({ mode: "full_automation", qcShare: 0 });
  for (let round = 0; round < 4; round++) {
    await submitAll(
      useCaseId,
      Array.from({ length: 50 }, (_, at) => letter(`letter ${round} ${at}`, 0.99)),
    );
    await writeEvents(300, bulkyEvent);
  }
  while ((await database.auditPending.count()) > 0) await sealAll();
  const signed = await latestCheckpoint();
  if (signed === null) throw new Error("Nothing was signed.");
  checkpoint = signed;
  whole = await newFolder();
  await make(whole);
}, 120_000);

const newFolder = async () => path.join(await mkdtemp(path.join(os.tmpdir(), "countersign-resumed-")), "bundle");

interface Making {
  /** Stops the worker once so many events are done. */
  until?: number;
  disclosed?: Building["request"]["disclosed"];
}

/** Makes a bundle of the whole log, or goes on with one. Answers with how far it was each time that it told. */
async function make(folder: string, { until = Number.POSITIVE_INFINITY, disclosed = "all" }: Making = {}) {
  const actor = systemActor("worker");
  const abort = new AbortController();
  const told: number[] = [];
  await withByteConnection(async (connection) =>
    buildBundle({
      connection,
      folder,
      request: {
        requestedBy: { id: null, name: "A test" },
        requestedAt,
        filter: {},
        wanted: await auditCondition(actor, {}),
        disclosed,
      },
      findCheckpoint: async () => checkpoint,
      signal: abort.signal,
      tell: async (done) => {
        told.push(done);
        if (done >= until) abort.abort(stopped);
      },
    }),
  );
  return told;
}

const stopAt = (folder: string, until: number) => expect(make(folder, { until })).rejects.toBe(stopped);

/** The folder of a bundle that was stopped past its middle, with a file that a new beginning would remove. */
async function halfMade(): Promise<string> {
  const folder = await newFolder();
  await stopAt(folder, 800);
  await writeFile(path.join(folder, "mark"), "");
  return folder;
}

const wasBegunAnew = (folder: string) =>
  access(path.join(folder, "mark")).then(
    () => false,
    () => true,
  );

async function expectWhole(folder: string): Promise<void> {
  for (const name of bundleFiles) {
    const [ours, theirs] = [await readFile(path.join(folder, name)), await readFile(path.join(whole, name))];
    expect(ours.equals(theirs), name).toBe(true);
  }
  const verdict = await verifyPath(folder, { keys: [], origin: null, anchors: [] });
  expect(verdict.problems).toEqual([]);
  expect(verdict.verdict).toBe("valid_unanchored");
}

const journalOf = (folder: string) => path.join(folder, "journal");

describe("an export that is stopped", () => {
  it("goes on where it was, however often, and ends as the same bytes", { timeout: 60_000 }, async () => {
    const folder = await newFolder();
    for (const until of [1, 300, 700, 701, 1_400]) await stopAt(folder, until);
    const [first] = await make(folder);
    expect(first).toBeGreaterThan(700);
    await expectWhole(folder);
  });

  it("goes on after a stop at any batch", { timeout: 120_000 }, async () => {
    for (let round = 0; round < 3; round++) {
      const folder = await newFolder();
      await stopAt(folder, randomInt(1, 1_500));
      await make(folder);
      await expectWhole(folder);
      await rm(folder, { recursive: true });
    }
  });

  it("is gone through once more where all was written", async () => {
    const folder = await newFolder();
    await make(folder);
    await writeFile(path.join(folder, "manifest.json"), "half of i");
    expect((await make(folder))[0]).toBeGreaterThan(1_000);
    await expectWhole(folder);
  });

  it("goes on where the last lines of its journal were cut off", async () => {
    const folder = await halfMade();
    await truncate(journalOf(folder), (await stat(journalOf(folder))).size - 10);
    const [first] = await make(folder);
    expect(first).toBeGreaterThan(200);
    expect(await wasBegunAnew(folder)).toBe(false);
    await expectWhole(folder);
  });

  it("leaves out what was written after the journal's last line", async () => {
    const folder = await halfMade();
    for (const name of ["events.jsonl", "decisions.csv", "events.parquet", "disclosed.jsonl", "journal"]) {
      await writeFile(path.join(folder, name), "written, but not noted", { flag: "a" });
    }
    await make(folder);
    expect(await wasBegunAnew(folder)).toBe(false);
    await expectWhole(folder);
  });
});

describe("an export is begun anew", () => {
  /** Changes one byte of a file. */
  async function flip(file: string, at: number): Promise<void> {
    const bytes = await readFile(file);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    await writeFile(file, bytes);
  }

  const spoilt: Record<string, (folder: string) => Promise<void>> = {
    "whose journal is gone": (folder) => rm(journalOf(folder)),
    "whose journal is damaged at its beginning": (folder) => flip(journalOf(folder), 100),
    "whose journal is empty": (folder) => writeFile(journalOf(folder), ""),
    "whose journal is something else": (folder) => writeFile(journalOf(folder), "x ".repeat(10_000)),
    "that another version began": async (folder) => {
      const journal = await readFile(journalOf(folder), "utf8");
      const [head = "", ...steps] = journal.split("\n");
      const json = JSON.stringify({ ...JSON.parse(head.slice(head.indexOf(" "))), software: "countersign/0.0.1" });
      const hash = createHash("sha256").update(json).digest("hex");
      await writeFile(journalOf(folder), [`${hash} ${json}`, ...steps].join("\n"));
    },
    "whose journal says nothing of its files": async (folder) => {
      const [head] = (await readFile(journalOf(folder), "utf8")).split("\n");
      await writeFile(journalOf(folder), `${head}\n`);
    },
    "whose events are other ones": (folder) => flip(path.join(folder, "events.jsonl"), 5_000),
    "whose table is shorter than the journal says": (folder) => truncate(path.join(folder, "events.parquet"), 1_000),
    "whose indexes are other ones": (folder) => flip(path.join(folder, "indexes.bin"), 17),
    "one of whose files is gone": (folder) => rm(path.join(folder, "disclosed.jsonl")),
  };

  it.each(Object.entries(spoilt))("%s", { timeout: 30_000 }, async (_, spoil) => {
    const folder = await halfMade();
    await spoil(folder);
    await make(folder);
    expect(await wasBegunAnew(folder)).toBe(true);
    await expectWhole(folder);
  });

  it("where whoever asked may be told less by now", { timeout: 30_000 }, async () => {
    const folder = await halfMade();
    await make(folder, { disclosed: [] });
    expect(await wasBegunAnew(folder)).toBe(true);
    expect(await readFile(path.join(folder, "disclosed.jsonl"), "utf8")).toBe("");
    expect((await readdir(folder)).sort()).toEqual([...bundleFiles, "journal"].sort());
  });
});
