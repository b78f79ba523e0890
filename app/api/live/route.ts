import { audibleChange } from "@/lib/access/audible";
import { getActor } from "@/lib/access/session";
import { subscribe } from "@/lib/platform/live";

export const dynamic = "force-dynamic";

const beatMs = 20_000;

/** A stream ends after this, and the browser comes back with its session: whoever lost a right hears no longer. */
const longestStreamMs = 5 * 60_000;

/** What changes, as server-sent events, for the pages that one person has open. */
export async function GET(request: Request): Promise<Response> {
  const actor = await getActor();
  if (actor === null) return new Response(null, { status: 401 });

  const encoder = new TextEncoder();
  let stop = () => {};
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (text: string) => controller.enqueue(encoder.encode(text));
      const unsubscribe = subscribe((message) => {
        const change = audibleChange(actor, message);
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
      send("retry: 1000\n\n: open\n\n");
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
