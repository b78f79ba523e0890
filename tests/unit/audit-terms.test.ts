import { describe, expect, it } from "vitest";
import type { AuditEvent } from "@/lib/audit/audit-event";
import { sealEnvelope } from "@/lib/audit/envelope";
import { termsOf } from "@/lib/audit/terms";

const place = {
  eventId: "0190b000-0000-7000-8000-000000000001",
  occurredAt: new Date("2026-03-01T10:00:00Z"),
  seq: 1,
  previous: null,
  requestId: "r",
  software: "countersign test",
};
const system = { kind: "system", id: null, name: "engine", auth: "system" } as const;
const termsFor = (event: AuditEvent) => termsOf(sealEnvelope(event, system, place).bytes);

describe("the terms of an event", () => {
  it("name outcome, model, policy and codes, each once", () => {
    const terms = termsFor({
      type: "item.submitted",
      subject: { type: "item", id: "i1" },
      model: { id: "m1", version: 2, sha256: null },
      policy: { id: "p1", version: 3, sha256: "00" },
      output: { outcome: ">50K", score: 0.9, reasons: ["guardrail", "Guardrail"], guardrails: ["Too Young"] },
      detail: { external_id: "x-1", watched: ["weekend", "night"], decides: "human" },
    });
    expect(terms).toEqual([
      "outcome:>50K",
      "model:m1",
      "policy:p1",
      "code:guardrail",
      "code:too_young",
      "code:weekend",
      "code:night",
    ]);
  });

  it("do not repeat a route's reasons at the decision that follows it", () => {
    const terms = termsFor({
      type: "decision.made",
      subject: { type: "item", id: "i1" },
      output: { outcome: "yes", reasons: ["threshold_reached"] },
      detail: { decided_by: "model" },
    });
    expect(terms).toEqual(["outcome:yes", "code:model"]);
  });

  it("name a verdict's outcome and reason code, and a disagreement's root cause", () => {
    const verdict = { review: "r1", outcome: "no" };
    expect(
      termsFor({ type: "review.answered", subject: { type: "item", id: "i1" }, verdict, reasonCode: "BAD_PHOTO" }),
    ).toEqual(["outcome:no", "code:bad_photo"]);
    const detail = { kind: "model_human", root_cause: "model_error", disagreement: "d1" };
    expect(termsFor({ type: "disagreement.settled", subject: { type: "item", id: "i1" }, detail })).toEqual([
      "code:model_human",
      "code:model_error",
    ]);
  });

  it("name the person whom an event is about", () => {
    expect(termsFor({ type: "user.changed", subject: { type: "user", id: "u1" }, detail: { name: true } })).toEqual([
      "person:u1",
    ]);
    const refused = { auth: "password", user: "u2" };
    expect(
      termsFor({
        type: "sign_in.refused",
        subject: { type: "sign_in", id: "s" },
        reasonCode: "disabled",
        detail: refused,
      }),
    ).toEqual(["person:u2", "code:disabled"]);
  });

  it("are short enough for an index, and none where there is nothing to find by", () => {
    const [long] = termsFor({
      type: "item.reopened",
      subject: { type: "item", id: "i" },
      reasonCode: "a".repeat(9_000),
    });
    expect(long).toHaveLength(200);
    expect(termsFor({ type: "item.reopened", subject: { type: "item", id: "i" }, detail: { request: null } })).toEqual(
      [],
    );
  });

  it("can be stored whatever the bytes are", () => {
    expect(termsOf(Buffer.from("no JSON"))).toEqual([]);
    expect(termsOf(Buffer.from("null"))).toEqual([]);
    const [odd] = termsOf(Buffer.from(JSON.stringify({ output: { outcome: `a\u0000${"😀".repeat(150)}` } })));
    expect(odd?.isWellFormed()).toBe(true);
    expect(odd).not.toContain("\u0000");
  });
});
