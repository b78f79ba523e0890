"use client";
import { VisuallyHidden } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { WhyPanel } from "@/components/explanations/why-panel";
import { AnswerForm } from "@/components/review/answer-form";
import { stepText } from "@/components/review/answer-text";
import classes from "@/components/review/desk.module.css";
import type { DeskActions } from "@/components/review/desk-actions";
import { DeskFooter } from "@/components/review/desk-footer";
import { DeskHead } from "@/components/review/desk-head";
import type { DeskPlace } from "@/components/review/desk-jobs";
import type { Intent } from "@/components/review/desk-keys";
import { DeskNotice } from "@/components/review/desk-notice";
import { type PromptAct, promptOf } from "@/components/review/desk-prompt";
import { DeskSkeleton } from "@/components/review/desk-skeleton";
import { restingStep } from "@/components/review/desk-state";
import { EmptyQueue } from "@/components/review/empty-queue";
import { Guideline } from "@/components/review/guideline";
import { ItemPane } from "@/components/review/item-pane";
import { KeysHelp } from "@/components/review/keys-help";
import { PromptForm } from "@/components/review/prompt-form";
import { RecentSteps } from "@/components/review/recent-steps";
import { RestingNote } from "@/components/review/resting-note";
import type { Reviewer } from "@/components/review/reviewer";
import { useClaims } from "@/components/review/use-claims";
import { useDesk } from "@/components/review/use-desk";
import { useDeskKeys } from "@/components/review/use-desk-keys";
import { useDraft } from "@/components/review/use-draft";
import { useQueue } from "@/components/review/use-queue";
import type { Desk as DeskView, RecentVerdict } from "@/lib/review/desk-view";
import type { QueueCounts } from "@/lib/review/queue-view";

interface DeskProps {
  title: string;
  /** Null: the reviewer's work of all use cases, as one queue. */
  useCaseId: string | null;
  desks: readonly DeskView[];
  queue: QueueCounts;
  recent: readonly RecentVerdict[];
  reviewer: Reviewer;
  actions: DeskActions;
}

