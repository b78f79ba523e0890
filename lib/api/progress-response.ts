import type { ActionResult } from "@/lib/access/server-action";
import { AppError } from "@/lib/platform/errors";

/**
 * An answer that says how far work has come: a line of JSON for whatever `work` tells, and one for its result. What fails
 * before there is anything to tell has the HTTP status of its error; after that the status has gone out.
 */
export function progressResponse<Result>(
  work: (tell: (progress: object) => void) => Promise<ActionResult<Result>>,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const lines = new TransformStream<Uint8Array, Uint8Array>();
    const writer = lines.writable.getWriter();
    const encoder = new TextEncoder();
    let begun = false;
    const write = (line: object, status: number) => {
      if (!begun) resolve(new Response(lines.readable, { status, headers }));
      begun = true;
      // Whoever has gone away misses the rest; the work goes on.
      writer.write(encoder.encode(`${JSON.stringify(line)}\n`)).catch(() => {});
    };
    work((progress) => write(progress, 200)).then((result) => {
      write(result, result.ok ? 200 : new AppError(result.error.code, "").status);
      writer.close().catch(() => {});
    }, reject);
  });
}

const headers = { "content-type": "application/x-ndjson", "cache-control": "no-store", "x-accel-buffering": "no" };
