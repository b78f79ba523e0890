import { afterEach, describe, expect, it } from "vitest";
import { systemActor } from "@/lib/access/actor";
import { changeUser } from "@/lib/access/change-user";
import { createUser } from "@/lib/access/create-user";
import { setRoles } from "@/lib/access/set-roles";
import { overrideDecision } from "@/lib/items/override-decision";
import { settleReviews } from "@/lib/items/settle-reviews";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { env } from "@/lib/platform/env";
import { changePolicy } from "@/lib/policies/change-policy";
import { halt } from "@/lib/policies/halt";
import { liftHalt } from "@/lib/policies/lift-halt";
import { answerReview } from "@/lib/review/answer-review";
import { claimNextReview } from "@/lib/review/claim-next-review";
import { skipReview } from "@/lib/review/skip-review";
import { documentedEvents, undocumented } from "@/tests/support/documented-events";
import { makeReviewer } from "@/tests/support/item-fixture";
import { letter, submitAll, suppliedUseCase, system } from "@/tests/support/supplied-use-case";

const realNow = clock.now;

afterEach(() => {
  clock.now = realNow;
});

/** Everything that people and callers type in the flows below and that must not stand in the log. */
const typed = {
  input: "Zanzibar-input-text",
  note: "Quagga-note-text",
  override: "Okapi-override-reason",
  policy: "Narwhal-policy-reason",
  halt: "Wombat-halt-reason",
  skip: "Ibis-skip-note",
  person: "Xanthippe Surname",
  renamed: "Yolanda Othername",
  address: "xanthippe.surname@example.org",
  password: "a password that nobody else has",
};

async function settleLater() {
  const at = new Date(clock.now().getTime() + (env.undoSeconds + 1) * 1000);
  clock.now = () => at;
  await settleReviews({ actor: systemActor("worker") }, { limit: 100 });
}

async function liveThrough(): Promise<void> {
  const { id: userId } = await createUser(system, {
    email: typed.address,
    name: typed.person,
    password: typed.password,
    isAdmin: false,
    isSimulated: false,
    memberships: [],
  });
  await changeUser(system, { userId, name: typed.renamed });
  const { useCaseId } = await suppliedUseCase({ mode: "ai_assist", blindShare: 0 });
  await setRoles(system, { userId, memberships: [{ useCaseId, roles: ["auditor"] }] });
  await submitAll(
    useCaseId,
    ["a", "b"].map((id) => letter(`env-${id}`, 0.9, { text: typed.input })),
  );
  const reviewer = { actor: await makeReviewer(useCaseId) };
  const first = await claimNextReview(reviewer, { useCaseId, loaded: [] });
  await skipReview(reviewer, {
    useCaseId,
    reviewId: first?.reviewId ?? "",
    reason: "other",
    note: typed.skip,
  });
  const second = await claimNextReview(reviewer, { useCaseId, loaded: [] });
  await answerReview(reviewer, {
    useCaseId,
    reviewId: second?.reviewId ?? "",
    answer: { outcome: "no" },
    note: typed.note,
  });
  await settleLater();
  const decided = await database.item.findFirstOrThrow({ where: { useCaseId, status: "decided" } });
  const manager = { actor: await makeReviewer(useCaseId, "manager") };
  await overrideDecision(manager, {
    useCaseId,
    itemId: decided.id,
    answer: { outcome: "yes" },
    reason: typed.override,
    reasonCode: null,
  });
  await settleLater();
  await changePolicy(manager, { useCaseId, changes: { mode: "shadow" }, reason: typed.policy });
  await halt(manager, { useCaseId, reason: typed.halt });
  await liftHalt(manager, { useCaseId, reason: typed.halt });
}

describe("envelopes of real flows", () => {
  it("hold nothing that anybody typed, and only what the documentation names", async () => {
    await liveThrough();
    const rows = await database.auditEvent.findMany({ orderBy: { id: "asc" } });
    const texts = rows.map(({ envelope }) => Buffer.from(envelope).toString("utf8"));
    for (const [what, text] of Object.entries(typed)) {
      const holding = texts.filter((envelope) => envelope.includes(text));
      expect(holding, `the ${what}`).toEqual([]);
    }
    const documented = documentedEvents();
    const beyond = texts.flatMap((text) => {
      const envelope = JSON.parse(text) as Record<string, unknown>;
      const unknown = undocumented(documented, envelope);
      return unknown.length === 0 ? [] : [`${envelope.type}: ${unknown.join(", ")}`];
    });
    expect([...new Set(beyond)]).toEqual([]);
    // The flows above did happen.
    const types = new Set(rows.map(({ type }) => type));
    for (const type of ["review.skipped", "review.answered", "decision.made", "decision.superseded", "halt.lifted"]) {
      expect(types, type).toContain(type);
    }
  });
});
