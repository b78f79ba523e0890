"use client";
import { type Dispatch, useCallback, useEffect, useReducer, useRef, useState } from "react";
import { callAction } from "@/components/review/call-action";
import type { DeskActions } from "@/components/review/desk-actions";
import {
  type DeskAction,
  type DeskState,
  emptyDesk,
  latestUndoable,
  reduceDesk,
  type Step,
  takesInput,
  wantsItem,
} from "@/components/review/desk-state";
import { loadPictures } from "@/components/review/load-pictures";
import type { Desk, RecentVerdict } from "@/lib/review/desk-view";
import type { Answer } from "@/lib/review/review-schema";

/** Pause before what did not get through is sent again. */
const retryMs = 3_000;

export interface DeskHandle {
  state: DeskState;
  dispatch: Dispatch<DeskAction>;
  /** The item on the screen has been painted and nothing about it is under way: keys count. */
  ready: boolean;
  choose: (answer: Answer | null) => void;
  confirm: () => void;
  skip: () => void;
  /** Takes a step back; without one, the latest that still can be. */
  undo: (step?: Step) => void;
  /** Sends again at once what did not get through. */
  retry: () => void;
}

/** The desk's state, and the one queue of requests that keeps the server in step with it. */
export function useDesk(desk: Desk, recent: readonly RecentVerdict[], actions: DeskActions): DeskHandle {
  const [state, dispatch] = useReducer(reduceDesk, emptyDesk);
  const busy = useRef(false);
  const notBefore = useRef(0);
  const retry = useCallback(() => {
    notBefore.current = 0;
    dispatch({ type: "look_again" });
  }, []);

  const recalled = useRef(false);
  useEffect(() => {
    // Only what the page came with: verdicts from then on are steps of this session.
    if (!recalled.current) dispatch({ type: "recalled", recent, now: Date.now() });
    recalled.current = true;
  }, [recent]);

  useEffect(() => {
    const job = busy.current || Date.now() < notBefore.current ? null : nextJob(state, desk, actions);
    if (job === null) return;
    busy.current = true;
    if (job.begins !== undefined) dispatch(job.begins);
    void job.run().then((answered) => {
      busy.current = false;
      if ("again" in answered) {
        notBefore.current = Date.now() + retryMs;
        dispatch({ type: "connection", connection: answered.again });
        if (job.failed !== undefined) dispatch(job.failed);
        setTimeout(() => dispatch({ type: "look_again" }), retryMs);
        return;
      }
      dispatch({ type: "connection", connection: "fine" });
      for (const action of answered.actions) dispatch(action);
      void answered.later?.then(dispatch);
    });
  }, [state, desk, actions]);

  useEffect(() => {
    window.addEventListener("online", retry);
    window.addEventListener("focus", retry);
    return () => {
      window.removeEventListener("online", retry);
      window.removeEventListener("focus", retry);
    };
  }, [retry]);

  const unsent = state.steps.some((step) => step.state === "sending");
  useEffect(() => {
    if (!unsent) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [unsent]);

  const ready = usePainted(state.items[0]?.reviewId) && takesInput(state);
  const whenReady = (action: DeskAction) => () => {
    if (ready) dispatch(action);
  };
  return {
    state,
    dispatch,
    ready,
    retry,
    choose: (answer) => dispatch({ type: "chose", answer }),
    confirm: whenReady({ type: "confirmed" }),
    skip: whenReady({ type: "skipped" }),
    undo: (step) => {
      const last = step ?? latestUndoable(state, Date.now());
      if (last !== null) dispatch({ type: "undo_wanted", reviewId: last.reviewId });
    },
  };
}

/** Whether the browser has painted this item: a task after the first frame that has it. */
function usePainted(reviewId: string | undefined): boolean {
  const [painted, setPainted] = useState<string>();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => setPainted(reviewId));
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, [reviewId]);
  return reviewId !== undefined && painted === reviewId;
}

/** One request, and what its answer means to the desk. */
interface Job {
  begins?: DeskAction;
  run: () => Promise<JobAnswer>;
  /** To be undone in the state before the request is sent again. */
  failed?: DeskAction;
}