/** The review desk: the item at left, the answer at right, one item at a time. */
export function Desk({ title, useCaseId, desks, queue, recent, reviewer, actions }: DeskProps) {
  const { keys, autoAdvance } = reviewer;
  const place = useMemo<DeskPlace>(
    () => ({ useCaseId, desks: new Map(desks.map((desk) => [desk.useCaseId, desk])), userId: reviewer.id }),
    [useCaseId, desks, reviewer.id],
  );
  const { refresh } = useRouter();
  const handle = useDesk(place, recent, actions, { autoAdvance, onOutdated: refresh });
  const { state, desk, shown } = handle;
  const checkClaims = useClaims(handle, actions);
  const counts = useQueue(place, queue, handle, actions, checkClaims);
  useDraft(reviewer.id, handle, actions, checkClaims);

  const [open, setOpen] = useState<"guideline" | "keys" | "more" | null>(null);
  const toggle = (what: "guideline" | "keys" | "more") => setOpen((now) => (now === what ? null : what));
  const [noteOpen, setNoteOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const focus = (name: "note" | "moment") =>
    root.current?.querySelector<HTMLElement>(`[data-desk-field="${name}"]`)?.focus();

  function openNote() {
    // At once, so that not even the first letter is lost: on a phone the field is hidden until now.
    flushSync(() => setNoteOpen(true));
    focus("note");
  }

  const prompt =
    desk === undefined || state.prompt === null ? null : promptOf(state.prompt, desk, state.note, Date.now());
  function answerPrompt(act: PromptAct | undefined) {
    if (act === undefined) return;
    if ("focus" in act) return focus(act.focus);
    return "explain" in act ? handle.explain(act.explain) : handle.leave(act.leave);
  }

  function act(intent: Intent) {
    switch (intent.kind) {
      case "choose":
        return handle.ready && handle.choose({ outcome: intent.outcome });
      case "option":
        return answerPrompt(prompt?.options[intent.index]?.act);
      case "confirm":
        return prompt === null ? handle.confirm() : answerPrompt(prompt.enter?.act);
      case "back":
        return handle.ask(null);
      case "skip":
      case "defer":
      case "escalate":
      case "unusable":
        return handle.ask(intent.kind);
      case "opinion":
        return handle.askOpinion();
      case "undo":
        return handle.undo();
      case "note":
        return openNote();
      case "picture":
        return root.current?.querySelector<HTMLElement>("[data-desk-zoom]")?.click();
      case "leave_field":
        return (document.activeElement as HTMLElement | null)?.blur();
      case "guideline":
      case "more":
        return toggle(intent.kind);
      case "help":
        return toggle("keys");
    }
  }
  // Where there is one use case only, its keys are known before its first item is.
  const outcomes = (desk ?? (useCaseId === null ? undefined : desks[0]))?.outcomes ?? [];
  useDeskKeys({ outcomes, keys, asking: prompt !== null }, act);

  const onNextItem = useCallback(() => {
    setNoteOpen(false);
    const writing = document.activeElement;
    if (writing instanceof HTMLElement && writing.dataset.deskField === "note") writing.blur();
  }, []);
  useNextItem(shown?.reviewId, onNextItem);
  useFreshDefinition(shown?.definitionVersion, desk?.definitionVersion, refresh);

  const resting = restingStep(state);
  const empty = shown === undefined && state.claim === "nothing" && state.connection === "fine";
  const [latest] = state.steps;
  return (
    <div className={classes.desk} ref={root}>
      <DeskHead
        title={title}
        counts={counts}
        guidelineKey={keys.guideline}
        onGuideline={() => toggle("guideline")}
        onKeys={() => toggle("keys")}
      />
      <DeskNotice handle={handle} reviewer={reviewer} onSignedIn={refresh} />
      <div className={classes.body} data-empty={empty || undefined}>
        <div className={classes.item}>
          {shown !== undefined && desk !== undefined && (
            <ItemPane key={shown.reviewId} item={shown} desk={desk} named={useCaseId === null} />
          )}
          {shown?.suggestion !== undefined && (
            <WhyPanel
              key={`why ${shown.reviewId}`}
              place={{ useCaseId: shown.useCaseId, reviewId: shown.reviewId }}
              input={shown.input}
              asked
            />
          )}
          {empty && (
            <EmptyQueue
              decided={state.decided}
              counts={counts}
              useCaseIds={[...place.desks.keys()]}
              handle={handle}
              unskip={actions.unskip}
            />
          )}
          {shown === undefined && !empty && <DeskSkeleton fields={desks[0]?.fields.length ?? 8} />}
        </div>
        {desk !== undefined && (
          <Guideline
            name={desk.name}
            text={desk.guideline}
            opened={open === "guideline"}
            onClose={() => setOpen(null)}
          />
        )}
        <div className={classes.answer}>
          {shown !== undefined && desk !== undefined && (
            <section className={classes.form} aria-label="Your answer" aria-busy={!handle.ready}>
              {resting !== null ? (
                <RestingNote desk={desk} step={resting} handle={handle} undoKey={keys.undo} />
              ) : prompt !== null ? (
                <PromptForm
                  key={state.prompt}
                  prompt={prompt}
                  note={state.note}
                  onNote={(note) => handle.dispatch({ type: "wrote", note })}
                  onAct={answerPrompt}
                  onBack={() => handle.ask(null)}
                />
              ) : (
                <AnswerForm
                  desk={desk}
                  item={shown}
                  desks={place.desks}
                  handle={handle}
                  keys={keys}
                  noteOpen={noteOpen}
                  onNote={openNote}
                  moreOpen={open === "more"}
                  onMore={(opened) => setOpen(opened ? "more" : null)}
                />
              )}
            </section>
          )}
          <RecentSteps desks={place.desks} handle={handle} undoKey={keys.undo} />
        </div>
      </div>
      <DeskFooter
        outcomes={outcomes}
        keys={keys}
        decided={state.decided}
        total={counts.total}
        waiting={counts.waiting}
      />
      <VisuallyHidden role="status">
        {latest?.item != null && desk !== undefined && `${latest.externalId}: ${stepText(desk, latest)}. `}
        {shown !== undefined && `Item ${shown.externalId}.`}
      </VisuallyHidden>
      <KeysHelp outcomes={outcomes} keys={keys} opened={open === "keys"} onClose={() => setOpen(null)} />
    </div>
  );
}

/** Runs when another item comes onto the screen, which starts at its top. */
function useNextItem(reviewId: string | undefined, onNext: () => void): void {
  useEffect(() => {
    if (reviewId === undefined) return;
    window.scrollTo({ top: 0 });
    onNext();
  }, [reviewId, onNext]);
}

/**
 * Reads the page's fields and outcomes anew where an item was claimed under a later definition than they show, or in a
 * use case that the page does not know yet.
 */
function useFreshDefinition(ofItem: number | undefined, shown: number | undefined, refresh: () => void): void {
  const outdated = ofItem !== undefined && (shown === undefined || ofItem > shown);
  useEffect(() => {
    if (outdated) refresh();
  }, [outdated, refresh]);
}
