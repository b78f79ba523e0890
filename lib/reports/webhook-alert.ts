import type { Alert } from "@/lib/reports/home-alerts";
import type { WebhookTrouble } from "@/lib/webhooks/webhook-trouble-query";

/** What those who look after webhooks are told on Home of one that is in trouble. */
export function webhookAlert({ id, host, off }: WebhookTrouble): Alert {
  const shared = { kind: "webhook", slug: id, href: `/admin/webhooks/${id}` } as const;
  if (off === null) {
    const text = "They are tried again for two days. Its log says what it answers.";
    return { ...shared, title: `Webhook ${host}: messages keep failing`, text };
  }
  const why = off === "gone" ? "It answered that it wants no more messages." : "It accepted nothing for two days.";
  return { ...shared, title: `Webhook ${host} is turned off`, text: `${why} Callers behind it hear nothing.` };
}
