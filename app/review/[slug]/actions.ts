"use server";
import { serverAction } from "@/lib/access/server-action";
import { answerReview } from "@/lib/review/answer-review";
import { askSecondOpinion } from "@/lib/review/ask-second-opinion";
import { claimNextReview } from "@/lib/review/claim-next-review";
import { findDecidedMeanwhile } from "@/lib/review/lost-claims-query";
import { findQueue } from "@/lib/review/queue-query";
import { releaseClaims } from "@/lib/review/release-claims";
import { renewClaims } from "@/lib/review/renew-claims";
import { saveDraft } from "@/lib/review/save-draft";
import { showSuggestion } from "@/lib/review/show-suggestion";
import { skipReview } from "@/lib/review/skip-review";
import { undoVerdict } from "@/lib/review/undo-verdict";
import { unskipReviews } from "@/lib/review/unskip-reviews";
import { withdrawSecondOpinion } from "@/lib/review/withdraw-second-opinion";

type InputOf<Verb extends (context: never, input: never) => unknown> = Parameters<Verb>[1];

export const claimNext = serverAction((actor, input: InputOf<typeof claimNextReview>, requestId) =>
  claimNextReview({ actor, requestId }, input),
);
export const renew = serverAction(async (actor, input: InputOf<typeof renewClaims>) => {
  const held = await renewClaims({ actor }, input);
  const lost = input.reviewIds.filter((id) => !held.includes(id));
  return { held, decided: await findDecidedMeanwhile(actor, lost) };
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
export const undo = serverAction((actor, input: InputOf<typeof undoVerdict>, requestId) =>
  undoVerdict({ actor, requestId }, input),
);
export const skip = serverAction((actor, input: InputOf<typeof skipReview>, requestId) =>
  skipReview({ actor, requestId }, input),
);
export const unskip = serverAction((actor, input: InputOf<typeof unskipReviews>, requestId) =>
  unskipReviews({ actor, requestId }, input),
);
export const askOpinion = serverAction((actor, input: InputOf<typeof askSecondOpinion>, requestId) =>
  askSecondOpinion({ actor, requestId }, input),
);
export const withdrawOpinion = serverAction((actor, input: InputOf<typeof withdrawSecondOpinion>, requestId) =>
  withdrawSecondOpinion({ actor, requestId }, input),
);
export const readQueue = serverAction((actor, input: { useCaseId: string }) => findQueue(actor, input.useCaseId));
