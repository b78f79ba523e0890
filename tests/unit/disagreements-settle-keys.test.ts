import { describe, expect, it } from "vitest";
import { type SettleStep, settleIntentOf } from "@/components/disagreements/settle-keys";

const outcome = (key: string, hotkey: string) => ({ key, hotkey, label: key, colour: "teal" as const });
const outcomes = [outcome("yes", "1"), outcome("no", "2"), outcome("maybe", "x")];

function press(key: string, step: SettleStep = "outcome", place: Parameters<typeof settleIntentOf>[1] = "page") {
  const event = { key, ctrlKey: false, metaKey: false, altKey: false, repeat: false };
  return settleIntentOf(event, place, { outcomes, step });
}

describe("the keys where a disagreement is settled", () => {
  it("choose the outcome first, then what went wrong", () => {
    expect(press("2")).toEqual({ kind: "outcome", outcome: "no" });
    expect(press("2", "cause")).toEqual({ kind: "cause", cause: "human_error" });
    expect(press("5", "cause")).toEqual({ kind: "cause", cause: "acceptable_variation" });
    expect(press("6", "cause")).toBeNull();
    expect(press("Escape", "cause")).toEqual({ kind: "back" });
    expect(press("Escape")).toBeNull();
  });

  it("leave an outcome its own key", () => {
    expect(press("x")).toEqual({ kind: "outcome", outcome: "maybe" });
    const event = { key: "x", ctrlKey: false, metaKey: false, altKey: false, repeat: false };
    expect(settleIntentOf(event, "page", { outcomes: outcomes.slice(0, 2), step: "outcome" })).toEqual({
      kind: "unusable",
    });
  });

  it("do what they say on the page, and type where one types", () => {
    expect(press("Enter")).toEqual({ kind: "confirm" });
    expect(press("Enter", "cause", "button")).toBeNull();
    expect(press("N")).toEqual({ kind: "note" });
    expect(press("p", "cause")).toEqual({ kind: "proposal" });
    expect(press("u")).toEqual({ kind: "undo" });
    expect(press("j")).toEqual({ kind: "next" });
    for (const key of ["n", "1", "u", "Backspace"]) expect(press(key, "cause", "note")).toBeNull();
    expect(press("Escape", "cause", "note")).toEqual({ kind: "leave_field" });
    expect(press("Enter", "outcome", "number")).toEqual({ kind: "confirm" });
    expect(press("1", "outcome", "dialog")).toBeNull();
  });

  it("mean nothing held down, or with a modifier", () => {
    const held = { key: "1", ctrlKey: false, metaKey: false, altKey: false, repeat: true };
    expect(settleIntentOf(held, "page", { outcomes, step: "outcome" })).toBeNull();
    const copied = { key: "1", ctrlKey: true, metaKey: false, altKey: false, repeat: false };
    expect(settleIntentOf(copied, "page", { outcomes, step: "outcome" })).toBeNull();
    expect(settleIntentOf({ ...copied, key: "Enter" }, "note", { outcomes, step: "outcome" })).toEqual({
      kind: "confirm",
    });
  });
});
