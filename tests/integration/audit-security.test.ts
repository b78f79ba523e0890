import { readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, it, vi } from "vitest";

vi.hoisted(() => {
  process.env.AUDIT_SIGNING_KEY = Buffer.alloc(32, 5).toString("base64");
  process.env.AUDIT_CHECKPOINT_SECONDS = "0.001";
});

import type { UserActor } from "@/lib/access/actor";
import { may } from "@/lib/access/authorize";
import { type PermissionName, permissions } from "@/lib/access/permissions";
import { blobSource } from "@/lib/audit/verify/byte-source";
import { nodeDigests } from "@/lib/audit/verify/node-digests";
import { verifyFile } from "@/lib/audit/verify/verify";
import { findReceiptFor } from "@/lib/items/receipt-query";
import { submitItems } from "@/lib/items/submit-items";
import { database } from "@/lib/platform/database";
import { changePolicy } from "@/lib/policies/change-policy";
import { halt } from "@/lib/policies/halt";
import { claimNextReview } from "@/lib/review/claim-next-review";
import { download, exportFor, verify } from "@/tests/support/audit-exports";
import { sealAll } from "@/tests/support/audit-seal";
import { asOwner } from "@/tests/support/audit-world";
import { makeReviewer } from "@/tests/support/item-fixture";
import { letter, submitAll, suppliedUseCase, system } from "@/tests/support/supplied-use-case";

describe("where the audit append fails (security line 18)", () => {
  it("the decision rolls back with all that belongs to it", async () => {
    const { useCaseId } = await suppliedUseCase({ mode: "full_automation", qcShare: 0 });
    await submitAll(useCaseId, [letter("before", 0.9)]);
    await asOwner((owner) =>
      owner.query(`
        CREATE FUNCTION refuse_event() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'the disk is full'; END $$;
        CREATE TRIGGER refuse_event BEFORE INSERT ON audit_event FOR EACH ROW WHEN (NEW.type = 'decision.made')
        EXECUTE FUNCTION refuse_event()`),
    );
    try {
      await expect(submitItems(system, { useCaseId, items: [letter("during", 0.9)] })).rejects.toThrow();
    } finally {
      await asOwner((owner) => owner.query("DROP FUNCTION refuse_event CASCADE"));
    }
    const of = { where: { useCaseId } };
    expect(await database.item.findMany({ ...of, select: { externalId: true } })).toEqual([{ externalId: "before" }]);
    expect(await database.decision.count({ where: { item: { useCaseId } } })).toBe(1);
    expect(await database.auditEvent.count({ where: { useCaseId, type: "item.submitted" } })).toBe(1);
    const [again] = await submitAll(useCaseId, [letter("during", 0.9)]);
    expect(again?.status).toBe("decided");
  });
});

