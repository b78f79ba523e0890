import { Badge } from "@mantine/core";
import { stateWord } from "@/components/webhooks/webhook-text";
import type { WebhookView } from "@/lib/webhooks/webhook-query";

/** How a webhook stands. What needs a look is filled, the rest is outlined; the word says it in either case. */
export function StateBadge({ webhook }: { webhook: Pick<WebhookView, "state" | "counts"> }) {
  const word = stateWord(webhook);
  return (
    <Badge color="gray" variant={word === "Turned off" || word === "Failing" ? "filled" : "outline"}>
      {word}
    </Badge>
  );
}
