/** A JSON schema as it stands in the OpenAPI document, as far as it is read here. */
export interface DocumentSchema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  enum?: (string | number)[];
  properties?: Record<string, DocumentSchema>;
  required?: string[];
  items?: DocumentSchema;
  additionalProperties?: DocumentSchema | boolean;
  anyOf?: DocumentSchema[];
  oneOf?: DocumentSchema[];
  allOf?: DocumentSchema[];
  description?: string;
  default?: unknown;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  maxItems?: number;
}

/** A member of an object, in words, with the members of its own. */
export interface MemberView {
  name: string;
  type: string;
  /** The named schema that its type refers to. */
  refersTo: string | null;
  required: boolean;
  about: string;
  members: MemberView[];
}

const typeNames: Record<string, string> = {
  string: "text",
  integer: "whole number",
  number: "number",
  boolean: "true or false",
  object: "object",
  array: "list",
  null: "null",
};

const formatNames: Record<string, string> = { uuid: "id (UUID)", "date-time": "date and time (UTC)", binary: "file" };

const nameOf = (ref: string) => ref.split("/").at(-1) ?? ref;

const choicesOf = ({ anyOf, oneOf, allOf }: DocumentSchema) => anyOf ?? oneOf ?? allOf ?? [];

function unique(texts: readonly string[]): string {
  return [...new Set(texts)].join(" or ");
}

/** What a value is, in a few words: `list of Item or Problem`, `number or null, 0 to 1`. */
export function typeText(schema: DocumentSchema): string {
  if (schema.$ref !== undefined) return nameOf(schema.$ref);
  const choices = choicesOf(schema);
  if (choices.length > 0) return unique(choices.map(typeText));
  const types = [schema.type ?? "object"].flat();
  const words = types.map((type) => {
    if (type === "array") return `list of ${schema.items === undefined ? "anything" : typeText(schema.items)}`;
    if (type === "object" && typeof schema.additionalProperties === "object" && schema.properties === undefined) {
      return Object.keys(schema.additionalProperties).length === 0
        ? "object"
        : `object of ${typeText(schema.additionalProperties)}`;
    }
    return (schema.format && type === "string" && formatNames[schema.format]) || (typeNames[type] ?? type);
  });
  return `${unique(words)}${limitsText(schema)}`;
}

function limitsText({ minimum, maximum, maxLength, maxItems }: DocumentSchema): string {
  if (minimum !== undefined && maximum !== undefined) return `, ${minimum} to ${maximum}`;
  if (minimum !== undefined) return `, from ${minimum}`;
  if (maximum !== undefined) return `, up to ${maximum}`;
  const most = maxLength ?? maxItems;
  return most === undefined ? "" : `, at most ${most.toLocaleString("en-GB")}`;
}

function aboutText(schema: DocumentSchema): string {
  const values = schema.enum ?? schema.items?.enum;
  const parts = [
    schema.description && `${schema.description}.`,
    values && `${values.length > 1 ? "One of" : "Always"} ${values.join(", ")}.`,
    schema.default !== undefined && `Left out: ${JSON.stringify(schema.default)}.`,
  ];
  return parts.filter(Boolean).join(" ");
}

/** The schema that a reference, a list or a nullable leads to, where its members are to be told. */
function carrierOf(schema: DocumentSchema): DocumentSchema[] {
  if (schema.$ref !== undefined) return [];
  if (schema.properties !== undefined) return [schema];
  if (schema.items !== undefined) return carrierOf(schema.items);
  if (typeof schema.additionalProperties === "object") return carrierOf(schema.additionalProperties);
  return choicesOf(schema).flatMap(carrierOf);
}

function referenceOf(schema: DocumentSchema): string | null {
  if (schema.$ref !== undefined) return nameOf(schema.$ref);
  const inner = [...choicesOf(schema), ...(schema.items ? [schema.items] : [])].map(referenceOf);
  return inner.find((name) => name !== null) ?? null;
}

/**
 * The members of an object, or of a list's objects; of several forms, those of all. Named schemas are not entered: they
 * are told of in their own place.
 */
export function membersOf(schema: DocumentSchema): MemberView[] {
  const forms = carrierOf(schema);
  const members = new Map<string, MemberView>();
  for (const form of forms) {
    for (const [name, member] of Object.entries(form.properties ?? {})) {
      if (members.has(name)) continue;
      members.set(name, {
        name,
        type: typeText(member),
        refersTo: referenceOf(member),
        required: forms.every((other) => other.required?.includes(name)),
        about: aboutText(member),
        members: membersOf(member),
      });
    }
  }
  return [...members.values()];
}