describe("an auditor (security line 21)", () => {
  /** What everybody may do for themselves; and exports of the log, which are what auditors are for. */
  const own: PermissionName[] = ["account.own", "audit.read"];

  it("has no permission that a write asks for", async () => {
    const auditor = await makeReviewer((await suppliedUseCase()).useCaseId, "auditor");
    const [useCaseId = ""] = auditor.roles.keys();
    const files = readdirSync("lib", { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
    const commands = files.filter((file) => /= command[<(]/.test(readFileSync(`lib/${file}`, "utf8")));
    expect(commands.length).toBeGreaterThan(50);
    const allowed = commands.filter((file) => {
      const permission = permissionIn(readFileSync(`lib/${file}`, "utf8"));
      return !own.includes(permission) && may(auditor, permission, useCaseId);
    });
    expect(allowed).toEqual([]);
  });

  it("is refused with 403 whatever they try", async () => {
    const { useCaseId } = await suppliedUseCase();
    const context = { actor: await makeReviewer(useCaseId, "auditor") };
    const attempts = [
      () => submitItems(context, { useCaseId, items: [letter("mine")] }),
      () => changePolicy(context, { useCaseId, changes: { mode: "shadow" }, reason: "because" }),
      () => halt(context, { useCaseId, reason: "because" }),
      () => claimNextReview(context, { useCaseId, loaded: [] }),
    ];
    for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ code: "forbidden", status: 403 });
  });

  /** The permission that a command's source names. */
  function permissionIn(source: string): PermissionName {
    const name = /permission: "([a-z-]+\.[a-z-]+)"/.exec(source)?.[1] ?? "";
    expect(Object.keys(permissions)).toContain(name);
    return name as PermissionName;
  }
});

describe("a superuser who changes the audit tables (security line 22)", () => {
  let auditor: UserActor;
  let itemId: string;
  let first: number;

  beforeAll(async () => {
    const { useCaseId } = await suppliedUseCase({ mode: "full_automation", qcShare: 0 });
    const items = await submitAll(
      useCaseId,
      Array.from({ length: 20 }, (_, n) => letter(`sealed-${n}`, 0.9)),
    );
    itemId = items[7]?.id ?? "";
    await sealAll();
    auditor = await makeReviewer(useCaseId, "auditor");
    const leaf = await database.auditLeaf.findFirstOrThrow({
      where: { event: { subjectId: itemId } },
      orderBy: { index: "asc" },
    });
    first = Number(leaf.index);
  });

  /** Changes rows, looks, and puts everything back. */
  async function tampered<T>(change: string, undo: string, look: () => Promise<T>): Promise<T> {
    await asOwner((owner) => owner.query(`SET session_replication_role = replica; ${change}`));
    try {
      return await look();
    } finally {
      await asOwner((owner) => owner.query(`SET session_replication_role = replica; ${undo}`));
    }
  }

  const receipt = async () => {
    const made = await findReceiptFor(auditor, itemId, new AbortController().signal);
    const file = blobSource(new Blob([JSON.stringify(made)]));
    return verifyFile(nodeDigests, file, { keys: made?.keys ?? [], origin: null, anchors: [] }, () => undefined);
  };
  const bundle = async () => verify(await download(auditor, await exportFor(auditor, {})));

  it("is not found out where nothing was changed", async () => {
    expect(await receipt()).toMatchObject({ verdict: "valid_unanchored", problems: [] });
    expect(await bundle()).toMatchObject({ verdict: "valid_unanchored", problems: [] });
  });

  it("is found out at the first event that was edited", async () => {
    const edit = (from: string, to: string) =>
      `UPDATE audit_event SET envelope = convert_to(replace(convert_from(envelope, 'UTF8'), '${from}', '${to}'), 'UTF8')
       WHERE id = (SELECT event_id FROM audit_leaf WHERE index = ${first})`;
    const [there, back] = [edit("full_automation", "shadow_of_itself"), edit("shadow_of_itself", "full_automation")];
    expect(await tampered(there, back, receipt)).toMatchObject({ verdict: "invalid", firstWrongIndex: first });
    expect(await tampered(there, back, bundle)).toMatchObject({ verdict: "invalid", firstWrongIndex: first });
  });

  it("is found out at the first of two that were swapped", async () => {
    const swap = `UPDATE audit_leaf SET event_id = CASE index WHEN ${first} THEN other.b ELSE other.a END
      FROM (SELECT (SELECT event_id FROM audit_leaf WHERE index = ${first}) AS a,
                   (SELECT event_id FROM audit_leaf WHERE index = ${first + 6}) AS b) AS other
      WHERE index IN (${first}, ${first + 6})`;
    const deferred = `ALTER TABLE audit_leaf DROP CONSTRAINT IF EXISTS audit_leaf_event_id_key;
      DROP INDEX IF EXISTS audit_leaf_event_id_key; ${swap};
      CREATE UNIQUE INDEX audit_leaf_event_id_key ON audit_leaf (event_id)`;
    const found = await tampered(deferred, deferred, bundle);
    expect(found).toMatchObject({ verdict: "invalid", firstWrongIndex: first });
  });

  // The last one: nothing is put back.
  it("is found out where one was taken out", async () => {
    await asOwner((owner) =>
      owner.query(`SET session_replication_role = replica; DELETE FROM audit_event WHERE id = (
        SELECT event_id FROM audit_leaf WHERE index = ${first})`),
    );
    expect((await receipt()).verdict).not.toMatch(/^valid/);
  });
});
