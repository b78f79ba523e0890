import { describe, expect, it } from "vitest";
import type { UserActor } from "@/lib/access/actor";
import { audibleChange } from "@/lib/access/audible";
import type { Role } from "@/lib/platform/generated/prisma/enums";
import type { LiveMessage } from "@/lib/platform/live";

const person = (roles: Record<string, Role[]>): UserActor => ({
  kind: "user",
  id: "p",
  name: "P",
  isAdmin: false,
  roles: new Map(Object.entries(roles).map(([useCaseId, held]) => [useCaseId, new Set(held)])),
  auth: "password",
});

describe("what an open page hears", () => {
  const inForce = { mode: "shadow", halted: false };
  const heardAt = 1_000;
  const decision: LiveMessage = { kind: "decision", useCaseId: "here", itemIds: ["secret"] };

  it("is that something changed, never what, and only in one's own use cases", () => {
    const manager = person({ here: ["manager"] });
    expect(audibleChange(manager, decision, heardAt)).toEqual({ kind: "decision", useCaseId: "here" });
    expect(audibleChange(manager, { kind: "policy", useCaseId: "there", inForce }, heardAt)).toBeNull();
    expect(audibleChange(manager, { kind: "queue", useCaseId: "there" }, heardAt)).toBeNull();
    expect(audibleChange(manager, { kind: "caught_up" }, heardAt)).toEqual({ kind: "caught_up", useCaseId: null });
  });

  it("is who decides now, where that changed: every page of the use case says so at its head", () => {
    const reviewer = person({ here: ["reviewer"] });
    const message: LiveMessage = { kind: "policy", useCaseId: "here", inForce };
    expect(audibleChange(reviewer, message, heardAt)).toEqual({
      kind: "policy",
      useCaseId: "here",
      inForce: { ...inForce, heardAt },
    });
  });

  it("leaves decisions out for reviewers: the moment of one tells that nobody reviewed it", () => {
    const reviewer = person({ here: ["reviewer"] });
    expect(audibleChange(reviewer, decision, heardAt)).toBeNull();
    expect(audibleChange(reviewer, { kind: "queue", useCaseId: "here" }, heardAt)).toMatchObject({ kind: "queue" });
  });
});
