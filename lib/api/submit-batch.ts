import type { KeyActor } from "@/lib/access/actor";
import { problemOf } from "@/lib/api/problem";
import type { ProblemDocument } from "@/lib/api/problem-schema";
import type { BatchEntry } from "@/lib/api/read-batch";
import type { ItemView } from "@/lib/items/item-view";
import { submitItems } from "@/lib/items/submit-items";

/** Items per transaction: large enough to be quick, small enough that memory stays flat. */
const chunkSize = 250;

type BatchAnswer = ItemView | ProblemDocument;

/**
 * Takes a batch in, chunk by chunk; one answer per entry, in order. A chunk that fails as a whole (the database is away)
 * fails the batch if nothing was taken in yet; later, it and all that follows are answered with that problem each, so
 * that the caller knows what to send again.
 */
export async function submitBatch(
  context: { actor: KeyActor; requestId: string },
  useCaseId: string,
  entries: Iterable<BatchEntry>,
): Promise<BatchAnswer[]> {
  const answers: BatchAnswer[] = [];
  let failed: ProblemDocument | null = null;
  for (const chunk of chunksOf(entries)) {
    try {
      if (failed === null) answers.push(...(await submitChunk(context, useCaseId, chunk)));
    } catch (error) {
      if (answers.length === 0) throw error;
      failed = problemOf(error, context.requestId);
    }
    if (failed !== null) for (const _entry of chunk) answers.push(failed);
  }
  return answers;
}

function* chunksOf(entries: Iterable<BatchEntry>): Generator<BatchEntry[]> {
  let chunk: BatchEntry[] = [];
  for (const entry of entries) {
    chunk.push(entry);
    if (chunk.length < chunkSize) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

async function submitChunk(
  context: { actor: KeyActor; requestId: string },
  useCaseId: string,
  chunk: readonly BatchEntry[],
): Promise<BatchAnswer[]> {
  const items = chunk.flatMap((entry) => (entry.ok ? [entry.body] : []));
  const submissions = (await submitItems(context, { useCaseId, items })).values();
  return chunk.map((entry) => {
    if (!entry.ok) return problemOf(entry.error, context.requestId);
    const submission = submissions.next().value;
    if (submission === undefined) throw new Error("A batch came back shorter than it was sent.");
    return submission.ok ? submission.item : problemOf(submission.error, context.requestId);
  });
}
