import fc from "fast-check";
import type { GuardedField, GuardrailContext } from "@/lib/engine/guardrail-context";
import type { Guardrail } from "@/lib/engine/guardrail-schema";
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

const some = <Value>(values: readonly Value[]) => fc.subarray([...values], { minLength: 1 });
const score = fc.constantFrom(0, 0.25, 0.5, 0.75, 1);
const bounds = fc.record({ min: fc.constantFrom(0, 10, 20), max: fc.constantFrom(20, 30, 40) }, { requiredKeys: [] });

/** What a guardrail of each kind may say, besides its key; from few values, so that guardrails can often be compared. */
const rules: Record<Guardrail["kind"], fc.Arbitrary<object>> = {
  missing_field: fc.record({ field: fc.constantFrom("amount", "country", "gone") }),
  field_outside: fc.tuple(fc.constantFrom("amount", "at"), bounds).map(([field, rest]) => ({ field, ...rest })),
  category_not_in: fc.record({ field: fc.constant("country"), categories: some(["DE", "FR", "GB"]) }),
  slice: fc.oneof(
    fc.record({ field: fc.constant("country"), values: some(["DE", "FR"]) }),
    fc.record({ field: fc.constant("express"), values: some([true, false]) }),
  ),
  text_matches: fc.record({ field: fc.constant("note"), pattern: fc.constantFrom("fire", "^a+$") }),
  outside_reference: fc.record({ fields: fc.subarray(["amount", "country", "note"]) }),
  score_below: fc.record({ score }),
  margin_below: fc.record({ margin: score }),
  outcome: fc.record({ outcomes: some(outcomes) }),
  value_outside: bounds,
  rate: fc.record({ most: fc.constantFrom(0, 5, 10), per: fc.constantFrom("use_case", "entity") }),
  outside_hours: fc.record({
    from: fc.constantFrom("08:00", "09:00", "22:00"),
    to: fc.constantFrom("06:00", "17:00", "18:00", "24:00"),
    days: some([1, 2, 3, 4, 5, 6, 7]),
    timeZone: fc.constantFrom("UTC", "Europe/Berlin"),
  }),
  expression: fc.record({
    when: fc.constantFrom(
      "input.amount > 20",
      "has(input.country) && input.country == 'DE'",
      "prediction.confidence < 0.5",
      "tags.exists(t, t == 'urgent')",
    ),
  }),
};

const guardrailArbitrary: fc.Arbitrary<Guardrail> = fc
  .record({ kind: fc.constantFrom(...(Object.keys(rules) as Guardrail["kind"][])), watch: fc.boolean(), n: fc.nat(99) })
  .chain(({ kind, watch, n }) =>
    rules[kind].map((rule) => ({ key: `g${n}`, label: "", watch, kind, ...rule }) as Guardrail),
  );

/** Two guardrails of one kind. */
export const guardrailPairArbitrary: fc.Arbitrary<[Guardrail, Guardrail]> = fc
  .constantFrom(...(Object.keys(rules) as Guardrail["kind"][]))
  .chain((kind) => {
    const one = rules[kind].map((rule) => ({ key: "g", label: "", watch: false, kind, ...rule }) as Guardrail);
    return fc.tuple(one, one);
  });

export const guardrailsArbitrary = fc.array(guardrailArbitrary, { maxLength: 3 });

const fallbackArbitrary = fc.oneof(
  { weight: 2, arbitrary: fc.constant({ to: "person" as const }) },
  { weight: 1, arbitrary: fc.constantFrom({ to: "model" as const, version: 3 }, { to: "model" as const, version: 4 }) },
  { weight: 1, arbitrary: fc.constantFrom(...outcomes).map((outcome) => ({ to: "outcome" as const, outcome })) },
  { weight: 1, arbitrary: fc.constantFrom(0, 15).map((value) => ({ to: "value" as const, value })) },
);

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
    agreementAuditShare: fc.constantFrom(0, 0.5),
    reviewsPerItem: fc.constantFrom(1, 3),
    fallback: fallbackArbitrary,
    guardrails: guardrailsArbitrary,
    slaMinutes: fc.constantFrom(null, 60),
    approvals: fc.record({ mode: fc.constantFrom("manager", "admin") }),
  })
  .map(({ modes: pair, ...rest }) => {
    const [lower, higher] = pair.toSorted((one, other) => rungOf(one) - rungOf(other));
    return policySettingsSchema.parse({ ...rest, mode: higher, baseMode: lower });
  });

export const predictionArbitrary: fc.Arbitrary<RoutablePrediction> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.constantFrom(...outcomes), unitInterval, fc.boolean())
      .map(([outcome, confidence, full]) => ({
        ok: true,
        outcome,
        confidence,
        ...(full && { scores: { [outcome]: confidence, other: 1 - confidence } }),
      })),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      ok: fc.constant(true),
      value: fc.oneof(fc.constantFrom(0, 10, 15, 25, 40), fc.double()),
      spread: fc.option(fc.constantFrom(0.5, 1, 2, 3)),
    }),
  },
  { weight: 1, arbitrary: fc.record({ ok: fc.constant(false) }) },
) as fc.Arbitrary<RoutablePrediction>;

export const bucketsArbitrary: fc.Arbitrary<Buckets> = fc.record({ ramp: bucket, qc: bucket, blind: bucket });

const fields: readonly GuardedField[] = [
  { key: "amount", label: "Amount", kind: "number" },
  { key: "country", label: "Country", kind: "category" },
  { key: "express", label: "Express", kind: "boolean" },
  { key: "note", label: "Note", kind: "long_text" },
  { key: "at", label: "At", kind: "datetime" },
];
const fewerFields = fields.slice(0, 3);

const reference: GuardrailContext["reference"] = {
  amount: { kind: "number", count: 100, missing: 0, min: 0, max: 25 },
  country: { kind: "category", count: 90, missing: 10, top: [{ category: "DE", count: 90 }], other: 0 },
};

/** What guardrails know of an item: values missing, fields that are gone, no reference, no counts, any time of the week. */
export const contextArbitrary: fc.Arbitrary<GuardrailContext> = fc.record({
  fields: fc.constantFrom(fields, fields, fewerFields),
  input: fc.record(
    {
      amount: fc.constantFrom(0, 10, 15, 20, 25, 50, Number.NaN),
      country: fc.constantFrom("DE", "FR", "US"),
      express: fc.boolean(),
      note: fc.constantFrom("fire!", "aaa", "nothing"),
      at: fc.constantFrom(0, 25, 1_700_000_000_000),
    },
    { requiredKeys: [] },
  ),
  entityKey: fc.option(fc.constantFrom("a", "b")),
  tags: fc.subarray(["urgent", "vip"]),
  now: fc.integer({ min: 0, max: 7 * 24 * 60 }).map((minute) => Date.UTC(2026, 2, 2) + minute * 60_000),
  reference: fc.constantFrom(reference, reference, null),
  automated: fc.option(fc.record({ useCase: fc.nat(12), entity: fc.nat(12) }), { freq: 8 }),
});

/** An item of which there is nothing to say. */
export const plainContext: GuardrailContext = {
  fields,
  input: {},
  entityKey: null,
  tags: [],
  now: Date.UTC(2026, 2, 2),
  reference: null,
  automated: { useCase: 0, entity: 0 },
};
