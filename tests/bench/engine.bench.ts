import { bucketOf } from "@/lib/engine/bucket";
import type { GuardedField, GuardrailContext } from "@/lib/engine/guardrail-context";
import type { FieldReference } from "@/lib/engine/outside-reference";
import { type PolicySettings, policySettingsSchema } from "@/lib/engine/policy-settings-schema";
import type { RoutablePrediction } from "@/lib/engine/routable-prediction";
import { routeItem } from "@/lib/engine/route-item";

const items = 20_000;
const rounds = 21;
const warmUp = 6;
const allowedMicroseconds = 50;

const fields: readonly GuardedField[] = [
  ...["amount", "age", "income", "rate"].map((key) => ({ key, label: key, kind: "number" as const })),
  ...["country", "channel", "product"].map((key) => ({ key, label: key, kind: "category" as const })),
  { key: "express", label: "Express", kind: "boolean" },
  { key: "ordered", label: "Ordered", kind: "datetime" },
  { key: "note", label: "Note", kind: "text" },
];

const countries = ["DE", "FR", "GB", "IT", "ES", "NL"];
const channels = ["web", "shop", "phone"];
const products = ["basic", "plus", "pro"];
const numbers: FieldReference = { kind: "number", count: 1000, missing: 0, min: -1, max: 1e9 };
const categories = (names: readonly string[]): FieldReference => {
  return {
    kind: "category",
    count: 1000,
    missing: 0,
    top: names.map((category) => ({ category, count: 1 })),
    other: 0,
  };
};
const reference: GuardrailContext["reference"] = {
  amount: numbers,
  age: numbers,
  income: numbers,
  rate: numbers,
  country: categories(countries),
  channel: categories(channels),
  product: categories(products),
};

/** Twenty guardrails as a careful manager would have them; next to nothing is stopped, so all of them are asked. */
const settings: PolicySettings = policySettingsSchema.parse({
  mode: "partial_automation",
  baseMode: "ai_assist",
  champion: 1,
  thresholds: { yes: 0.5, no: 0.5 },
  agreementAuditShare: 0.02,
  slaMinutes: 60,
  priority: [{ when: "input.amount > 900.0", priority: 5 }],
  guardrails: [
    { kind: "missing_field", field: "amount" },
    { kind: "missing_field", field: "country" },
    { kind: "field_outside", field: "amount", min: 0, max: 1e6 },
    { kind: "field_outside", field: "ordered", min: 0 },
    { kind: "category_not_in", field: "country", categories: countries },
    { kind: "slice", field: "country", values: ["US", "RU"] },
    { kind: "slice", field: "product", values: ["trial"] },
    { kind: "text_matches", field: "note", pattern: "(?i)\\b(lawyer|solicitor|court)\\b" },
    { kind: "text_matches", field: "note", pattern: "\\b\\d{3}-\\d{2}-\\d{4}\\b" },
    { kind: "outside_reference" },
    { kind: "score_below", score: 0.4 },
    { kind: "margin_below", margin: 0.01 },
    { kind: "outcome", outcomes: ["unclear"] },
    { kind: "rate", most: 1_000_000 },
    { kind: "rate", most: 1_000_000, per: "entity" },
    { kind: "outside_hours", from: "00:00", to: "24:00", timeZone: "Europe/Berlin" },
    { kind: "expression", when: "input.amount > 100000 && input.country != 'DE'" },
    { kind: "expression", when: "has(input.note) && input.note.contains('urgent') && prediction.confidence < 0.6" },
    { kind: "expression", when: "tags.exists(t, t == 'manual' || t.startsWith('hold-'))" },
    { kind: "expression", when: "input.income / (input.rate + 1) < 0.001 || input.age < 0" },
  ].map((rule, place) => ({ key: `g${place}`, ...rule })),
});

const sentence =
  "The customer asked on the phone whether the parcel that was sent last week could be left with a neighbour. ";

interface Item {
  externalId: string;
  entityKey: string;
  prediction: RoutablePrediction;
  input: GuardrailContext["input"];
}

function itemOf(place: number): Item {
  const yes = 0.51 + (place % 480) / 1000;
  const outcome = place % 2 === 0 ? "yes" : "no";
  const other = outcome === "yes" ? "no" : "yes";
  return {
    externalId: `item-${place}`,
    entityKey: `customer-${place % 997}`,
    prediction: { ok: true, outcome, confidence: yes, scores: { [outcome]: yes, [other]: 1 - yes } },
    input: {
      amount: place % 1000,
      age: 18 + (place % 60),
      income: 10_000 + place,
      rate: (place % 10) / 10,
      country: countries[place % countries.length] ?? "DE",
      channel: channels[place % channels.length] ?? "web",
      product: products[place % products.length] ?? "basic",
      express: place % 3 === 0,
      ordered: 1_770_000_000_000 + place * 1000,
      note: `${sentence}${place} ${sentence}`,
    },
  };
}

/** Draws an item's buckets and routes it, as `submitItems` does: nothing is kept from one round to the next. */
function routeOne({ externalId, entityKey, prediction, input }: Item, now: number): string {
  const bucket = (purpose: "ramp" | "qc" | "blind" | "agreement-audit", unit: string) =>
    bucketOf("0195c0de-0000-7000-8000-000000000000", purpose, settings.saltVersion, unit);
  const buckets = {
    ramp: bucket("ramp", entityKey),
    qc: bucket("qc", externalId),
    blind: bucket("blind", externalId),
    agreementAudit: bucket("agreement-audit", externalId),
  };
  const context: GuardrailContext = {
    fields,
    input,
    entityKey,
    tags: ["new", "web"],
    now,
    reference,
    automated: { useCase: 5, entity: 1 },
  };
  return routeItem({ settings, halted: false, buckets, prediction, unlisted: false, context }).decides;
}

/** Policy, buckets and twenty guardrails, per item. Higher ratios are better. */
export async function bench(): Promise<{ name: string; ratio: number; limit: number; detail: string }[]> {
  const all = Array.from({ length: items }, (_, place) => itemOf(place));
  const times: number[] = [];
  let automated = 0;
  for (let round = 0; round < warmUp + rounds; round++) {
    automated = 0;
    const started = performance.now();
    for (const [place, item] of all.entries()) {
      if (routeOne(item, 1_780_000_000_000 + place * 50) === "model") automated += 1;
    }
    if (round >= warmUp) times.push(((performance.now() - started) * 1000) / items);
  }
  if (automated < items * 0.95) throw new Error(`Only ${automated} of ${items} items passed every guardrail.`);
  const median = times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)] ?? Number.NaN;
  return [
    {
      name: `engine: ${allowedMicroseconds} µs against the median of policy, buckets and ${settings.guardrails.length} guardrails`,
      ratio: allowedMicroseconds / median,
      limit: 1,
      detail: `${median.toFixed(1)} µs an item, of ${items.toLocaleString("en-GB")} items in ${rounds} rounds`,
    },
  ];
}
