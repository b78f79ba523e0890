"use server";
import { revalidatePath } from "next/cache";
import { serverAction } from "@/lib/access/server-action";
import { changeWebhook } from "@/lib/webhooks/change-webhook";
import { createWebhook } from "@/lib/webhooks/create-webhook";
import { pauseWebhook } from "@/lib/webhooks/pause-webhook";
import { removeWebhook } from "@/lib/webhooks/remove-webhook";
import { replayDeliveries } from "@/lib/webhooks/replay-deliveries";
import { resumeWebhook } from "@/lib/webhooks/resume-webhook";
import { rotateWebhookSecret } from "@/lib/webhooks/rotate-webhook-secret";
import { sendTestMessage } from "@/lib/webhooks/send-test-message";

type Named = Parameters<typeof pauseWebhook>[1];

const again = () => revalidatePath("/admin/webhooks", "layout");

export const create = serverAction(async (actor, input: Parameters<typeof createWebhook>[1], requestId) => {
  const made = await createWebhook({ actor, requestId }, input);
  again();
  return made;
});

export const change = serverAction(async (actor, input: Parameters<typeof changeWebhook>[1], requestId) => {
  await changeWebhook({ actor, requestId }, input);
  again();
});

export const rotate = serverAction(async (actor, input: Named, requestId) => {
  const { secret } = await rotateWebhookSecret({ actor, requestId }, input);
  again();
  return { secret };
});

export const pause = serverAction(async (actor, input: Named, requestId) => {
  await pauseWebhook({ actor, requestId }, input);
  again();
});

export const resume = serverAction(async (actor, input: Named, requestId) => {
  await resumeWebhook({ actor, requestId }, input);
  again();
});

export const remove = serverAction(async (actor, input: Named, requestId) => {
  await removeWebhook({ actor, requestId }, input);
  again();
});

export const test = serverAction(async (actor, input: Named, requestId) => {
  const sent = await sendTestMessage({ actor, requestId }, input);
  again();
  return sent;
});

export const replay = serverAction(async (actor, input: Parameters<typeof replayDeliveries>[1], requestId) => {
  const count = await replayDeliveries({ actor, requestId }, input);
  again();
  return { count };
});
