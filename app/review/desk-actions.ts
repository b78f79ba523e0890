import * as actions from "@/app/review/actions";
import type { DeskActions } from "@/components/review/desk-actions";

/** What a desk can have the server do. */
export const deskActions: DeskActions = {
  claimNext: actions.claimNext,
  readQueue: actions.readQueue,
  renew: actions.renew,
  release: actions.release,
  saveDraft: actions.keepDraft,
  answerFirst: actions.reveal,
  answer: actions.answer,
  flagUnusable: actions.flag,
  undo: actions.undo,
  skip: actions.skip,
  unskip: actions.unskip,
  defer: actions.defer,
  undefer: actions.undefer,
  escalate: actions.escalate,
  withdrawEscalation: actions.unescalate,
  askOpinion: actions.askOpinion,
  withdrawOpinion: actions.withdrawOpinion,
};
