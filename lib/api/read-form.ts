import { readBody, requireMediaType } from "@/lib/api/read-body";
import { AppError } from "@/lib/platform/errors";

/** What a form may hold beside its file: names, boundaries, a mapping. */
const overhead = 8 * 1024 * 1024;

/** A form's parts by name: a file's bytes, or a text. */
export type FormParts = ReadonlyMap<string, string | Uint8Array<ArrayBuffer>>;

/** A multipart request. Throws `too_large` when it holds more than a file of `most` bytes and the parts beside it. */
export async function readForm(request: Request, most: number, known: readonly string[]): Promise<FormParts> {
  requireMediaType(request, ["multipart/form-data"]);
  const body = await readBody(request, most + overhead);
  const parts = new Map<string, string | Uint8Array<ArrayBuffer>>();
  for (const [name, part] of await parseForm(body, request.headers.get("content-type") ?? "")) {
    const problem = known.includes(name)
      ? parts.has(name) && "This part stands here twice."
      : `There is no such part. Known: ${known.join(", ")}.`;
    if (problem) {
      throw new AppError("invalid_input", `The form cannot be accepted. ${name.slice(0, 80)}: ${problem}`, {
        problems: [{ path: name.slice(0, 80), message: problem }],
      });
    }
    parts.set(name, typeof part === "string" ? part : new Uint8Array(await part.arrayBuffer()));
  }
  return parts;
}

async function parseForm(body: Buffer<ArrayBufferLike>, contentType: string): Promise<FormData> {
  try {
    return await new Response(new Uint8Array(body), { headers: { "content-type": contentType } }).formData();
  } catch (error) {
    throw new AppError("invalid_input", "The body is not a valid multipart form.", { cause: error });
  }
}
