import { describe, expect, it } from "vitest";
import { type RoutedGroup, routedFlow } from "@/lib/reports/routed-flow-view";

const group = (changes: Partial<RoutedGroup>): RoutedGroup => ({
  decides: "human",
  fallback: false,
  sampled: false,
  reasons: [],
  n: 1,
  ...changes,
});

describe("the flow", () => {
  it("sends every item one way, whatever sampled or answered it", () => {
    const flow = routedFlow([
      group({ decides: "model", reasons: ["threshold_reached"], n: 70 }),
      group({ decides: "model", sampled: true, reasons: ["threshold_reached"], n: 7 }),
      group({ decides: "human", reasons: ["below_threshold"], n: 11 }),
      group({ decides: "human", fallback: true, reasons: ["prediction_failed"], n: 5 }),
      group({ decides: "fallback", fallback: true, reasons: ["prediction_failed", "fallback_fixed"], n: 4 }),
      group({
        decides: "fallback",
        fallback: true,
        sampled: true,
        reasons: ["unlisted_category", "fallback_fixed"],
        n: 3,
      }),
    ]);
    expect(flow).toMatchObject({ items: 100, model: 77, fallback: 12, fallbackAnswered: 7, people: 11, sampled: 10 });
    expect(flow.model + flow.fallback + flow.people).toBe(flow.items);
    expect(flow.fallbackCauses).toEqual([
      { reason: "prediction_failed", n: 9 },
      { reason: "unlisted_category", n: 3 },
    ]);
  });

  it("names the nearest cause once: the guardrail before the threshold, the threshold before ramp and halt", () => {
    const { peopleCauses } = routedFlow([
      group({ reasons: ["threshold_reached", "guardrail"], n: 2 }),
      group({ reasons: ["outside_ramp", "below_threshold"], n: 3 }),
      group({ reasons: ["halted", "outside_ramp", "mode_ai_assist"], n: 4 }),
      group({ reasons: ["outside_ramp", "mode_shadow"], n: 5 }),
      group({ reasons: ["mode_human_only"], n: 6 }),
    ]);
    expect(peopleCauses).toEqual([
      { reason: "mode_human_only", n: 6 },
      { reason: "outside_ramp", n: 5 },
      { reason: "halted", n: 4 },
      { reason: "below_threshold", n: 3 },
      { reason: "guardrail", n: 2 },
    ]);
  });

  it("is empty of nothing", () => {
    expect(routedFlow([])).toMatchObject({ items: 0, model: 0, people: 0, fallback: 0, sampled: 0, peopleCauses: [] });
  });
});
