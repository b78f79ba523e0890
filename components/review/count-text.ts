import { mostCounted } from "@/lib/review/review-schema";

/** How much waits: a number, or the most that is counted and a plus. */
export function countText(waiting: number): string {
  const count = waiting.toLocaleString("en-GB");
  return waiting >= mostCounted ? `${count}+` : count;
}
