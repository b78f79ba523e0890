import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { paceOf, serviceForecast } from "@/lib/statistics/service-forecast";

const now = new Date("2026-05-20T12:00:00Z");
const inMinutes = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
const forecast = (dues: (Date | null)[], perHour: number, horizonHours = 24) =>
  serviceForecast({ dues, perHour, now, horizonHours });

describe("the service-level forecast", () => {
  it("says nothing is missed where the pace keeps up", () => {
    expect(forecast([inMinutes(10), inMinutes(20), inMinutes(30)], 6)).toEqual({ overdue: 0, missed: 0, from: null });
  });

  it("counts what is answered after it was due, from the earliest due date on", () => {
    // At 6 an hour the second is answered after 20 minutes, the third after 30.
    expect(forecast([inMinutes(10), inMinutes(19), inMinutes(25)], 6)).toEqual({
      overdue: 0,
      missed: 2,
      from: inMinutes(19),
    });
  });

  it("tells what is overdue from what will be, and gives work without a due date its place", () => {
    expect(forecast([inMinutes(-5), null, null, inMinutes(30)], 6)).toEqual({
      overdue: 1,
      missed: 1,
      from: inMinutes(30),
    });
    expect(forecast([inMinutes(0)], 6)).toEqual({ overdue: 1, missed: 0, from: null });
  });

  it("with nobody at work misses all that falls due within the horizon, and nothing beyond it", () => {
    expect(forecast([inMinutes(60), inMinutes(200)], 0, 2)).toEqual({ overdue: 0, missed: 1, from: inMinutes(60) });
  });

  it("never misses more at a higher pace", () => {
    const queues = fc.array(fc.option(fc.integer({ min: -600, max: 600 }).map(inMinutes)), { maxLength: 40 });
    fc.assert(
      fc.property(
        queues,
        fc.double({ min: 0, max: 200, noNaN: true }),
        fc.double({ min: 0, max: 200, noNaN: true }),
        (dues, one, more) => {
          expect(forecast(dues, one + more).missed).toBeLessThanOrEqual(forecast(dues, one).missed);
        },
      ),
    );
  });
});

describe("the pace", () => {
  it("is what people give in the hours that they work, times those on duty", () => {
    // 40 answers in 8 quarters of an hour are 20 an hour; two are on duty.
    expect(paceOf({ answers: 40, quarters: 8, onDuty: 2 })).toBe(40);
    expect(paceOf({ answers: 40, quarters: 8, onDuty: 0 })).toBe(0);
    expect(paceOf({ answers: 0, quarters: 0, onDuty: 0 })).toBe(0);
  });
});
