import { systemActor, type UserActor } from "@/lib/access/actor";
import { createUser } from "@/lib/access/create-user";
import { simulatedTime } from "@/lib/demo/simulated-time";
import { settleDisagreement } from "@/lib/disagreements/settle-disagreement";
import type { Settlement } from "@/lib/disagreements/settlement-schema";
import { database } from "@/lib/platform/database";

/** Share of settled disagreements whose cause is put down to the guideline, whoever was wrong. docs/demo-data.md states it. */
const ambiguousRate = 0.15;
/** The simulated adjudicator lets a disagreement lie for so long. */
const restMs = 12 * 3_600_000;

/** Creates the simulated adjudicator of a use case; nobody can sign in as one. */
export async function createSimulatedAdjudicator(useCaseId: string, slug: string): Promise<UserActor> {
  const person = {
    email: `dana.${slug}@simulated.example`,
    name: "Dana (simulated)",
    isAdmin: false,
    isSimulated: true,
    memberships: [{ useCaseId, roles: ["adjudicator" as const] }],
  };
  const { id, name } = await createUser({ actor: systemActor("demo") }, person);
  const roles = new Map([[useCaseId, new Set(["adjudicator" as const])]]);
  return { kind: "user", id, name, isAdmin: false, roles, auth: "simulated" };
}

interface Sitting {
  adjudicator: UserActor;
  useCaseId: string;
  /** The most that are settled in this sitting, the oldest first. */
  most: number;
  from: Date;
  truth: ReadonlyMap<string, string>;
  random: () => number;
}

/** Lets the simulated adjudicator settle what has been open for a while. Moves the simulated time, and answers with where it ended. */
export async function settleOld({ adjudicator, useCaseId, most, from, truth, random }: Sitting): Promise<Date> {
  const open = await database.disagreement.findMany({
    where: { useCaseId, status: "open", createdAt: { lt: new Date(from.getTime() - restMs) } },
    orderBy: { id: "asc" },
    take: most,
    select: { id: true, item: { select: { externalId: true } }, prediction: { select: { outcome: true } } },
  });
  let now = from;
  for (const { id, item, prediction } of open) {
    const outcome = truth.get(item.externalId);
    if (outcome === undefined) continue;
    now = new Date(now.getTime() + (40 + random() * 120) * 1000);
    simulatedTime.set(now);
    const wrong = prediction?.outcome === outcome ? "human_error" : "model_error";
    const rootCause: Settlement["rootCause"] = random() < ambiguousRate ? "ambiguous_guideline" : wrong;
    const settlement = { disagreementId: id, answer: { outcome }, rootCause, note: "", proposal: "" };
    await settleDisagreement({ actor: adjudicator }, settlement);
  }
  return now;
}
