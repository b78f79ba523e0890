import { problemOf } from "@/lib/api/problem";
import type { ProblemDocument } from "@/lib/api/problem-schema";
import type { BatchEntry } from "@/lib/api/read-batch";
import { AppError } from "@/lib/platform/errors";

interface Batch<View> {
  requestId: string;
  entries: Iterable<BatchEntry>;
  /** Bodies per transaction: large enough to be quick, small enough that memory stays flat. */
  chunkSize: number;
  /** Takes a chunk's bodies in; one answer each, in order. */
  take: (bodies: unknown[]) => Promise<(View | AppError)[]>;
}

/**
 * Takes a batch in, chunk by chunk; one answer per entry, in order. A chunk that fails as a whole (the database is away)
 * fails the batch if nothing was taken in yet; later, it and all that follows are answered with that problem each, so
 * that the caller knows what to send again.
 */
export async function submitBatch<View>(batch: Batch<View>): Promise<(View | ProblemDocument)[]> {
  const { requestId, entries, chunkSize } = batch;
  const answers: (View | ProblemDocument)[] = [];
  let failed: ProblemDocument | null = null;
  for (const chunk of chunksOf(entries, chunkSize)) {
    try {
      if (failed === null) answers.push(...(await submitChunk(batch, chunk)));
    } catch (error) {
      if (answers.length === 0) throw error;
      failed = problemOf(error, requestId);
    }
    if (failed !== null) for (const _entry of chunk) answers.push(failed);
  }
  return answers;
}

function* chunksOf(entries: Iterable<BatchEntry>, size: number): Generator<BatchEntry[]> {
  let chunk: BatchEntry[] = [];
  for (const entry of entries) {
    chunk.push(entry);
    if (chunk.length < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

async function submitChunk<View>(
  { requestId, take }: Batch<View>,
  chunk: readonly BatchEntry[],
): Promise<(View | ProblemDocument)[]> {
  const bodies = chunk.flatMap((entry) => (entry.ok ? [entry.body] : []));
  const answers = (await take(bodies)).values();
  return chunk.map((entry) => {
    if (!entry.ok) return problemOf(entry.error, requestId);
    const { value: answer, done } = answers.next();
    if (done === true) throw new Error("A batch came back shorter than it was sent.");
    return answer instanceof AppError ? problemOf(answer, requestId) : answer;
  });
}
