"use client";
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { countText } from "@/components/ui/figure-text";
import { useAction } from "@/components/ui/use-action";
import type { WebhookActions } from "@/components/webhooks/webhook-actions";

interface ReplayButtonProps {
  webhookId: string;
  /** Left out: all that were given up. */
  deliveryId?: string;
  replay: WebhookActions["replay"];
}

/** Sends one delivery again, or all that were given up. */
export function ReplayButton({ webhookId, deliveryId, replay }: ReplayButtonProps) {
  const { run, busy } = useAction(replay);

  async function again() {
    const answer = await run({ webhookId, ...(deliveryId !== undefined && { deliveryId }) });
    if (!answer.ok) notifications.show({ message: answer.error.message });
    else if (deliveryId === undefined) {
      const { count } = answer.result;
      notifications.show({ message: `${countText(count)} ${count === 1 ? "message is" : "messages are"} sent again.` });
    }
  }

  return (
    <Button variant="default" size={deliveryId === undefined ? "compact-sm" : "sm"} onClick={again} loading={busy}>
      {deliveryId === undefined ? "Replay all that were given up" : "Send it again"}
    </Button>
  );
}
