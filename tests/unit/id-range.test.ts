import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newId } from "@/lib/platform/clock";
import { firstIdOf, idRangeOfDays, momentOfId } from "@/lib/platform/id-range";

const moments = fc.date({ min: new Date("1970-01-01"), max: new Date("2200-01-01"), noInvalidDate: true });

describe("ranges of keys", () => {
  it("begin where the ids of a moment begin, and end before those of the next millisecond", () => {
    fc.assert(
      fc.property(moments, (moment) => {
        const id = newId(moment);
        expect(id >= firstIdOf(moment)).toBe(true);
        expect(id < firstIdOf(new Date(moment.getTime() + 1))).toBe(true);
        expect(momentOfId(id)).toEqual(moment);
      }),
    );
  });

  it("hold exactly the ids of their days", () => {
    const { least, below } = idRangeOfDays({ from: "2026-02-28", to: "2026-02-28" });
    const inside = (moment: string) => {
      const id = newId(new Date(moment));
      return id >= (least ?? "") && id < (below ?? "");
    };
    expect(inside("2026-02-27T23:59:59.999Z")).toBe(false);
    expect(inside("2026-02-28T00:00:00.000Z")).toBe(true);
    expect(inside("2026-02-28T23:59:59.999Z")).toBe(true);
    expect(inside("2026-03-01T00:00:00.000Z")).toBe(false);
    expect(idRangeOfDays({})).toEqual({ least: null, below: null });
  });
});
