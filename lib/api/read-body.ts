import { AppError } from "@/lib/platform/errors";

function tooLarge(most: number): AppError {
  const megabytes = Math.floor(most / (1024 * 1024));
  return new AppError("too_large", `This request is larger than ${megabytes} MB. Send less at a time.`);
}

/** Reads a stream to its end, or throws `too_large` as soon as it goes over. The sender's own count plays no part. */
async function collect(stream: ReadableStream<Uint8Array>, most: number): Promise<Buffer> {
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done)
      return chunks.length === 1 && chunks[0]
        ? Buffer.from(chunks[0].buffer, chunks[0].byteOffset, size)
        : Buffer.concat(chunks, size);
    size += value.byteLength;
    // The rest stays unread: cancelling would cut the connection before the answer has gone out.
    if (size > most) throw tooLarge(most);
    chunks.push(value);
  }
}

/** Unpacks gzip as it flows. What comes in is limited as well: a stream of empty gzip members would never end. */
function unpack(packed: ReadableStream<Uint8Array<ArrayBuffer>>, most: number): ReadableStream<Uint8Array> {
  let size = 0;
  const counted = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      size += chunk.byteLength;
      if (size > most) throw tooLarge(most);
      controller.enqueue(chunk);
    },
  });
  return packed.pipeThrough(counted, { preventCancel: true }).pipeThrough(new DecompressionStream("gzip"));
}

/**
 * A request's body, unpacked where it says `Content-Encoding: gzip`; at most `most` bytes, before and after unpacking.
 * Throws `too_large`, `unsupported_media_type` for another encoding, `invalid_input` for broken gzip.
 */
export async function readBody(request: Request, most: number): Promise<Buffer> {
  const encoding = request.headers.get("content-encoding")?.trim().toLowerCase() ?? "identity";
  if (encoding !== "identity" && encoding !== "gzip") {
    throw new AppError("unsupported_media_type", "The body's Content-Encoding must be gzip, or left out.");
  }
  const { body } = request;
  if (body === null) return Buffer.alloc(0);
  if (encoding === "identity") return collect(body, most);
  try {
    return await collect(unpack(body, most), most);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError("invalid_input", "The body is not valid gzip, as its Content-Encoding says.", { cause: error });
  }
}

/** The media type of a request's body, without parameters, in lower case; empty where it is missing. */
function mediaTypeOf(request: Request): string {
  return (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
}

/** Throws `unsupported_media_type` unless the request's body is of one of the types. Answers with the type. */
export function requireMediaType<const Type extends string>(request: Request, types: readonly Type[]): Type {
  const sent = mediaTypeOf(request);
  const type = types.find((known) => known === sent);
  if (type !== undefined) return type;
  const what = sent === "" ? "The Content-Type is missing" : `The Content-Type ${sent.slice(0, 80)} is not taken here`;
  throw new AppError("unsupported_media_type", `${what}. Send ${types.join(" or ")}.`);
}
