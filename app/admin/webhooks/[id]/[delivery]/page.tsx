import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { z } from "zod";
import { replay } from "@/app/admin/webhooks/actions";
import { CodeBlock } from "@/components/ui/code-block";
import { ExactTime } from "@/components/ui/exact-time";
import { durationText } from "@/components/ui/figure-text";
import { PageFrame } from "@/components/ui/page-frame";
import { Section } from "@/components/ui/section";
import { TextLink } from "@/components/ui/text-link";
import { deliveryWord, movesSoon, nextTryText } from "@/components/webhooks/delivery-text";
import { FactList } from "@/components/webhooks/fact-list";
import { RefreshSoon } from "@/components/webhooks/refresh-soon";
import { ReplayButton } from "@/components/webhooks/replay-button";
import { addressParts } from "@/components/webhooks/webhook-text";
import { requireActor } from "@/lib/access/session";
import { findDelivery } from "@/lib/webhooks/delivery-query";
import { findWebhook } from "@/lib/webhooks/webhook-query";

export const metadata: Metadata = { title: "Delivery" };

interface DeliveryPageProps {
  params: Promise<{ id: string; delivery: string }>;
}

export default async function DeliveryPage({ params }: DeliveryPageProps) {
  const actor = await requireActor();
  const { id, delivery: deliveryId } = await params;
  if (!z.uuid().safeParse(id).success || !z.uuid().safeParse(deliveryId).success) notFound();
  const webhook = await findWebhook(actor, id);
  const delivery = webhook === null ? null : await findDelivery(actor, id, deliveryId);
  if (webhook === null || delivery === null) notFound();
  const now = Date.now();
  const active = webhook.state === "active";
  const nextTry = active ? nextTryText(delivery, now) : "when the webhook is resumed";
  return (
    <PageFrame
      title={delivery.type}
      lead={
        <>
          To <TextLink href={`/admin/webhooks/${id}`}>{addressParts(webhook.url).host}</TextLink>
        </>
      }
      actions={<ReplayButton webhookId={id} deliveryId={deliveryId} replay={replay} />}
    >
      {active && movesSoon(delivery, now) && <RefreshSoon />}
      <Section>
        <FactList
          facts={[
            ["Status", <strong key="status">{deliveryWord(delivery)}</strong>],
            ["Next try", delivery.status === "pending" ? nextTry : null],
            ["About", <About key="about" {...delivery} />],
            ["Happened", <ExactTime key="happened" at={delivery.happenedAt} />],
            ["Attempts", delivery.attempts],
            ["Last attempt", delivery.attemptedAt && <ExactTime key="attempted" at={delivery.attemptedAt} />],
            ["Took", delivery.latencyMs === null ? null : durationText(delivery.latencyMs / 1000)],
            ["webhook-id", delivery.messageId],
          ]}
        />
      </Section>
      {delivery.answer !== null && (
        <Section
          title="Answer"
          note={
            delivery.answerStatus === null
              ? "There was no whole answer."
              : `Of the last attempt: ${delivery.answerStatus}.`
          }
        >
          {delivery.answer === "" ? "It had no text." : <CodeBlock text={delivery.answer} what="the answer" wrap />}
        </Section>
      )}
      <Section title="Message" note="The bytes that are signed and sent.">
        {delivery.body === null ? (
          "Its item waits for a review that may come to you. What the message says is shown once it is reviewed."
        ) : (
          <CodeBlock text={delivery.body} what="the message" wrap />
        )}
      </Section>
    </PageFrame>
  );
}

function About({ about, itemId, sealed }: { about: string | null; itemId: string | null; sealed: boolean }) {
  if (sealed) return "An item that waits for your review";
  return itemId === null ? (about ?? "Nothing: it is a test") : <TextLink href={`/items/${itemId}`}>{about}</TextLink>;
}
