import { Group } from "@mantine/core";
import type { Metadata } from "next";
import { cookies } from "next/headers";
import { notFound } from "next/navigation";
import { z } from "zod";
import { change, pause, remove, replay, resume, rotate, test } from "@/app/admin/webhooks/actions";
import { EmptyState } from "@/components/ui/empty-state";
import { ExactTime } from "@/components/ui/exact-time";
import { PageFrame } from "@/components/ui/page-frame";
import { RelativeTime } from "@/components/ui/relative-time";
import { Section } from "@/components/ui/section";
import { DeliveryFilters } from "@/components/webhooks/delivery-filters";
import { DeliveryTable } from "@/components/webhooks/delivery-table";
import { movesSoon, nextTryText } from "@/components/webhooks/delivery-text";
import { FactList } from "@/components/webhooks/fact-list";
import { RefreshSoon } from "@/components/webhooks/refresh-soon";
import { ReplayButton } from "@/components/webhooks/replay-button";
import { StateBadge } from "@/components/webhooks/state-badge";
import { addressParts, countsText, stateSentence } from "@/components/webhooks/webhook-text";
import { WebhookTools } from "@/components/webhooks/webhook-tools";
import { requireActor } from "@/lib/access/session";
import { listDeliveries } from "@/lib/webhooks/delivery-query";
import { findWebhook } from "@/lib/webhooks/webhook-query";
import { deliveryFilterSchema } from "@/lib/webhooks/webhook-schema";

export const metadata: Metadata = { title: "Webhook" };

const columnsCookie = "columns-deliveries";

interface WebhookPageProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function WebhookPage({ params, searchParams }: WebhookPageProps) {
  const actor = await requireActor();
  const { id } = await params;
  const webhook = z.uuid().safeParse(id).success ? await findWebhook(actor, id) : null;
  if (webhook === null) notFound();
  const filter = deliveryFilterSchema.parse(await searchParams);
  const { deliveries, ...pages } = await listDeliveries(actor, id, filter);
  const now = Date.now();
  const active = webhook.state === "active";
  const { host } = addressParts(webhook.url);
  const actions = { change, pause, remove, resume, rotate, test };
  const previousUntil =
    webhook.previousSecretUntil !== null && webhook.previousSecretUntil.getTime() > now
      ? webhook.previousSecretUntil
      : null;
  return (
    <PageFrame
      title={host}
      lead={webhook.useCase === null ? "Hears of all use cases" : `Hears of ${webhook.useCase.name}`}
      actions={
        <WebhookTools webhook={{ id, url: webhook.url, events: webhook.events }} active={active} actions={actions} />
      }
    >
      {active && deliveries.some((delivery) => movesSoon(delivery, now)) && <RefreshSoon />}
      <Section>
        <FactList
          facts={[
            [
              "State",
              <Group key="state" gap="xs">
                <StateBadge webhook={webhook} />
                {stateSentence(webhook)}
              </Group>,
            ],
            ["Address", webhook.url],
            ["Events", webhook.events.join(", ")],
            ["Added", <RelativeTime key="added" at={webhook.createdAt} />],
            [
              "Last delivered",
              webhook.lastDeliveredAt === null ? (
                "Nothing yet"
              ) : (
                <RelativeTime key="delivered" at={webhook.lastDeliveredAt} />
              ),
            ],
            [
              "Secret",
              previousUntil === null ? null : (
                <>
                  Rotated. Messages carry both signatures until <ExactTime at={previousUntil} />.
                </>
              ),
            ],
          ]}
        />
      </Section>
      <DeliveryFilters />
      <DeliveryTable
        webhookId={id}
        deliveries={deliveries.map((delivery) => ({
          ...delivery,
          nextTry: active ? nextTryText(delivery, now) : null,
        }))}
        {...pages}
        chosenColumns={{ cookie: columnsCookie, value: (await cookies()).get(columnsCookie)?.value ?? null }}
        note={
          <Group gap="sm">
            {countsText(webhook.counts)}
            {webhook.counts.failed > 0 && <ReplayButton webhookId={id} replay={replay} />}
          </Group>
        }
        empty={
          filter.status === undefined && filter.type === undefined ? (
            <EmptyState title="Nothing sent yet">
              The first message goes out as soon as something happens that this receiver wants to hear of. A test shows
              at once whether it is reached.
            </EmptyState>
          ) : (
            <EmptyState title="No delivery matches">Take a filter out, or clear them all.</EmptyState>
          )
        }
      />
    </PageFrame>
  );
}
