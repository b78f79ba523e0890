import fc from "fast-check";
import { modes, rungOf } from "@/lib/engine/mode";
import { type PolicySettings, policySettingsSchema } from "@/lib/engine/policy-settings-schema";
import type { RoutablePrediction } from "@/lib/engine/routable-prediction";
import type { Buckets } from "@/lib/engine/route-item";

export const outcomes = ["inspect", "no_inspection", "unclear"] as const;

/** Shares, buckets and confidences that collide often, so that the edges are tried: 0, 1 and multiples of 1/8 above all. */
const unitInterval = fc.oneof(
  fc.constantFrom(0, 0.125, 0.25, 0.5, 0.75, 0.875, 1),
  fc.double({ min: 0, max: 1, noNaN: true }),
);
const bucket = unitInterval.filter((value) => value < 1);

const thresholds = fc.dictionary(fc.constantFrom(...outcomes), unitInterval, { noNullPrototype: true });

/** Any settings that the schema accepts. */
export const settingsArbitrary: fc.Arbitrary<PolicySettings> = fc
  .record({
    modes: fc.tuple(fc.constantFrom(...modes), fc.constantFrom(...modes)),
    rampShare: unitInterval,
    thresholds,
    maxSpread: fc.option(fc.constantFrom(0.5, 1, 2)),
    qcShare: unitInterval,
    blindShare: unitInterval,
    reveal: fc.constantFrom("before", "after"),
    champion: fc.constantFrom(1, 2),
    saltVersion: fc.constantFrom(1, 2),
  })
  .map(({ modes: pair, ...rest }) => {
    const [lower, higher] = pair.toSorted((one, other) => rungOf(one) - rungOf(other));
    return policySettingsSchema.parse({ ...rest, mode: higher, baseMode: lower });
  });

export const predictionArbitrary: fc.Arbitrary<RoutablePrediction> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ ok: fc.constant(true), outcome: fc.constantFrom(...outcomes), confidence: unitInterval }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      ok: fc.constant(true),
      value: fc.double({ noNaN: true }),
      spread: fc.option(fc.constantFrom(0.5, 1, 2, 3)),
    }),
  },
  { weight: 1, arbitrary: fc.record({ ok: fc.constant(false) }) },
) as fc.Arbitrary<RoutablePrediction>;

export const bucketsArbitrary: fc.Arbitrary<Buckets> = fc.record({ ramp: bucket, qc: bucket, blind: bucket });
