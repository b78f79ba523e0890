import { z } from "zod";
import { audibleChange } from "@/lib/access/audible";
import { getActor } from "@/lib/access/session";
import { hasActivitySince } from "@/lib/audit/activity-query";
import { subscribe } from "@/lib/platform/live";

export const dynamic = "force-dynamic";

const beatMs = 20_000;

/** A stream ends after this, and the browser comes back with its session: whoever lost a right hears no longer. */
const longestStreamMs = 5 * 60_000;

/** What changes, as server-sent events, for the pages that one person has open. */
export async function GET(request: Request): Promise<Response> {
  const actor = await getActor();
  if (actor === null) return new Response(null, { status: 401 });

  const since = z.coerce.number().int().min(1).max(8.64e15).safeParse(new URL(request.url).searchParams.get("since"));
  const encoder = new TextEncoder();
  let stop = () => {};
  const stream = new ReadableStream<Uint8Array>({
    async start(controller) {
      const send = (text: string) => controller.enqueue(encoder.encode(text));
      const unsubscribe = subscribe((message) => {
        const change = audibleChange(actor, message, Date.now());
        if (change !== null) send(`data: ${JSON.stringify(change)}\n\n`);
      });
      // A comment now and then tells proxies, and us, that the line still stands.
      const beat = setInterval(() => send(": still here\n\n"), beatMs);
      const end = setTimeout(() => {
        stop();
        controller.close();
      }, longestStreamMs);
      stop = () => {
        unsubscribe();
        clearInterval(beat);
        clearTimeout(end);
      };
      request.signal.addEventListener("abort", () => stop());
      send("retry: 1000\n\n");
      // What happened between the page's making and now, while nobody listened.
      if (since.success && (await hasActivitySince(actor, new Date(since.data)))) {
        if (!request.signal.aborted) send(`data: ${JSON.stringify({ kind: "caught_up", useCaseId: null })}\n\n`);
      }
    },
    cancel: () => stop(),
  });
  return new Response(stream, {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
    },
  });
}
