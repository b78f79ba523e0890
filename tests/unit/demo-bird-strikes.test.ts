import { beforeAll, describe, expect, it } from "vitest";
import { birdStrikeGuideline } from "@/lib/demo/bird-strike-guideline";
import { birdStrikeInspection } from "@/lib/demo/bird-strike-inspection";
import { type BirdStrike, readBirdStrikes, splitBirdStrikes } from "@/lib/demo/bird-strikes";
import { definitionSchema } from "@/lib/use-cases/definition-schema";
import { parseInput } from "@/lib/use-cases/parse-input";

let strikes: BirdStrike[];
let training: BirdStrike[];
let stream: BirdStrike[];

beforeAll(async () => {
  strikes = await readBirdStrikes();
  ({ training, stream } = splitBirdStrikes(strikes));
});

const damagedShare = (part: readonly BirdStrike[]) =>
  part.filter(({ outcome }) => outcome === "inspect").length / part.length;

describe("the bird strike reports", () => {
  it("are 10,000, oldest first, under ids in their order", () => {
    const ids = strikes.map(({ externalId }) => externalId);
    const days = strikes.map(({ input }) => input.flight_date);
    expect(new Set(ids).size).toBe(10_000);
    expect([ids[0], ids.at(-1)]).toEqual(["strike-00001", "strike-10000"]);
    expect(days).toEqual([...days].sort());
  });

  it("call for an inspection where the report records any damage", () => {
    expect(strikes.filter(({ outcome }) => outcome === "inspect")).toHaveLength(1061);
  });

  it("hold nothing that is known only after an inspection", () => {
    const keys = new Set(strikes.flatMap(({ input }) => Object.keys(input)));
    expect([...keys].filter((key) => /damage|cost|effect|repair/i.test(key))).toEqual([]);
    expect(keys.size).toBe(10);
  });

  it("leave out what a report does not say", () => {
    expect(strikes.filter(({ input }) => !("speed_knots" in input))).toHaveLength(2836);
    expect(strikes.filter(({ input }) => !("operator" in input))).toHaveLength(72);
    expect(strikes.every(({ input }) => !Number.isNaN(input.speed_knots ?? 0))).toBe(true);
  });

  it("are cut between two days, 70% before and 30% after", () => {
    const lastTrainingDay = training.at(-1)?.input.flight_date ?? "";
    expect(training.length + stream.length).toBe(strikes.length);
    expect(training.length / strikes.length).toBeCloseTo(0.7, 2);
    expect(stream.every(({ input }) => input.flight_date > lastTrainingDay)).toBe(true);
  });
});

describe("the use case bird-strike-inspection", () => {
  it("takes every report, and marks only values that the training part did not have", () => {
    const { fields } = definitionSchema.parse(birdStrikeInspection(training));
    const unlisted = (part: readonly BirdStrike[]) =>
      part.flatMap(({ input }) => {
        const parsed = parseInput(fields, input);
        expect(parsed).toMatchObject({ ok: true });
        return parsed.ok ? parsed.unlisted : [];
      });
    expect(unlisted(training)).toEqual([]);
    expect(new Set(unlisted(stream))).toEqual(new Set(["aircraft_type", "operator"]));
  });

  it("has a guideline whose shares are those of the training part", () => {
    const percent = (share: number) => `${Math.round(share * 100)}%`;
    const ofSize = (size: string) => training.filter(({ input }) => input.wildlife_size === size);
    const inPhase = (phase: string) => ofSize("Medium").filter(({ input }) => input.flight_phase === phase);
    const inWinter = ({ input }: BirdStrike) => ["11", "12", "01", "02", "03"].includes(input.flight_date.slice(5, 7));
    const share = (part: readonly BirdStrike[]) => percent(damagedShare(part));
    const text = birdStrikeGuideline.replace(/\s+/g, " ");
    expect(text).toContain(
      `${share(ofSize("Large"))} of strikes with a large animal left damage, ${share(ofSize("Medium"))} with a medium one, ${share(ofSize("Small"))} with a small one`,
    );
    expect(text).toContain(
      `with a medium bird ${share(inPhase("Climb"))} and ${share(inPhase("Descent"))} were damaged, against ${share(inPhase("Landing Roll"))} in the landing roll`,
    );
    expect(text).toContain(
      `From November to March ${share(training.filter(inWinter))} of the reports record damage, in the other months ${share(training.filter((strike) => !inWinter(strike)))}`,
    );
  });
});
