import { z } from "zod";

/** What a receiver can be told of, with what it is told. */
export const webhookEvents = {
  "item.decided": "An item got its first decision, from a model or from people",
  "item.decision_changed": "A decision was replaced by another one",
  "disagreement.opened": "Two answers on one item differ",
  "disagreement.settled": "A disagreement was settled",
  "policy.changed": "Another policy took force, or automation was halted or let go on",
} as const satisfies Record<string, string>;

export type WebhookEvent = keyof typeof webhookEvents;

/** In the order in which they are listed. */
export const webhookEventNames = Object.keys(webhookEvents) as [WebhookEvent, ...WebhookEvent[]];

/** What a test message is called; nobody has to ask for it. */
export const testEvent = "webhook.test";

function urlProblem(text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null) return "This is no address. Enter one like https://example.com/webhooks.";
  if (url.protocol !== "http:" && url.protocol !== "https:") return "The address starts with https://.";
  if (url.username !== "" || url.password !== "") {
    return "Name and password do not belong in the address, where everybody sees them. The signature says who sends.";
  }
  return url.hash === "" ? null : "The address ends before any #: what follows is never sent.";
}

const url = z
  .string("The address is a text.")
  .trim()
  .min(1, { error: "Enter the receiver's address.", abort: true })
  .max(1000, "At most 1,000 characters.")
  .superRefine((text, context) => {
    const message = urlProblem(text);
    if (message !== null) context.addIssue({ code: "custom", message });
  });

const events = z
  .array(z.enum(webhookEventNames, `An event is one of ${webhookEventNames.join(", ")}.`))
  .min(1, "Choose at least one event.")
  .transform((chosen) => webhookEventNames.filter((name) => chosen.includes(name)));

export const newWebhookSchema = z.strictObject({
  /** Null: of every use case, those that are yet to come included. */
  useCaseId: z.uuid().nullable(),
  url,
  events,
});

export const changeWebhookSchema = z.strictObject({ webhookId: z.uuid(), url, events });

export const webhookIdSchema = z.strictObject({ webhookId: z.uuid() });

/** One delivery, or all that were given up. */
export const replaySchema = z.strictObject({ webhookId: z.uuid(), deliveryId: z.uuid().optional() });

/** So many of a webhook's newest deliveries are counted by their status. */
export const mostCounted = 2000;

const deliveryStatuses = ["pending", "delivered", "failed"] as const;

/** What the list of deliveries can be narrowed to, as its URL says it. What a URL says wrongly is left out. */
export const deliveryFilterSchema = z.object({
  status: z.enum(deliveryStatuses).optional().catch(undefined),
  type: z
    .enum([...webhookEventNames, testEvent])
    .optional()
    .catch(undefined),
  after: z.uuid().optional().catch(undefined),
  before: z.uuid().optional().catch(undefined),
});

export type DeliveryFilter = z.infer<typeof deliveryFilterSchema>;
