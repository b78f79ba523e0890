import { describe, expect, test } from "vitest";
import { intentOf, type KeyPlace, keyOfOutcome, outcomeOfKey } from "@/components/review/desk-keys";

const outcome = (key: string, hotkey = "") => ({ key, label: key, colour: "teal" as const, hotkey });
const two = [outcome("yes", "1"), outcome("no", "2")];
const press = (key: string, place: KeyPlace = "page", more = {}) =>
  intentOf({ key, ctrlKey: false, metaKey: false, altKey: false, repeat: false, ...more }, place, two);

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
    expect(press("S")).toEqual({ kind: "skip" });
    expect(press("x")).toBeNull();
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
