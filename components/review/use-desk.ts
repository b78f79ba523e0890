"use client";
import { type Dispatch, useCallback, useEffect, useReducer, useRef, useState } from "react";
import type { DeskActions } from "@/components/review/desk-actions";
import { nextJob } from "@/components/review/desk-jobs";
import {
  type DeskAction,
  type DeskState,
  emptyDesk,
  latestUndoable,
  opinionOf,
  reduceDesk,
  type Step,
  takesInput,
} from "@/components/review/desk-state";
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
  /** Asks another person for a second opinion on the item on the screen. */
  askOpinion: () => void;
  /** Takes a step back; without one, the latest that still can be, a request for a second opinion among them. */
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

  const [item] = state.items;
  // An item that was claimed under a later definition waits for the outcomes that belong to it.
  const drawable = item !== undefined && item.definitionVersion <= desk.definitionVersion;
  const ready = usePainted(item?.reviewId) && drawable && takesInput(state);
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
    askOpinion: whenReady({ type: "opinion_wanted" }),
    undo: (step) => {
      if (step === undefined && opinionOf(state) === "asked") return dispatch({ type: "opinion_unwanted" });
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
