/** The parts of an envelope that an event can be found by and that `audit_event` has no column for. */
interface Findable {
  type?: string;
  subject?: { type: string; id: string };
  model?: { id: string };
  policy?: { id: string };
  output?: { outcome?: string; reasons?: string[]; guardrails?: string[] };
  verdict?: { outcome?: string };
  reason_code?: string;
  detail?: Record<string, unknown>;
}

/** Members of `detail` that hold a code, or a list of codes. */
const codeMembers = ["because", "by", "decided_by", "failure", "kind", "permission", "root_cause", "watched"] as const;

/** Members of `detail` that name a person whom the event is about. */
const personMembers = ["assignee", "user"] as const;

/** As long as a term may be: an index entry has to hold it. */
const longestTerm = 200;

/** How a code is looked for: in lower case, its words joined by underscores. */
const codeTerm = (code: string): string => term("code", code.toLowerCase().trim().replaceAll(/\s+/g, "_"));

/** Something that events can be found by, as `audit_term` writes it. */
export const term = (kind: "outcome" | "model" | "policy" | "person" | "code", value: string): string =>
  `${kind}:${value}`.slice(0, longestTerm).toWellFormed().replaceAll("\u0000", "");

const texts = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter((each): each is string => typeof each === "string" && each !== "");

/**
 * What an event can be found by besides its type, use case, subject, actor and time: `outcome:<key>`, `model:<id>`,
 * `policy:<id>`, `person:<id>` of whom it is about, and `code:<code>` for reason codes, guardrails, failures and root
 * causes, in lower case. Each once, a handful per event. A decision by a model repeats its route's reasons; they are found
 * at the item's submission. None where the bytes are no JSON object: an odd event is sealed like any other.
 */
export function termsOf(envelope: Uint8Array): string[] {
  const event = parse(envelope);
  const { output, detail = {} } = event;
  const route = event.type === "decision.made" ? [] : [output?.reasons, output?.guardrails];
  const about = personMembers.flatMap((member) => texts(detail[member]));
  const codes = [event.reason_code, ...route, ...codeMembers.map((member) => detail[member])].flatMap(texts);
  return [
    ...new Set([
      ...[output?.outcome, event.verdict?.outcome].flatMap(texts).map((outcome) => term("outcome", outcome)),
      ...texts(event.model?.id).map((id) => term("model", id)),
      ...texts(event.policy?.id).map((id) => term("policy", id)),
      ...[...about, ...(event.subject?.type === "user" ? texts(event.subject.id) : [])].map((id) => term("person", id)),
      ...codes.map(codeTerm),
    ]),
  ];
}

function parse(envelope: Uint8Array): Findable {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(envelope).toString("utf8"));
    return typeof parsed === "object" && parsed !== null ? parsed : {};
  } catch {
    return {};
  }
}
