import { type DocumentSchema, type MemberView, membersOf, typeText } from "@/lib/api/schema-view";

interface Content {
  schema?: DocumentSchema;
  example?: unknown;
}

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema?: DocumentSchema & { example?: unknown };
}

interface Operation {
  tags?: string[];
  summary?: string;
  description?: string;
  security?: Record<string, string[]>[];
  parameters?: Parameter[];
  requestBody?: { content: Record<string, Content> };
  responses: Record<string, { description: string; content?: Record<string, Content> }>;
}

/** The OpenAPI document, as far as its page reads it. */
export interface ApiDocument {
  info: { version: string };
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, DocumentSchema> };
}

/** A body or an answer: its media type and what it holds. */
interface ContentView {
  mediaType: string;
  type: string;
  refersTo: string | null;
  members: MemberView[];
}

/** One call, as its page tells of it. */
export interface CallView {
  /** An anchor. */
  id: string;
  method: string;
  path: string;
  summary: string;
  description: string;
  /** Null: no key is needed. */
  scope: string | null;
  parameters: MemberView[];
  bodies: ContentView[];
  answers: (ContentView & { status: string; description: string })[];
  /** A command line to copy. */
  curl: string;
}

export interface DocumentView {
  version: string;
  groups: { tag: string; calls: CallView[] }[];
  schemas: { name: string; about: string; members: MemberView[] }[];
}

function contentView([mediaType, { schema = {} }]: [string, Content]): ContentView {
  const type = mediaType === "multipart/form-data" ? "form" : typeText(schema);
  const refersTo = schema.$ref?.split("/").at(-1) ?? null;
  return { mediaType, type, refersTo, members: membersOf(schema) };
}

function parameterView(parameter: Parameter): MemberView {
  const { name, required = false, schema = {}, description } = parameter;
  const [member] = membersOf({
    properties: { [name]: { ...schema, ...(description !== undefined && { description }) } },
  });
  if (member === undefined) throw new Error("A schema's only member is missing.");
  return { ...member, required, type: `${member.type}${parameter.in === "query" ? "" : ", in the path"}` };
}

/** A shell's word: nothing in it means anything to the shell. */
const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

function bodyFlags([mediaType, { example }]: [string, Content]): string[] {
  if (mediaType === "multipart/form-data") {
    return Object.entries((example ?? {}) as Record<string, string>).map(([name, value]) =>
      // `<` sends a file's text as a field, `@` sends the file.
      name === "file" ? `-F ${quoted(`file=${value}`)}` : `-F ${quoted(`${name}=${value.replace(/^@/, "<")}`)}`,
    );
  }
  return [`-H ${quoted(`Content-Type: ${mediaType}`)}`, `-d ${quoted(JSON.stringify(example, null, 2))}`];
}

function urlOf(baseUrl: string, path: string, parameters: readonly Parameter[]): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    const example = parameters.find((parameter) => parameter.name === name)?.schema?.example;
    return typeof example === "string" ? example : whole;
  });
  const query = parameters
    .filter((parameter) => parameter.in === "query" && parameter.schema?.example !== undefined)
    .map(({ name, schema }) => `${name}=${schema?.example}`);
  return `${baseUrl}${filled}${query.length === 0 ? "" : `?${query.join("&")}`}`;
}

function curlOf(baseUrl: string, method: string, path: string, operation: Operation): string {
  const [body] = Object.entries(operation.requestBody?.content ?? {});
  const flags = [
    ...(method === "get" || (method === "post" && body !== undefined) ? [] : [`-X ${method.toUpperCase()}`]),
    ...(operation.security === undefined ? [] : ['-H "Authorization: Bearer $COUNTERSIGN_KEY"']),
    ...(body === undefined ? [] : bodyFlags(body)),
  ];
  return [`curl ${quoted(urlOf(baseUrl, path, operation.parameters ?? []))}`, ...flags].join(" \\\n  ");
}

function callView(baseUrl: string, method: string, path: string, operation: Operation): CallView {
  const { summary = path, description = "", parameters = [], security, requestBody, responses } = operation;
  return {
    id: summary
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-")
      .replaceAll(/^-|-$/g, ""),
    method: method.toUpperCase(),
    path,
    summary,
    description,
    scope: security?.flatMap((schemes) => Object.values(schemes).flat())[0] ?? null,
    parameters: parameters.map(parameterView),
    bodies: Object.entries(requestBody?.content ?? {}).map(contentView),
    answers: Object.entries(responses).flatMap(([status, { description: about, content }]) =>
      Object.entries(content ?? {}).map((entry) => ({
        ...contentView(entry),
        status: status === "default" ? "4xx, 5xx" : status,
        description: about,
      })),
    ),
    curl: curlOf(baseUrl, method, path, operation),
  };
}

/** The document as a page tells of it; `baseUrl` is where the reader reaches this installation. */
export function viewDocument(document: ApiDocument, baseUrl: string): DocumentView {
  const groups = new Map<string, CallView[]>();
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      const tag = operation.tags?.[0] ?? "Other";
      groups.set(tag, [...(groups.get(tag) ?? []), callView(baseUrl, method, path, operation)]);
    }
  }
  return {
    version: document.info.version,
    groups: [...groups].map(([tag, calls]) => ({ tag, calls })),
    schemas: Object.entries(document.components.schemas).map(([name, schema]) => ({
      name,
      about: schema.description ?? "",
      members: membersOf(schema),
    })),
  };
}
