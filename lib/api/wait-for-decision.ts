import { findItemView } from "@/lib/items/item-query";
import { type LiveMessage, subscribe } from "@/lib/platform/live";

type Found = Awaited<ReturnType<typeof findItemView>>;

/**
 * The item as soon as it is decided (or found to be unusable), or as it is after `waitMs`, or when the caller has gone. Reads at the start, when
 * its decision is announced or may have been missed, and at the end: a lost announcement costs time and nothing else.
 */
export async function waitForDecision(itemId: string, waitMs: number, gone: AbortSignal): Promise<Found> {
  const news = newsOf(itemId);
  const end = AbortSignal.any([AbortSignal.timeout(waitMs), gone]);
  try {
    for (;;) {
      const found = await findItemView(itemId);
      if (found === null || found.view.status !== "in_review" || end.aborted) return found;
      await news.next(end);
    }
  } finally {
    news.stop();
  }
}

/** Remembers that there was news, so that none is lost between reading and waiting. */
function newsOf(itemId: string): { next: (end: AbortSignal) => Promise<void>; stop: () => void } {
  let fresh = false;
  let wake = () => {};
  const concerns = (message: LiveMessage) =>
    message.kind === "caught_up" || (message.kind === "decision" && message.itemIds.includes(itemId));
  const stop = subscribe((message) => {
    if (!concerns(message)) return;
    fresh = true;
    wake();
  });
  return {
    stop,
    next: async (end) => {
      if (!fresh && !end.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          end.addEventListener("abort", () => resolve(), { once: true });
        });
      }
      fresh = false;
    },
  };
}
