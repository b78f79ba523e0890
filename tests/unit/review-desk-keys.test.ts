import { describe, expect, test } from "vitest";
import { intentOf, type KeyPlace, keyOfCommand, keyOfOutcome, outcomeOfKey } from "@/components/review/desk-keys";
import { keysOf, originalKeys, preferencesSchema } from "@/lib/access/preferences-schema";

const outcome = (key: string, hotkey = "") => ({ key, label: key, colour: "teal" as const, hotkey });
const two = [outcome("yes", "1"), outcome("no", "2")];
const plain = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, repeat: false };
const meaning = { outcomes: two, keys: originalKeys, asking: false };
const press = (key: string, place: KeyPlace = "page", more = {}) =>
  intentOf({ key, ...plain, ...more }, place, meaning);
const answer = (key: string, place: KeyPlace = "page", more = {}) =>
  intentOf({ key, ...plain, ...more }, place, { ...meaning, asking: true });

describe("keys of outcomes", () => {
  test("are their own, else their place in the list", () => {
    const digits = ["0", "1", "2"].map((digit) => outcome(`digit ${digit}`, digit));
    expect(outcomeOfKey(digits, "0")).toBe("digit 0");
    expect(outcomeOfKey(digits, "1")).toBe("digit 1");
    expect(outcomeOfKey(digits, "3")).toBe("digit 2");
    expect(outcomeOfKey(digits, "9")).toBeNull();
    expect(keyOfOutcome(digits, 0)).toBe("0");
  });

  test("a digit that another outcome claims is nobody else's", () => {
    const mixed = [outcome("first", "b"), outcome("second", "1"), outcome("third")];
    expect(outcomeOfKey(mixed, "1")).toBe("second");
    expect(outcomeOfKey(mixed, "b")).toBe("first");
    expect(keyOfOutcome(mixed, 2)).toBe("3");
    expect(keyOfOutcome([outcome("first"), outcome("second", "1")], 0)).toBeNull();
  });
});

describe("a key press", () => {
  test("means what the legend says", () => {
    expect(press("1")).toEqual({ kind: "choose", outcome: "yes" });
    expect(press("Enter")).toEqual({ kind: "confirm" });
    expect(["s", "o", "u", "Backspace", "n", "/", "g", "?"].map((key) => press(key)?.kind)).toEqual([
      "skip",
      "opinion",
      "undo",
      "undo",
      "note",
      "note",
      "guideline",
      "help",
    ]);
    expect(["d", "e", "x", "m", "z"].map((key) => press(key)?.kind)).toEqual([
      "defer",
      "escalate",
      "unusable",
      "more",
      "picture",
    ]);
    expect(press("S")).toEqual({ kind: "skip" });
    expect(press("q")).toBeNull();
  });

  test("means nothing while the key is held, or with a modifier that is the browser's", () => {
    for (const key of ["1", "Enter", "s", "o", "u"]) {
      expect(press(key, "page", { repeat: true })).toBeNull();
      expect(press(key, "page", { metaKey: true })).toBeNull();
      expect(press(key, "page", { altKey: true })).toBeNull();
    }
    expect(press("Enter", "note", { ctrlKey: true, repeat: true })).toBeNull();
  });

  test("yields to typing: in the note only Escape and Ctrl+Enter are the desk's", () => {
    for (const key of ["1", "Enter", "s", "o", "u", "Backspace", "n", "g", "?"]) {
      expect(press(key, "note")).toBeNull();
      expect(press(key, "field")).toBeNull();
    }
    expect(press("Escape", "note")).toEqual({ kind: "leave_field" });
    expect(press("Enter", "note", { ctrlKey: true })).toEqual({ kind: "confirm" });
    expect(press("Enter", "note", { metaKey: true })).toEqual({ kind: "confirm" });
  });

  test("in a number field lets through what cannot be part of a number", () => {
    expect(press("1", "number")).toBeNull();
    expect(press("Backspace", "number")).toBeNull();
    expect(press("Enter", "number")).toEqual({ kind: "confirm" });
    expect(press("s", "number")).toEqual({ kind: "skip" });
    expect(press("u", "number")).toEqual({ kind: "undo" });
  });

  test("leaves a focused button its Enter, and dialogs everything but what closes them", () => {
    expect(press("Enter", "button")).toBeNull();
    expect(press("1", "button")).toEqual({ kind: "choose", outcome: "yes" });
    expect(["1", "Enter", "s", "u", "n"].map((key) => press(key, "dialog"))).toEqual([null, null, null, null, null]);
    expect(press("g", "dialog")).toEqual({ kind: "guideline" });
    expect(press("?", "dialog")).toEqual({ kind: "help" });
  });
});

describe("while a question stands in the outcomes' place", () => {
  test("digits answer it, Enter takes what it offers, Escape leads back, and nothing else decides", () => {
    expect(answer("2")).toEqual({ kind: "option", index: 1 });
    expect(answer("Enter")).toEqual({ kind: "confirm" });
    expect(["Escape", "Backspace"].map((key) => answer(key)?.kind)).toEqual(["back", "back"]);
    expect(["s", "d", "e", "u", "x", "m"].map((key) => answer(key))).toEqual(Array(6).fill(null));
    expect(answer("1", "page", { repeat: true })).toBeNull();
  });

  test("its field for words is one line to Enter", () => {
    expect(answer("Enter", "note")).toEqual({ kind: "confirm" });
    expect(answer("Enter", "note", { shiftKey: true })).toBeNull();
    expect(answer("1", "note")).toBeNull();
    expect(answer("Escape", "note")).toEqual({ kind: "back" });
  });
});

describe("keys of one's own", () => {
  const problems = (keys: Record<string, string>) =>
    preferencesSchema.safeParse({ keys }).error?.issues.map((issue) => issue.path.join(".")) ?? [];

  test("are used in place of the original ones, and an outcome's key comes first", () => {
    const keys = keysOf({ keys: { skip: "k" } });
    const mine = { outcomes: two, keys, asking: false };
    expect(intentOf({ key: "k", ...plain }, "page", mine)).toEqual({ kind: "skip" });
    expect(intentOf({ key: "s", ...plain }, "page", mine)).toBeNull();
    const outcomes = [...two, outcome("third", "k")];
    expect(intentOf({ key: "k", ...plain }, "page", { ...mine, outcomes })).toEqual({
      kind: "choose",
      outcome: "third",
    });
    expect(keyOfCommand(outcomes, keys, "skip")).toBeNull();
  });

  test("are refused where another command has them, and where digits or fixed keys would be taken", () => {
    expect(problems({ skip: "k", undo: "é" })).toEqual([]);
    expect(problems({ skip: "d" })).toEqual(["keys.skip"]);
    expect(problems({ skip: "d", defer: "s" })).toEqual([]);
    expect(problems({ skip: "k", defer: "k" })).toEqual(["keys.skip", "keys.defer"]);
    for (const key of ["1", "?", "/", "K", "ab", " ", ""]) expect(problems({ skip: key }), key).toEqual(["keys.skip"]);
  });
});
