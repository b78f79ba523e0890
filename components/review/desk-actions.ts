import type { ActionResult } from "@/lib/access/server-action";
import type { QueueView } from "@/lib/review/queue-query";
import type { Answer, Draft } from "@/lib/review/review-schema";
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

/** What the desk can have the server do; the page hands these down. */
export interface DeskActions {
  claimNext: Action<Place & { loaded: string[] }, DeskItem | null>;
  /** Which claims are still held, and which of the others ended because their item was decided meanwhile. */
  renew: Action<Some, { held: string[]; decided: string[] }>;
  release: Action<Some, string[]>;
  saveDraft: Action<One & { draft: Draft }, string[]>;
  answerFirst: Action<One & { answer: Answer }, DeskItem>;
  answer: Action<One & { answer: Answer; note: string }, { reviewId: string; undoMs: number }>;
  undo: Action<One, DeskItem>;
  skip: Action<One, null>;
  unskip: Action<Place & { reviewId: string | null }, { item: DeskItem | null; unskipped: number }>;
  askOpinion: Action<One, null>;
  withdrawOpinion: Action<One, null>;
  readQueue: Action<Place, QueueView | null>;
}
