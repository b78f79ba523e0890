import type { FieldReference } from "@/lib/engine/outside-reference";

/** A field of the use case as far as guardrails need it. */
export interface GuardedField {
  key: string;
  label: string;
  kind: "text" | "long_text" | "number" | "integer" | "boolean" | "category" | "datetime" | "image";
}

/** The answer that is about to become a decision. A fixed outcome or value has neither confidence nor spread. */
export type GuardedAnswer =
  | { outcome: string; confidence?: number; scores?: Readonly<Record<string, number>> }
  | { value: number; spread?: number | null };

/** What guardrails and priority rules know of an item besides the answer. */
export interface GuardrailContext {
  fields: readonly GuardedField[];
  /** By field key; moments in milliseconds since 1970, fields without a value left out. */
  input: Readonly<Record<string, string | number | boolean>>;
  entityKey: string | null;
  tags: readonly string[];
  /** When the item arrived, in milliseconds since 1970. */
  now: number;
  /** What the champion was trained on, by field key; null where that is not known. */
  reference: Readonly<Record<string, FieldReference>> | null;
  /** How many items were automated in the last 60 minutes; null where nobody counted, which stops. */
  automated: { useCase: number /** Of the item's entity. */; entity: number } | null;
}
