import type { ActionResult } from "@/lib/access/server-action";
import type { QueueCounts } from "@/lib/review/queue-view";
import type { Answer, Draft, SkipReason } from "@/lib/review/review-schema";
import type { DeskItem } from "@/lib/review/review-view";

type Action<Input, Result> = (input: Input) => Promise<ActionResult<Result>>;

interface Place {
  useCaseId: string;
}
interface One extends Place {
  reviewId: string;
}
interface Some extends Place {
  reviewIds: string[];
}

/** What the desk can have the server do; the page hands these down. Without a use case: in all that the person reviews in. */
export interface DeskActions {
  claimNext: Action<{ useCaseId: string | null; loaded: string[] }, DeskItem | null>;
  readQueue: Action<{ useCaseId: string | null }, QueueCounts | null>;
  /** Which claims are still held, and what became of the others. */
  renew: Action<Some, { held: string[]; decided: string[]; erased: string[]; answered: string[] }>;
  release: Action<Some, string[]>;
  saveDraft: Action<One & { draft: Draft }, string[]>;
  answerFirst: Action<One & { answer: Answer }, DeskItem>;
  answer: Action<
    One & { answer: Answer; note: string; reasonCode: string | null },
    { reviewId: string; undoMs: number }
  >;
  flagUnusable: Action<One & { note: string }, { reviewId: string; undoMs: number }>;
  undo: Action<One, DeskItem>;
  skip: Action<One & { reason: SkipReason | null; note: string }, null>;
  /** Without a review: all that the person passed on and that still waits. */
  unskip: Action<Place & { reviewId: string | null }, { item: DeskItem | null; unskipped: number }>;
  defer: Action<One & { until: string }, null>;
  undefer: Action<One, DeskItem>;
  escalate: Action<One & { note: string }, null>;
  withdrawEscalation: Action<One, DeskItem>;
  askOpinion: Action<One, null>;
  withdrawOpinion: Action<One, null>;
}