type JobAnswer =
  | { actions: DeskAction[]; later?: Promise<DeskAction> }
  | { again: Exclude<DeskState["connection"], "fine"> };

/** What to tell the server next; null: nothing. Steps go first, in the order in which they were taken. */
function nextJob(state: DeskState, desk: Desk, actions: DeskActions): Job | null {
  const { useCaseId } = desk;
  const sending = state.steps.findLast((step) => step.state === "sending");
  if (sending !== undefined) return sendStep(sending, useCaseId, actions);
  const undoing = state.steps.find((step) => step.state === "undoing");
  if (undoing !== undefined) return undoStep(undoing, useCaseId, actions);
  const [current] = state.items;
  if (state.revealing && current !== undefined && state.answer !== null) {
    return reveal(current.reviewId, state.answer, useCaseId, actions);
  }
  if (wantsItem(state)) return claim(state, desk, actions);
  return null;
}

function sendStep(step: Step, useCaseId: string, actions: DeskActions): Job {
  const { reviewId, note } = step;
  return {
    async run() {
      const answered =
        step.kind === "skip"
          ? await callAction(actions.skip, { useCaseId, reviewId })
          : await callAction(actions.answer, { useCaseId, reviewId, answer: step.answer, note });
      if (answered.state === "again") return { again: answered.connection };
      if (answered.state === "refused") {
        const { code, message, problems } = answered.error;
        const text = problems[0]?.message ?? message;
        return { actions: [{ type: "step_refused", reviewId, text, stillHeld: code === "invalid_input" }] };
      }
      const undoUntil = answered.result === null ? Number.POSITIVE_INFINITY : Date.now() + answered.result.undoMs;
      return { actions: [{ type: "step_arrived", reviewId, undoUntil }] };
    },
  };
}

function undoStep(step: Step, useCaseId: string, actions: DeskActions): Job {
  const { reviewId } = step;
  return {
    failed: { type: "undo_failed", reviewId, text: null },
    async run() {
      const answered =
        step.kind === "skip"
          ? await callAction(actions.unskip, { useCaseId, reviewId })
          : await callAction(actions.undo, { useCaseId, reviewId });
      if (answered.state === "again") return { again: answered.connection };
      if (answered.state === "refused") {
        return { actions: [{ type: "undo_failed", reviewId, text: answered.error.message }] };
      }
      const item = "item" in answered.result ? answered.result.item : answered.result;
      return { actions: item === null ? [] : [{ type: "undone", reviewId, item }] };
    },
  };
}

function reveal(reviewId: string, answer: Answer, useCaseId: string, actions: DeskActions): Job {
  return {
    failed: { type: "reveal_failed", text: null },
    async run() {
      const answered = await callAction(actions.answerFirst, { useCaseId, reviewId, answer });
      if (answered.state === "again") return { again: answered.connection };
      if (answered.state === "done") return { actions: [{ type: "revealed", item: answered.result }] };
      const { code, message, problems } = answered.error;
      const lost: DeskAction[] = code === "invalid_input" ? [] : [{ type: "claims_lost", reviewIds: [reviewId] }];
      return { actions: [...lost, { type: "reveal_failed", text: problems[0]?.message ?? message }] };
    },
  };
}

function claim(state: DeskState, desk: Desk, actions: DeskActions): Job {
  const loaded = state.items.map((item) => item.reviewId);
  return {
    begins: { type: "asked" },
    failed: { type: "ask_failed", text: null },
    async run() {
      const answered = await callAction(actions.claimNext, { useCaseId: desk.useCaseId, loaded });
      if (answered.state === "again") return { again: answered.connection };
      if (answered.state === "refused") return { actions: [{ type: "ask_failed", text: answered.error.message }] };
      const item = answered.result;
      if (item === null) return { actions: [{ type: "found_nothing" }] };
      // Verdicts are sent while the next item's pictures are on their way.
      const shown = loadPictures(desk.fields, item.input).then((): DeskAction => ({ type: "loaded", item }));
      return { actions: [], later: shown };
    },
  };
}
