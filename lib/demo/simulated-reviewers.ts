import { systemActor, type UserActor } from "@/lib/access/actor";
import { createUser } from "@/lib/access/create-user";
import { simulatedTime } from "@/lib/demo/simulated-time";
import { answerReview } from "@/lib/review/answer-review";
import { claimNextReview } from "@/lib/review/claim-next-review";
import { skipReview } from "@/lib/review/skip-review";

/** Share of a simulated reviewer's verdicts that are wrong, drawn at random. docs/demo-data.md states it. */
const simulatedErrorRate = 0.04;

const names = ["Ada", "Ben", "Cleo"];

/** Creates the simulated reviewers of a use case; nobody can sign in as one. */
export async function createSimulatedReviewers(useCaseId: string, slug: string): Promise<UserActor[]> {
  const context = { actor: systemActor("demo") };
  const memberships = [{ useCaseId, roles: ["reviewer" as const] }];
  const reviewers: UserActor[] = [];
  for (const first of names) {
    const email = `${first.toLowerCase()}.${slug}@simulated.example`;
    const person = { email, name: `${first} (simulated)`, isAdmin: false, isSimulated: true, memberships };
    const { id, name } = await createUser(context, person);
    const roles = new Map([[useCaseId, new Set(["reviewer" as const])]]);
    reviewers.push({ kind: "user", id, name, isAdmin: false, roles, auth: "simulated" });
  }
  return reviewers;
}

interface Shift {
  reviewer: UserActor;
  useCaseId: string;
  /** The most reviews that are done in this shift. */
  most: number;
  from: Date;
  truth: ReadonlyMap<string, string>;
  outcomes: readonly string[];
  random: () => number;
}

const notes = [
  "Crew says no visible marks.",
  "Second strike at this airport today.",
  "Remains sent for identification.",
];

/** Lets one simulated reviewer work through the queue. Moves the simulated time, and answers with where it ended. */
export async function workShift(shift: Shift): Promise<Date> {
  const { reviewer, useCaseId, truth, outcomes, random } = shift;
  const context = { actor: reviewer };
  let now = shift.from;
  for (let done = 0; done < shift.most; done++) {
    simulatedTime.set(now);
    const item = await claimNextReview(context, { useCaseId, loaded: [] });
    if (item === null) break;
    now = new Date(now.getTime() + (15 + random() * 60) * 1000);
    simulatedTime.set(now);
    if (random() < 0.02) {
      await skipReview(context, { useCaseId, reviewId: item.reviewId, reason: "need_more_time", note: "" });
      continue;
    }
    const right = truth.get(item.externalId) ?? outcomes[0] ?? "";
    const wrong = outcomes.filter((outcome) => outcome !== right);
    const outcome = random() < simulatedErrorRate ? (wrong[Math.floor(random() * wrong.length)] ?? right) : right;
    const note = random() < 0.06 ? (notes[Math.floor(random() * notes.length)] ?? "") : "";
    await answerReview(context, { useCaseId, reviewId: item.reviewId, answer: { outcome }, note });
    now = new Date(now.getTime() + 1000);
  }
  return now;
}
