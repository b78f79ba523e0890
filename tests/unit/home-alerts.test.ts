import { describe, expect, it } from "vitest";
import { homeAlerts } from "@/lib/reports/home-alerts";

const now = new Date("2026-05-20T12:00:00Z");
const calm = { slug: "calm", name: "Calm", failures: 0, trouble: null, oldest: null, forecast: null, figures: {} };
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);

describe("alerts on Home", () => {
  it("are silent while all is well", () => {
    expect(homeAlerts([calm, { ...calm, oldest: hoursAgo(23.9) }], now)).toEqual([]);
  });

  it("begin with the gravest, whatever the use cases' order", () => {
    const failing = { ...calm, slug: "failing", failures: 1204 };
    const alerts = homeAlerts([{ ...calm, oldest: hoursAgo(24) }, failing], now);
    expect(alerts.map((alert) => alert.slug)).toEqual(["failing", "calm"]);
    expect(alerts[0]?.title).toContain("1,204 predictions failed");
    expect(alerts[1]?.title).toContain("24 hours");
  });

  it("say which model keeps failing and why, rather than how often", () => {
    const trouble = { version: 3, reason: "The model needed more memory than it may have." };
    expect(homeAlerts([{ ...calm, failures: 40, trouble }], now)).toEqual([
      {
        kind: "model",
        slug: "calm",
        title: "Calm: model version 3 keeps failing, items go to people",
        text: "The model needed more memory than it may have.",
        href: "/use-cases/calm/models/3",
      },
    ]);
    expect(homeAlerts([{ ...calm, failures: 40, trouble, figures: null }], now)).toEqual([]);
  });

  it("tell reviewers nothing of the model, and send them to their desk", () => {
    const watched = { ...calm, failures: 5, oldest: hoursAgo(80), figures: null };
    const alerts = homeAlerts([watched], now);
    expect(alerts.map((alert) => alert.kind)).toEqual(["old_queue"]);
    expect(alerts[0]).toMatchObject({ href: "/review", title: "Calm: an item has waited for 3 days" });
  });
});
