"use client";
import { Button, Drawer, Menu, Modal } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useAction } from "@/components/ui/use-action";
import { ChangeWebhook } from "@/components/webhooks/change-webhook";
import { RemoveWebhook } from "@/components/webhooks/remove-webhook";
import { RotateSecret } from "@/components/webhooks/rotate-secret";
import type { WebhookActions } from "@/components/webhooks/webhook-actions";
import type { WebhookDraft } from "@/components/webhooks/webhook-fields";
import { addressParts } from "@/components/webhooks/webhook-text";

interface WebhookToolsProps {
  webhook: WebhookDraft & { id: string };
  active: boolean;
  actions: Omit<WebhookActions, "create" | "replay">;
}

type Open = "change" | "rotate" | "remove" | null;

/** All that can be done with a webhook. */
export function WebhookTools({ webhook, active, actions }: WebhookToolsProps) {
  const router = useRouter();
  const [open, setOpen] = useState<Open>(null);
  // A secret that is shown only once must not be lost by a click beside it.
  const [showsSecret, setShowsSecret] = useState(false);
  const test = useAction(actions.test);
  const turn = useAction(active ? actions.pause : actions.resume);
  const webhookId = webhook.id;
  const { host } = addressParts(webhook.url);

  function close() {
    setOpen(null);
    setShowsSecret(false);
  }

  async function sendTest() {
    const answer = await test.run({ webhookId });
    if (answer.ok) router.push(`/admin/webhooks/${webhookId}/${answer.result.deliveryId}`);
    else notifications.show({ message: answer.error.message });
  }

  async function pauseOrResume() {
    const answer = await turn.run({ webhookId });
    if (!answer.ok) notifications.show({ message: answer.error.message });
    else if (active) notifications.show({ message: `Nothing is sent to ${host} until it is resumed.` });
    else notifications.show({ message: `Messages go to ${host} again; what waited is on its way.` });
  }

  return (
    <>
      {active ? (
        <Button onClick={sendTest} loading={test.busy}>
          Send a test
        </Button>
      ) : (
        <Button onClick={pauseOrResume} loading={turn.busy}>
          Resume
        </Button>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default">Change</Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setOpen("change")}>Address and events</Menu.Item>
          <Menu.Item onClick={() => setOpen("rotate")}>Rotate the secret</Menu.Item>
          {active && <Menu.Item onClick={pauseOrResume}>Pause</Menu.Item>}
          <Menu.Item onClick={() => setOpen("remove")}>Remove</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Drawer
        opened={open === "change"}
        onClose={close}
        size="md"
        title={host}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <ChangeWebhook webhook={webhook} change={actions.change} onDone={close} />
      </Drawer>
      <Modal
        opened={open === "rotate"}
        onClose={close}
        title={showsSecret ? "The new secret" : "Rotate the secret?"}
        closeOnClickOutside={!showsSecret}
        closeOnEscape={!showsSecret}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <RotateSecret
          webhookId={webhookId}
          rotate={actions.rotate}
          onShown={() => setShowsSecret(true)}
          onDone={close}
        />
      </Modal>
      <Modal
        opened={open === "remove"}
        onClose={close}
        title={`Remove ${host}?`}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <RemoveWebhook webhookId={webhookId} host={host} remove={actions.remove} onDone={close} />
      </Modal>
    </>
  );
}
