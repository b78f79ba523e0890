import { expect, test } from "vitest";
import { newId } from "@/lib/platform/clock";

test("ids made for one moment sort in the order in which they were made, and are all different", () => {
  const at = new Date("2026-03-01T12:00:00.123Z");
  const ids = Array.from({ length: 5_000 }, () => newId(at));
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
  expect(newId(new Date(at.getTime() + 1)) > (ids.at(-1) ?? "")).toBe(true);
});
