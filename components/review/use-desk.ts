"use client";
import { type Dispatch, useCallback, useEffect, useReducer, useRef, useState } from "react";
import type { DeskActions } from "@/components/review/desk-actions";
import { type DeskPlace, nextJob } from "@/components/review/desk-jobs";
import {
  type DeskAction,
  type DeskState,
  emptyDesk,
  latestUndoable,
  opinionOf,
  type PromptKind,
  restingStep,
  type Step,
  takesInput,
} from "@/components/review/desk-state";
import { differsFromSuggestion } from "@/components/review/differs-from-suggestion";
import { unsentSteps } from "@/components/review/local-copies";
import { reduceDesk } from "@/components/review/reduce-desk";
import type { Desk, RecentVerdict } from "@/lib/review/desk-view";
import type { Answer } from "@/lib/review/review-schema";
import type { DeskItem } from "@/lib/review/review-view";

/** Pause before what did not get through is sent again. */
const retryMs = 3_000;
/** Whatever takes longer is taken for a lost connection, until it answers. */
const patienceMs = 10_000;

/** How an item leaves the desk without a verdict, as the form says it. */
type Leaving = Extract<DeskAction, { type: "left" }>["how"];

export interface DeskHandle {
  state: DeskState;
  dispatch: Dispatch<DeskAction>;
  /** The use case of the item on the screen. */
  desk: Desk | undefined;
  /** The item on the screen: the one to decide, or the one that was decided just now and stays until one goes on. */
  shown: DeskItem | undefined;
  /** It has been painted and nothing about it is under way: keys count. */
  ready: boolean;
  choose: (answer: Answer | null) => void;
  /** Confirms the answer; where a verdict rests on the screen, brings the next item. */
  confirm: () => void;
  explain: (reasonCode: string | null) => void;
  ask: (prompt: PromptKind | null) => void;
  leave: (how: Leaving) => void;
  /** Asks another person for a second opinion on the item on the screen. */
  askOpinion: () => void;
  /** Takes a step back; without one, the latest that still can be, a request for a second opinion among them. */
  undo: (step?: Step) => void;
  /** Sends again at once what did not get through. */
  retry: () => void;
}

interface DeskOptions {
  autoAdvance: boolean;
  /** What the page shows of the use case may be out of date. */
  onOutdated: () => void;
}

/** The desk's state, and the one queue of requests that keeps the server in step with it. */
export function useDesk(
  place: DeskPlace,
  recent: readonly RecentVerdict[],
  actions: DeskActions,
  { autoAdvance, onOutdated }: DeskOptions,
): DeskHandle {
  const [state, dispatch] = useReducer(reduceDesk, emptyDesk);
  const started = useRef(false);
  const busy = useRef(false);
  const notBefore = useRef(0);
  const retry = useCallback(() => {
    notBefore.current = 0;
    dispatch({ type: "look_again" });
  }, []);

  useEffect(() => {
    if (!started.current) {
      // Only what the page came with: verdicts from then on are steps of this session. What an earlier page could not
      // send goes before the first claim.
      started.current = true;
      dispatch({ type: "recalled", recent, now: Date.now() });
      dispatch({ type: "restored", steps: unsentSteps(place.userId, new Set(place.desks.keys())) });
      return;
    }
    const job = busy.current || Date.now() < notBefore.current ? null : nextJob(state, place, actions);
    if (job === null) return;
    busy.current = true;
    if (job.begins !== undefined) dispatch(job.begins);
    const slow = setTimeout(() => dispatch({ type: "connection", connection: "lost" }), patienceMs);
    void job.run().then((answered) => {
      clearTimeout(slow);
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
      if (answered.outdated) onOutdated();
      void answered.later?.then(dispatch);
    });
  }, [state, place, actions, recent, onOutdated]);

  useEffect(() => {
    const lose = () => dispatch({ type: "connection", connection: "lost" });
    if (!navigator.onLine) lose();
    window.addEventListener("offline", lose);
    window.addEventListener("online", retry);
    window.addEventListener("focus", retry);
    return () => {
      window.removeEventListener("offline", lose);
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
  const resting = restingStep(state);
  const shown = resting?.item ?? item;
  const desk = shown && place.desks.get(shown.useCaseId);
  // An item that was claimed under a later definition waits for the outcomes that belong to it.
  const drawable = shown !== undefined && desk !== undefined && shown.definitionVersion <= desk.definitionVersion;
  const ready =
    usePainted(shown?.reviewId) && drawable && (resting !== null ? state.message?.swapped !== true : takesInput(state));
  const whenReady = (action: DeskAction) => {
    if (ready) dispatch(action);
  };
  return {
    state,
    dispatch,
    desk,
    shown,
    ready,
    retry,
    choose: (answer) => dispatch({ type: "chose", answer }),
    confirm() {
      if (state.message?.swapped === true) return dispatch({ type: "message_read" });
      if (resting !== null) return whenReady({ type: "moved_on" });
      if (item === undefined || desk === undefined) return;
      const asksWhy = desk.reasonCodes.length > 0 && differsFromSuggestion(desk, item, state.answer);
      whenReady({ type: "confirmed", asksWhy, rests: !autoAdvance });
    },
    explain: (reasonCode) => whenReady({ type: "explained", reasonCode, rests: !autoAdvance }),
    ask: (prompt) => whenReady({ type: "prompted", prompt }),
    leave: (how) => whenReady({ type: "left", how }),
    askOpinion: () => whenReady({ type: "opinion_wanted" }),
    undo(step) {
      if (step === undefined && resting === null && opinionOf(state) === "asked") {
        return dispatch({ type: "opinion_unwanted" });
      }
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
