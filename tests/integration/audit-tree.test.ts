import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { systemActor } from "@/lib/access/actor";
import { appendEvents } from "@/lib/audit/append-events";
import { sequenceEvents } from "@/lib/audit/sequence-events";
import { rootOfLeaves } from "@/lib/audit/tree/root-of-leaves-query";
import { sealState } from "@/lib/audit/tree/seal-state-query";
import { consistencyProof, inclusionProof, rangeProof, rootAt, treeSize } from "@/lib/audit/tree/tree-query";
import { perfectSubtrees } from "@/lib/audit/tree/tree-shape";
import { clock, newId } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { asOwner, ownerUrl, someEvent, writeEvents } from "@/tests/support/audit-world";
import { checkLog } from "@/tests/support/check-log";
import { naivePath, naiveProof, naiveRoot } from "@/tests/support/naive-tree";

const actor = systemActor("test");

describe("the sequencer", () => {
  it("gives every event of concurrent writers one place, two of them running at once", async () => {
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let turn = 0; turn < 30; turn++) {
        const lost = (writer + turn) % 7 === 0;
        const write = database.$transaction(async (tx) => {
          await appendEvents(tx, actor, newId(), Array.from({ length: 1 + ((writer * turn) % 9) }, someEvent));
          if (lost) throw new Error("rolled back");
        });
        if (lost) await expect(write).rejects.toThrow("rolled back");
        else await write;
      }
    });
    let writing = true;
    const sequencers = Array.from({ length: 2 }, async () => {
      while (writing) await sequenceEvents(64);
    });
    await Promise.all(writers);
    writing = false;
    await Promise.all(sequencers);
    await sequenceEvents();
    const { leaves, pending } = await checkLog(ownerUrl());
    expect(pending).toBe(0);
    expect(leaves.length).toBe(await database.auditEvent.count());
    expect(leaves.length).toBeGreaterThan(500);
  });

  it("writes down what events can be found by", async () => {
    const { id } = await database.auditEvent.findFirstOrThrow({ where: { leaf: { isNot: null } } });
    const terms = await database.auditTerm.findMany({ where: { eventId: id } });
    expect(terms.map(({ term }) => term)).toEqual(["code:a_reason"]);
  });

  it("keeps a subject's events in their order, whatever clocks say", async () => {
    const realNow = clock.now;
    const subject = { type: "sign_in", id: newId() } as const;
    try {
      for (let step = 0; step < 5; step++) {
        clock.now = () => new Date(Date.UTC(2026, 0, 10 - step));
        await database.$transaction((tx) => appendEvents(tx, actor, newId(), [{ type: "sign_in.refused", subject }]));
      }
    } finally {
      clock.now = realNow;
    }
    await sequenceEvents();
    const story = await database.auditEvent.findMany({
      where: { subjectId: subject.id },
      orderBy: { leaf: { index: "asc" } },
    });
    expect(story.map(({ subjectSeq }) => subjectSeq)).toEqual([1, 2, 3, 4, 5]);
  });

  it("leaves an event out, and says so, whose bytes were changed before it got its place", async () => {
    await writeEvents(3);
    const [first] = await database.auditPending.findMany({ orderBy: { eventId: "asc" } });
    const id = first?.eventId ?? "";
    const flip = (client: { query: (sql: string, values: string[]) => Promise<unknown> }) =>
      client.query("UPDATE audit_event SET envelope = set_byte(envelope, 9, get_byte(envelope, 9) # 1) WHERE id = $1", [
        id,
      ]);
    await asOwner(flip);
    expect(await sequenceEvents(1)).toEqual({ placed: 2, refused: [id], more: false });
    expect(await sequenceEvents()).toEqual({ placed: 0, refused: [id], more: false });
    expect(await sealState()).toMatchObject({ unsealed: 1, damaged: [id] });
    // It is sealed as soon as it is what it was.
    await asOwner(flip);
    expect(await sequenceEvents()).toEqual({ placed: 1, refused: [], more: false });
    expect(await sealState()).toMatchObject({ unsealed: 0, damaged: [], lagSeconds: 0 });
    await checkLog(ownerUrl());
  });

  it("gives no second place to an event that has one", async () => {
    const size = await treeSize();
    const { eventId } = await database.auditLeaf.findFirstOrThrow({ orderBy: { index: "asc" } });
    await database.auditPending.create({ data: { eventId } });
    expect(await sequenceEvents()).toEqual({ placed: 0, refused: [], more: false });
    expect(await treeSize()).toBe(size);
    expect(await database.auditPending.count()).toBe(0);
  });
});

