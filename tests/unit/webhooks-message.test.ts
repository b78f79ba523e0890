import { describe, expect, it } from "vitest";
import { type EventType, eventTypes } from "@/lib/audit/event-types";
import { messageIn } from "@/lib/webhooks/message";

const useCase = { id: "0197a000-0000-7000-8000-000000000001", slug: "letters" };
const event = (type: EventType, more: object = {}) => ({
  type,
  useCase,
  subject: { type: "item" as const, id: "0197a000-0000-7000-8000-000000000002" },
  detail: { disagreement: "0197a000-0000-7000-8000-000000000003" },
  ...more,
});

const told: Partial<Record<EventType, string>> = {
  "decision.made": "item.decided",
  "item.unusable": "item.decided",
  "decision.superseded": "item.decision_changed",
  "disagreement.opened": "disagreement.opened",
  "disagreement.settled": "disagreement.settled",
  "policy.put_in_force": "policy.changed",
  "halt.set": "policy.changed",
  "halt.lifted": "policy.changed",
};

describe("what callers hear of", () => {
  it.each(Object.keys(eventTypes) as EventType[])("%s", (type) => {
    expect(messageIn(event(type))?.type).toBe(told[type]);
  });

  it("tells of an unusable item that a decision was withdrawn, where it had one", () => {
    const priorDecision = { seq: 1, outcome: "yes", value: null };
    expect(messageIn(event("item.unusable", { priorDecision }))?.type).toBe("item.decision_changed");
    expect(messageIn(event("item.unusable", { priorDecision: null }))?.type).toBe("item.decided");
  });

  it("says what it is about, and nothing of what the log knows besides", () => {
    const verdict = { review: "r", outcome: "yes" };
    expect(messageIn(event("disagreement.opened", { verdict, output: { outcome: "no", score: 0.7 } }))).toEqual({
      type: "disagreement.opened",
      useCase,
      about: {
        kind: "disagreement",
        itemId: "0197a000-0000-7000-8000-000000000002",
        id: "0197a000-0000-7000-8000-000000000003",
      },
    });
    expect(messageIn(event("halt.set"))?.about).toEqual({ kind: "policy", change: "halt" });
    expect(messageIn(event("halt.lifted"))?.about).toEqual({ kind: "policy", change: "halt_lifted" });
  });
});
