/** Minutes after which a claim that nobody renews is free for others. An open desk renews every minute. */
const leaseMinutes = 5;

/** Claims that a reviewer may hold in one use case: the item on the screen, and the one loaded ahead. */
export const mostClaims = 2;

/** Until when a claim made or renewed now is kept. */
export function leaseEnd(now: Date): Date {
  return new Date(now.getTime() + leaseMinutes * 60_000);
}
