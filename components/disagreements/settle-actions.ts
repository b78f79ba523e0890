import type { ActionResult } from "@/lib/access/server-action";
import type { Settlement } from "@/lib/disagreements/settlement-schema";

type Action<Input, Result> = (input: Input) => Promise<ActionResult<Result>>;

interface One {
  disagreementId: string;
}

interface Held {
  useCaseId: string;
  reviewId: string;
}

/** What the page of a disagreement can have the server do; the page hands these down. */
export interface SettleActions {
  take: Action<One, Held>;
  /** Which of these adjudications are still held. */
  renew: Action<{ useCaseId: string; reviewIds: string[] }, string[]>;
  leave: Action<One, null>;
  answerBlind: Action<One & Pick<Settlement, "answer">, null>;
  settle: Action<Settlement, { reviewId: string; undoMs: number }>;
}
