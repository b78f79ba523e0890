import { durationText } from "@/components/ui/figure-text";
import type { DeliveryView } from "@/lib/webhooks/delivery-query";

type Shown = Pick<DeliveryView, "status" | "attempts" | "answer" | "nextAttemptAt">;

/** How a delivery stands, in a word or two. */
export function deliveryWord({ status, answer }: Pick<Shown, "status" | "answer">): string {
  if (status === "delivered") return "Delivered";
  if (status === "failed") return "Given up";
  return answer === null ? "On its way" : "Failed, tried again";
}

/** Whether something is to be seen of it soon, so that its page looks again. */
export function movesSoon({ status, nextAttemptAt }: Shown, now: number): boolean {
  return status === "pending" && (nextAttemptAt?.getTime() ?? now) - now < 65_000;
}

/** When it is tried again, as people say it; null where it is not, or where nobody knows (its receiver is stopped). */
export function nextTryText({ status, answer, nextAttemptAt }: Shown, now: number): string | null {
  if (status !== "pending" || answer === null || nextAttemptAt === null) return null;
  const seconds = (nextAttemptAt.getTime() - now) / 1000;
  return seconds < 2 ? "now" : `in ${durationText(seconds)}`;
}
