"use server";
import { serverAction } from "@/lib/access/server-action";
import { escalateReview } from "@/lib/items/escalate-review";
import { withdrawEscalation } from "@/lib/items/withdraw-escalation";
import { answerReview } from "@/lib/review/answer-review";
import { askSecondOpinion } from "@/lib/review/ask-second-opinion";
import { claimFromAll } from "@/lib/review/claim-from-all";
import { claimNextReview } from "@/lib/review/claim-next-review";
import { deferReview } from "@/lib/review/defer-review";
import { flagUnusable } from "@/lib/review/flag-unusable";
import { findLostClaims } from "@/lib/review/lost-claims-query";
import { findQueue, listQueues } from "@/lib/review/queue-query";
import { queueTotal } from "@/lib/review/queue-view";
import { releaseClaims } from "@/lib/review/release-claims";
import { renewClaims } from "@/lib/review/renew-claims";
import { saveDraft } from "@/lib/review/save-draft";
import { showSuggestion } from "@/lib/review/show-suggestion";
import { skipReview } from "@/lib/review/skip-review";
import { undeferReview } from "@/lib/review/undefer-review";
import { undoVerdict } from "@/lib/review/undo-verdict";
import { unskipReviews } from "@/lib/review/unskip-reviews";
import { withdrawSecondOpinion } from "@/lib/review/withdraw-second-opinion";

type InputOf<Verb extends (context: never, input: never) => unknown> = Parameters<Verb>[1];

/** Without a use case: from all that the person reviews in. */
export const claimNext = serverAction(
  (actor, { useCaseId, loaded }: { useCaseId: string | null; loaded: string[] }, requestId) =>
    useCaseId === null
      ? claimFromAll({ actor, requestId }, { loaded })
      : claimNextReview({ actor, requestId }, { useCaseId, loaded }),
);
export const readQueue = serverAction(async (actor, { useCaseId }: { useCaseId: string | null }) =>
  useCaseId === null ? queueTotal(await listQueues(actor)) : findQueue(actor, useCaseId),
);
export const renew = serverAction(async (actor, input: InputOf<typeof renewClaims>) => {
  const held = await renewClaims({ actor }, input);
  const lost = input.reviewIds.filter((id) => !held.includes(id));
  return { held, ...(await findLostClaims(actor, lost)) };
});
export const release = serverAction((actor, input: InputOf<typeof releaseClaims>, requestId) =>
  releaseClaims({ actor, requestId }, input),
);
export const keepDraft = serverAction((actor, input: InputOf<typeof saveDraft>) => saveDraft({ actor }, input));
export const reveal = serverAction((actor, input: InputOf<typeof showSuggestion>, requestId) =>
  showSuggestion({ actor, requestId }, input),
);
export const answer = serverAction((actor, input: InputOf<typeof answerReview>, requestId) =>
  answerReview({ actor, requestId }, input),
);
export const flag = serverAction((actor, input: InputOf<typeof flagUnusable>, requestId) =>
  flagUnusable({ actor, requestId }, input),
);
export const undo = serverAction((actor, input: InputOf<typeof undoVerdict>, requestId) =>
  undoVerdict({ actor, requestId }, input),
);
export const skip = serverAction((actor, input: InputOf<typeof skipReview>, requestId) =>
  skipReview({ actor, requestId }, input),
);
export const unskip = serverAction((actor, input: InputOf<typeof unskipReviews>, requestId) =>
  unskipReviews({ actor, requestId }, input),
);
export const defer = serverAction((actor, input: InputOf<typeof deferReview>, requestId) =>
  deferReview({ actor, requestId }, input),
);
export const undefer = serverAction((actor, input: InputOf<typeof undeferReview>, requestId) =>
  undeferReview({ actor, requestId }, input),
);
export const escalate = serverAction((actor, input: InputOf<typeof escalateReview>, requestId) =>
  escalateReview({ actor, requestId }, input),
);
export const unescalate = serverAction((actor, input: InputOf<typeof withdrawEscalation>, requestId) =>
  withdrawEscalation({ actor, requestId }, input),
);
export const askOpinion = serverAction((actor, input: InputOf<typeof askSecondOpinion>, requestId) =>
  askSecondOpinion({ actor, requestId }, input),
);
export const withdrawOpinion = serverAction((actor, input: InputOf<typeof withdrawSecondOpinion>, requestId) =>
  withdrawSecondOpinion({ actor, requestId }, input),
);
