import type { KeyActor } from "@/lib/access/actor";
import { requireUseCaseId } from "@/lib/api/find-use-case";
import { type Submission, submitItems } from "@/lib/items/submit-items";
import { newId } from "@/lib/platform/clock";
import { naturalBatch } from "@/lib/platform/natural-batch";

interface Submitted {
  submission: Submission;
  /** Of the transaction that took the item in, shared by all items in it. */
  requestId: string;
}

type Submit = (body: unknown) => Promise<Submitted>;

/** While one group is with a slow model, another may go ahead. More lanes make smaller groups, and more work for each item. */
const lanes = 2;
const gatherMs = 30;

function submitFor(actor: KeyActor, slug: string): Submit {
  return naturalBatch({
    most: 256,
    lanes,
    gatherMs,
    run: async (items: readonly unknown[]) => {
      const requestId = newId();
      const useCaseId = await requireUseCaseId(slug);
      const submissions = await submitItems({ actor, requestId }, { useCaseId, items: [...items] });
      return submissions.map((submission): Submitted => ({ submission, requestId }));
    },
  });
}

/** What is under way, per key and use case; nothing stays once it has been answered. */
const groups = new Map<string, { submit: Submit; waiting: number }>();

/** Takes one item in, together with those that arrive at the same time with the same key for the same use case. */
export async function submitOne(actor: KeyActor, slug: string, body: unknown): Promise<Submitted> {
  const name = `${actor.id} ${slug}`;
  const group = groups.get(name) ?? { submit: submitFor(actor, slug), waiting: 0 };
  groups.set(name, group);
  group.waiting++;
  try {
    return await group.submit(body);
  } finally {
    group.waiting--;
    if (group.waiting === 0) groups.delete(name);
  }
}
