import type { Actor, UserActor } from "@/lib/access/actor";
import { AppError } from "@/lib/platform/errors";

/** The person who reviews. Throws `forbidden` for keys and for the system: a verdict is a person's. */
export function reviewerOf(actor: Actor): UserActor {
  if (actor.kind === "user") return actor;
  throw new AppError("forbidden", "Only a person can review.");
}
