import { createHash } from "node:crypto";
import { parse } from "csv-parse/sync";
import { parquetReadObjects } from "hyparquet";
import { beforeAll, describe, expect, it } from "vitest";
import type { UserActor } from "@/lib/access/actor";
import { database } from "@/lib/platform/database";
import { exportTrainingSet } from "@/lib/reports/training-set/export-training-set";
import {
  type Provenance,
  type TrainingFormat,
  trustedProvenances,
} from "@/lib/reports/training-set/training-set-schema";
import { findUseCaseBySlug, type UseCaseRecord } from "@/lib/use-cases/use-case-query";
import { makeReviewer } from "@/tests/support/item-fixture";
import { makeOverlapWorld } from "@/tests/support/overlap-world";
import { letter } from "@/tests/support/supplied-use-case";

/** A use case in which the model decided some items, and people others. */
describe("a training set", () => {
  let useCase: UseCaseRecord;
  let manager: UserActor;

  beforeAll(async () => {
    const world = await makeOverlapWorld({ mode: "partial_automation", thresholds: { yes: 0.9 }, qcShare: 0 });
    await world.send([
      letter("auto-1", 0.99),
      letter("auto-2", 0.97),
      letter("=cmd|' /C calc'!A0", 0.5, { text: "-1 and\nmore\u2028lines" }),
      letter("people-2", 0.5, { text: "@home" }),
    ]);
    const person = await world.person();
    await world.say(person, "no");
    await world.say(person, "yes");
    await world.settle();
    const found = await findUseCaseBySlug(world.slug);
    if (found === null) throw new Error("The use case is gone.");
    useCase = found;
    manager = await makeReviewer(useCase.id, "manager");
  });

  async function bytesOf(format: TrainingFormat, provenances: Provenance[] = [...trustedProvenances], actor = manager) {
    const { bytes } = exportTrainingSet({ actor }, useCase, { format, provenances });
    const pieces: Uint8Array[] = [];
    for await (const piece of bytes) pieces.push(piece);
    return Buffer.concat(pieces);
  }

  async function lastEvent(): Promise<Record<string, unknown>> {
    const event = await database.auditEvent.findFirstOrThrow({
      where: { useCaseId: useCase.id, type: "training_set.exported" },
      orderBy: { subjectSeq: "desc" },
    });
    return { ...JSON.parse(Buffer.from(event.envelope).toString()).detail, actorId: event.actorId };
  }

  it("is recorded with its filter, its counts and the hash of the file", async () => {
    const file = await bytesOf("jsonl");
    expect(await lastEvent()).toMatchObject({
      actorId: manager.id,
      format: "jsonl",
      provenances: [...trustedProvenances],
      bytes: file.length,
      sha256: createHash("sha256").update(file).digest("hex"),
      complete: true,
    });
  });

  it("leaves automated labels out unless they are asked for", async () => {
    const labels = async (provenances?: Provenance[]) =>
      (await bytesOf("jsonl", provenances))
        .toString()
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line).provenance);
    const trusted = await labels();
    expect(trusted).toHaveLength(2);
    expect(trusted).not.toContain("automated");
    expect(await labels(["automated"])).toEqual(["automated", "automated"]);
  });

  it("is safe for spreadsheets as CSV", async () => {
    const rows: Record<string, string>[] = parse(await bytesOf("csv"), { columns: true });
    expect(rows.map((row) => row.external_id).sort()).toEqual(["'=cmd|' /C calc'!A0", "people-2"]);
    expect(rows.map((row) => row["input.text"]).sort()).toEqual(["'-1 and\nmore\u2028lines", "'@home"]);
    expect(rows.map((row) => row.label).sort()).toEqual(["no", "yes"]);
  });

  it("has one line an item as JSONL, whatever its texts hold", async () => {
    const lines = (await bytesOf("jsonl")).toString().split(/[\n\u2028]/);
    expect(lines).toHaveLength(3);
    const texts = lines.slice(0, 2).map((line) => JSON.parse(line).input.text);
    expect(texts).toContain("-1 and\nmore\u2028lines");
  });

  it("can be read by others as Parquet, with types", async () => {
    const { buffer, byteOffset, byteLength } = await bytesOf("parquet", [...trustedProvenances, "automated"]);
    const file = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
    const rows = await parquetReadObjects({ file });
    expect(rows).toHaveLength(4);
    const auto = rows.find((row) => row.external_id === "auto-1");
    expect(auto).toMatchObject({
      label: "yes",
      provenance: "automated",
      verdicts: 0,
      disputed: false,
      simulated: false,
    });
    expect(rows.map((row) => row["input.text"])).toContain("-1 and\nmore\u2028lines");
  });

  it("is a file with columns where there is nothing to export", async () => {
    const { buffer, byteOffset, byteLength } = await bytesOf("parquet", ["adjudicated"]);
    const file = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
    expect(await parquetReadObjects({ file })).toEqual([]);
    expect((await bytesOf("csv", ["adjudicated"])).toString()).toMatch(/^external_id,.*\r\n$/);
  });

  it("that nobody took to its end is recorded as such", async () => {
    const { bytes } = exportTrainingSet({ actor: manager }, useCase, { format: "csv", provenances: ["blind"] });
    for await (const piece of bytes) {
      expect(piece.length).toBeGreaterThan(0);
      break;
    }
    expect(await lastEvent()).toMatchObject({ complete: false, rows: {} });
  });

  it.each(["reviewer", "adjudicator", "auditor"] as const)("is not for a %s", async (role) => {
    const actor = await makeReviewer(useCase.id, role);
    await expect(bytesOf("csv", undefined, actor)).rejects.toMatchObject({ code: "forbidden" });
  });

  it("refuses days the wrong way round, and no labels at all, before the first byte", () => {
    const refused = (filter: object) =>
      expect(() => exportTrainingSet({ actor: manager }, useCase, { format: "csv", ...filter } as never)).toThrow();
    refused({ provenances: [] });
    refused({ from: "2026-02-02", to: "2026-02-01" });
    refused({ provenances: ["made up"] });
  });
});