describe("the application's role", () => {
  const tables = ["audit_leaf", "audit_tile", "audit_key", "audit_checkpoint", "audit_anchoring", "audit_term"];

  it("can neither change nor remove anything of the tree (security line 20)", async () => {
    const attempts = tables.flatMap((table) => [
      `UPDATE ${table} SET ${table === "audit_term" ? "term = term" : table === "audit_leaf" ? "index = index" : table === "audit_tile" ? "level = level" : table === "audit_checkpoint" ? "size = size" : "id = id"}`,
      `DELETE FROM ${table}`,
      `TRUNCATE ${table} CASCADE`,
      `ALTER TABLE ${table} DISABLE TRIGGER ALL`,
    ]);
    await asApplication(async (query) => {
      for (const sql of attempts) {
        await expect(query(sql), sql).rejects.toMatchObject({ code: "42501" });
      }
      await expect(query("DELETE FROM audit_pending")).rejects.toMatchObject({ code: "42501" });
      for (const table of tables) await query(`SELECT count(*) FROM ${table}`);
    });
  });

  it("cannot make an event be forgotten that has no place", async () => {
    await writeEvents(2);
    const waiting = await database.auditPending.findMany();
    const ids = waiting.map(({ eventId }) => eventId);
    await database.$executeRaw`SELECT audit_forget_pending(${ids}::uuid[])`;
    expect(await database.auditPending.count()).toBe(2);
    await sequenceEvents();
    expect(await database.auditPending.count()).toBe(0);
  });
});

async function asApplication(work: (query: (sql: string) => Promise<unknown>) => Promise<void>): Promise<void> {
  await asOwner(async (client) => {
    await client.query("SET ROLE countersign_app");
    await work((sql) => client.query(sql));
  });
}

describe("a tree of several levels", () => {
  const more = 66_000;

  it("has full tiles of every level, and RFC 6962's roots and proofs at every size", async () => {
    await asOwner((client) =>
      client.query(
        `WITH made AS (
           INSERT INTO audit_event (id, type, occurred_at, subject_type, subject_id, subject_seq, actor_kind, leaf_hash, envelope)
           SELECT gen_random_uuid(), 'sign_in.refused', now(), 'sign_in', 'made ' || n, 1, 'system',
                  sha256('\\x00'::bytea || convert_to('{"n":' || n || '}', 'UTF8')), convert_to('{"n":' || n || '}', 'UTF8')
           FROM generate_series(1, $1::int) AS n RETURNING id
         ) INSERT INTO audit_pending SELECT id FROM made`,
        [more],
      ),
    );
    while ((await sequenceEvents()).more);
    const { leaves } = await checkLog(ownerUrl());
    expect(leaves.length).toBeGreaterThan(65_536);
    expect(await database.auditTile.findMany({ where: { level: 2 } })).toEqual([]);
    expect(await database.auditTile.count({ where: { level: 1 } })).toBe(1);

    const end = leaves.length;
    const edges = [0, 1, 2, 255, 256, 257, 511, 65_535, 65_536, 65_537, end - 1, end];
    for (const size of edges) {
      expect(await rootAt(size), `root at ${size}`).toEqual(naiveRoot(leaves.slice(0, size)));
    }
    for (const from of edges) expect(await rootOfLeaves(from, end)).toEqual(naiveRoot(leaves));
    const size = fc.oneof(fc.constantFrom(...edges.filter((edge) => edge > 0)), fc.integer({ min: 1, max: end }));
    await fc.assert(
      fc.asyncProperty(size, fc.nat(), fc.nat(), async (n, one, other) => {
        const some = leaves.slice(0, n);
        const [index, from] = [one % n, other % (n + 1)];
        expect(await inclusionProof(index, n)).toEqual(naivePath(index, some));
        expect(await consistencyProof(from, n)).toEqual(naiveProof(from, some));
        const { left, right } = await rangeProof(Math.min(index, from), from, n);
        const rootsOf = (first: number, last: number) =>
          perfectSubtrees({ first, end: last }).map(({ height, index: place }) =>
            naiveRoot(leaves.slice(place * 2 ** height, (place + 1) * 2 ** height)),
          );
        expect(left).toEqual(rootsOf(0, Math.min(index, from)));
        expect(right).toEqual(rootsOf(from, n));
      }),
      { numRuns: 6 },
    );
    await expect(rootAt(end + 1)).rejects.toThrow(RangeError);
    await expect(inclusionProof(end, end)).rejects.toThrow(RangeError);
    await expect(consistencyProof(2, 1)).rejects.toThrow(RangeError);
  });
});
