import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { birdStrikeInspection } from "@/lib/demo/bird-strike-inspection";
import { birdStrikeMapping } from "@/lib/demo/bird-strike-model";
import { type BirdStrike, readBirdStrikes, splitBirdStrikes } from "@/lib/demo/bird-strikes";
import { digitMapping } from "@/lib/demo/digit-model";
import { digitReading } from "@/lib/demo/digit-reading";
import { digitInput, readDigits, splitDigits } from "@/lib/demo/digits";
import { accuracy, areaUnderCurve, calibrationTable, coverageAt, type Scored } from "@/lib/demo/evaluate-scores";
import { scoreHoldOut } from "@/lib/demo/score-hold-out";
import { type Mapping, mappingSchema } from "@/lib/inference/mapping-schema";
import { decodeModel } from "@/lib/inference/onnx/decode-model";

interface DemoModel {
  bytes: Buffer;
  mapping: Mapping;
}

async function readModel(slug: string): Promise<DemoModel> {
  const file = `lib/demo/models/${slug}`;
  const mapping = mappingSchema.parse(JSON.parse(await readFile(`${file}.mapping.json`, "utf8")));
  return { bytes: await readFile(`${file}.onnx`), mapping };
}

const graphInputs = ({ bytes }: DemoModel) => decodeModel(bytes).graph?.input?.map(({ name }) => name);
const boundTensors = ({ mapping }: DemoModel) => mapping.inputs.map(({ tensor }) => tensor);

describe("the model of bird-strike-inspection", () => {
  let model: DemoModel;
  let stream: BirdStrike[];
  let scored: Scored[];
  const score = (inputs: BirdStrike["input"][]) =>
    scoreHoldOut(
      model.bytes,
      model.mapping,
      inputs.map((input) => ({ ...input })),
    );

  beforeAll(async () => {
    model = await readModel("bird-strike-inspection");
    ({ stream } = splitBirdStrikes(await readBirdStrikes()));
    const scores = await score(stream.map(({ input }) => input));
    scored = stream.map(({ outcome }, index) => ({ scores: scores[index] ?? {}, truth: outcome }));
  });

  it("is small, and its mapping binds each of its inputs to a field of the use case", () => {
    const fields = birdStrikeInspection(stream).fields.map(({ key }) => key);
    const used = model.mapping.inputs.map((input) => (input.from === "column" ? input.column.field : ""));
    expect(model.bytes.length).toBeLessThan(20_000);
    expect(model.mapping).toEqual(birdStrikeMapping);
    expect(boundTensors(model)).toEqual(graphInputs(model));
    expect(fields).toEqual(expect.arrayContaining(used));
    expect(model.mapping.output).toMatchObject({
      classes: birdStrikeInspection(stream).outcomes?.map(({ key }) => key),
    });
  });

  it("ranks reports that it was not trained on, and tells no worse than its base rate", () => {
    expect(accuracy(scored)).toBeGreaterThan(0.895);
    expect(areaUnderCurve(scored, "inspect")).toBeGreaterThan(0.76);
  });

  it("claims probabilities that come true, in the middle of its range within 6 points", () => {
    const claims = scored.map(({ scores, truth }) => ({
      claimed: scores.inspect ?? Number.NaN,
      cameTrue: truth === "inspect",
    }));
    const gaps = calibrationTable(claims).map(({ claimed, observed }) => Math.abs(claimed - observed));
    expect(Math.max(...gaps)).toBeLessThan(0.06);
    const expected = claims.reduce((sum, { claimed }) => sum + claimed, 0);
    const damaged = claims.filter(({ cameTrue }) => cameTrue).length;
    expect(Math.abs(expected - damaged) / claims.length).toBeLessThan(0.01);
  });

  it("leaves a hard middle: half of the reports are automated at .93, with some errors", () => {
    const { coverage, errors, automated } = coverageAt(scored, 0.93);
    expect(coverage).toBeGreaterThan(0.5);
    expect(coverage).toBeLessThan(0.8);
    expect(errors / automated).toBeGreaterThan(0.02);
    expect(errors / automated).toBeLessThan(0.05);
  });

  it("does not use species, airport or state", async () => {
    const inputs = stream.slice(0, 50).map(({ input }) => input);
    const changed = inputs.map((input) => ({
      ...input,
      wildlife_species: "Canada goose",
      airport: "ELSEWHERE",
      state: "Ohio",
    }));
    expect(await score(changed)).toEqual(await score(inputs));
  });

  it("answers where speed and operator are missing and the aircraft is new, and heeds all of them", async () => {
    const {
      speed_knots: _,
      operator: __,
      ...without
    } = {
      ...(stream[0] as BirdStrike).input,
      aircraft_type: "CONCORDE",
      wildlife_size: "Large",
      flight_phase: "Climb",
    };
    const variants = [
      without,
      { ...without, speed_knots: 80 },
      { ...without, speed_knots: 320 },
      { ...without, operator: "BUSINESS" },
      { ...without, wildlife_size: "Small" },
      { ...without, flight_date: "1999-01-31" },
    ];
    const scores = (await score(variants)).map(({ inspect }) => inspect ?? Number.NaN);
    expect(scores.every((one) => one > 0 && one < 1)).toBe(true);
    expect(new Set(scores).size).toBe(variants.length);
    expect(scores[4]).toBeLessThan(scores[0] as number);
  });
});

describe("the model of digit-reading", () => {
  let model: DemoModel;
  let scored: Scored[];

  beforeAll(async () => {
    model = await readModel("digit-reading");
    const { stream } = splitDigits(await readDigits());
    const scores = await scoreHoldOut(model.bytes, model.mapping, await Promise.all(stream.map(digitInput)));
    scored = stream.map(({ outcome }, index) => ({ scores: scores[index] ?? {}, truth: outcome }));
  });

  it("has at most 500 KB, and its mapping binds its picture and the use case's outcomes", () => {
    expect(model.bytes.length).toBeLessThanOrEqual(500_000);
    expect(model.mapping).toEqual(digitMapping);
    expect(boundTensors(model)).toEqual(graphInputs(model));
    expect(model.mapping.output).toMatchObject({ classes: digitReading.outcomes?.map(({ key }) => key) });
  });

  it("reads 94% of the digits that it was not trained on", () => {
    expect(accuracy(scored)).toBeGreaterThan(0.94);
  });

  it("is nearly always right where it is sure, and is not always sure", () => {
    const { coverage, errors, automated } = coverageAt(scored, 0.95);
    expect(coverage).toBeGreaterThan(0.75);
    expect(coverage).toBeLessThan(0.9);
    expect(errors).toBeGreaterThan(0);
    expect(errors / automated).toBeLessThan(0.01);
  });
});
