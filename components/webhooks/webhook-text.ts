import { countText } from "@/components/ui/figure-text";
import type { WebhookView } from "@/lib/webhooks/webhook-query";
import { mostCounted } from "@/lib/webhooks/webhook-schema";

/** Where a webhook leads, and how it goes on from there: only the host is shown large. */
export function addressParts(url: string): { host: string; rest: string } {
  const { host, pathname, search } = new URL(url);
  const rest = `${pathname}${search}`;
  return { host, rest: rest === "/" ? "" : rest };
}

/** How the newest deliveries of a webhook stand, in figures. */
export function countsText({ delivered, pending, failed }: WebhookView["counts"]): string {
  const parts = [
    ...(delivered > 0 ? [`${countText(delivered)} delivered`] : []),
    ...(pending > 0 ? [`${countText(pending)} waiting`] : []),
    ...(failed > 0 ? [`${countText(failed)} given up`] : []),
  ];
  const whole = delivered + pending + failed < mostCounted;
  return `${whole ? "" : `Of the newest ${countText(mostCounted)}: `}${parts.join(", ")}`;
}

/** A webhook's state in a word. */
export function stateWord({ state, counts }: Pick<WebhookView, "state" | "counts">): string {
  if (state === "paused") return "Paused";
  if (state === "off") return "Turned off";
  return counts.retrying > 0 ? "Failing" : "Active";
}

const messages = (n: number) => (n === 1 ? "1 message" : `${countText(n)} messages`);

/** What its state means, and what can be done, in a sentence or two; null: nothing needs to be said. */
export function stateSentence(webhook: Pick<WebhookView, "state" | "disabledBecause" | "counts">): string | null {
  const { state, disabledBecause, counts } = webhook;
  if (state === "paused") return "Nothing is sent while it is paused. What happens is kept for it, for 30 days.";
  if (state === "off") {
    const why =
      disabledBecause === "gone"
        ? "The receiver answered 410 (Gone): it wants no more messages."
        : "The receiver accepted nothing for two days.";
    return `${why} Nothing is kept for it while it is turned off. Resume it once the receiver is ready, and replay what was given up.`;
  }
  const sentences = [
    ...(counts.retrying > 0
      ? [`${messages(counts.retrying)} failed and will be tried again, for two days after they happened.`]
      : []),
    ...(counts.failed > 0 ? [`${messages(counts.failed)} were given up. They can be replayed.`] : []),
  ];
  return sentences.length === 0 ? null : sentences.join(" ");
}
