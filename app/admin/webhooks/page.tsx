import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { create } from "@/app/admin/webhooks/actions";
import { EmptyState } from "@/components/ui/empty-state";
import { PageFrame } from "@/components/ui/page-frame";
import { Section } from "@/components/ui/section";
import { NewWebhook } from "@/components/webhooks/new-webhook";
import { WebhookList } from "@/components/webhooks/webhook-list";
import { may } from "@/lib/access/authorize";
import { requireActor } from "@/lib/access/session";
import { managesWebhooks } from "@/lib/access/visible-places";
import { listVisibleUseCases } from "@/lib/use-cases/use-case-query";
import { listWebhooks } from "@/lib/webhooks/webhook-query";

export const metadata: Metadata = { title: "Webhooks" };

export default async function WebhooksPage() {
  const actor = await requireActor();
  if (!managesWebhooks(actor)) notFound();
  const [webhooks, records] = await Promise.all([listWebhooks(actor), listVisibleUseCases(actor, "webhook.manage")]);
  const useCases = records.map((record) => ({ id: record.id, name: record.definition.name }));
  return (
    <PageFrame
      title="Webhooks"
      lead="Where callers hear what happens, as it happens: signed messages, tried again for two days until they are accepted."
      actions={<NewWebhook useCases={useCases} forAll={may(actor, "webhook.manage", null)} create={create} />}
    >
      <Section flush>
        {webhooks.length === 0 ? (
          <EmptyState title="No webhook yet">
            Without one, callers ask for decisions by API. Add the address of a program that wants to be told instead.
          </EmptyState>
        ) : (
          <WebhookList webhooks={webhooks} />
        )}
      </Section>
    </PageFrame>
  );
}
