import { describe, expect, it } from "vitest";
import { z } from "zod";
import { command } from "@/lib/command";

/** All that a command needs besides its commit. */
const steps = {
  name: "planted",
  permission: "account.own",
  input: z.strictObject({}),
  useCaseId: () => null,
  prepare: async () => null,
} as const;

const event = { type: "user.preferences_set", subject: { type: "user", id: "u" } } as const;

// The types are what is tested here: each line below that must not compile says so, and fails the type check if it does.
describe("a command", () => {
  it("is built with at least one event, or with nothing written", () => {
    expect(command({ ...steps, commit: async () => ({ result: 1, events: [event] }) })).toBeTypeOf("function");
    expect(command({ ...steps, commit: async () => ({ result: 1, unchanged: true }) })).toBeTypeOf("function");
  });

  it("cannot be built without an event", () => {
    // @ts-expect-error: it says nothing of what happened
    const silent = command({ ...steps, commit: async () => ({ result: 1 }) });
    // @ts-expect-error: a list of no events
    const empty = command({ ...steps, commit: async () => ({ result: 1, events: [] }) });
    const unknown = command({
      ...steps,
      // @ts-expect-error: an event of a type that the list does not know
      commit: async () => ({ result: 1, events: [{ type: "user.vanished", subject: { type: "user", id: "u" } }] }),
    });
    for (const built of [silent, empty, unknown]) expect(built).toBeTypeOf("function");
  });
});
