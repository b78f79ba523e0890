import type { UserActor } from "@/lib/access/actor";

/** Whether this person settles in the use case what others could not agree on. */
export function adjudicates(reviewer: UserActor, useCaseId: string): boolean {
  return reviewer.roles.get(useCaseId)?.has("adjudicator") ?? false;
}
