"use client";
import { Button, VisuallyHidden } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { AnswerForm } from "@/components/review/answer-form";
import { callAction } from "@/components/review/call-action";
import { countText } from "@/components/review/count-text";
import classes from "@/components/review/desk.module.css";
import type { DeskActions } from "@/components/review/desk-actions";
import { DeskFooter } from "@/components/review/desk-footer";
import type { Intent } from "@/components/review/desk-keys";
import { DeskNotice } from "@/components/review/desk-notice";
import { DeskSkeleton } from "@/components/review/desk-skeleton";
import { EmptyQueue } from "@/components/review/empty-queue";
import { Guideline } from "@/components/review/guideline";
import { ItemPane } from "@/components/review/item-pane";
import { KeysHelp } from "@/components/review/keys-help";
import { RecentSteps } from "@/components/review/recent-steps";
import { useClaims } from "@/components/review/use-claims";
import { useDesk } from "@/components/review/use-desk";
import { useDeskKeys } from "@/components/review/use-desk-keys";
import { useDraft } from "@/components/review/use-draft";
import { useQueue } from "@/components/review/use-queue";
import { KeyHint } from "@/components/ui/key-hint";
import type { Desk as DeskView, RecentVerdict } from "@/lib/review/desk-view";
import type { QueueView } from "@/lib/review/queue-query";

interface DeskProps {
  desk: DeskView;
  queue: Pick<QueueView, "waiting" | "claimed" | "skipped">;
  recent: readonly RecentVerdict[];
  actions: DeskActions;
}

/** The review desk: the item at left, the answer at right, one item at a time. */
export function Desk({ desk, queue, recent, actions }: DeskProps) {
  const handle = useDesk(desk, recent, actions);
  const { state, dispatch } = handle;
  const checkClaims = useClaims(desk, handle, actions);
  const counts = useQueue(desk, queue, handle, actions, checkClaims);
  useDraft(desk, handle, actions, checkClaims);

  const [open, setOpen] = useState<"guideline" | "keys" | null>(null);
  const toggle = (what: "guideline" | "keys") => setOpen((now) => (now === what ? null : what));
  const [noteOpen, setNoteOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const field = (name: string) => root.current?.querySelector<HTMLElement>(`[data-desk-field="${name}"]`);

  function openNote() {
    // At once, so that not even the first letter is lost: on a phone the field is hidden until now.
    flushSync(() => setNoteOpen(true));
    field("note")?.focus();
  }

  function act(intent: Intent) {
    switch (intent.kind) {
      case "choose":
        return handle.ready && handle.choose({ outcome: intent.outcome });
      case "confirm":
        return handle.confirm();
      case "skip":
        return handle.skip();
      case "opinion":
        return handle.askOpinion();
      case "undo":
        return handle.undo();
      case "note":
        return openNote();
      case "leave_field":
        return (document.activeElement as HTMLElement | null)?.blur();
      case "guideline":
        return toggle("guideline");
      case "help":
        return toggle("keys");
    }
  }
  useDeskKeys(desk.outcomes, act);

  const [item] = state.items;
  useNextItem(item?.reviewId, () => {
    setNoteOpen(false);
    if (desk.target === null) field("note")?.blur();
  });
  useFreshDefinition(item?.definitionVersion, desk.definitionVersion);

  const empty = item === undefined && state.claim === "nothing" && state.connection === "fine";
  return (
    <div className={classes.desk} ref={root}>
      <header className={classes.head}>
        <h1 className={classes.name}>{desk.name}</h1>
        <span className={`${classes.waiting} numbers`}>{countText(counts.waiting)} waiting</span>
        <div className={classes.tools}>
          <Button variant="subtle" color="gray" size="compact-md" onClick={() => toggle("guideline")}>
            Guideline
            <span className={classes.hint}>
              <KeyHint>G</KeyHint>
            </span>
          </Button>
          <Button
            variant="subtle"
            color="gray"
            size="compact-md"
            className={classes.keys}
            onClick={() => toggle("keys")}
          >
            Keys
            <span className={classes.hint}>
              <KeyHint>?</KeyHint>
            </span>
          </Button>
        </div>
      </header>
      <DeskNotice handle={handle} />
      <div className={classes.body} data-empty={empty || undefined}>
        <div className={classes.item}>
          {item !== undefined && <ItemPane key={item.reviewId} item={item} fields={desk.fields} />}
          {empty && (
            <EmptyQueue
              decided={state.decided}
              skipped={counts.skipped}
              onUnskip={async () => {
                const answered = await callAction(actions.unskip, { useCaseId: desk.useCaseId, reviewId: null });
                if (answered.state === "done") dispatch({ type: "unskipped_all" });
                if (answered.state === "again") dispatch({ type: "connection", connection: answered.connection });
              }}
            />
          )}
          {item === undefined && !empty && <DeskSkeleton fields={desk.fields.length} />}
        </div>
        <div className={classes.answer}>
          {item !== undefined && (
            <div className={classes.form}>
              <AnswerForm desk={desk} item={item} handle={handle} noteOpen={noteOpen} onNote={openNote} />
            </div>
          )}
          <RecentSteps desk={desk} handle={handle} />
        </div>
      </div>
      <DeskFooter outcomes={desk.outcomes} waiting={counts.waiting} decided={state.decided} />
      <VisuallyHidden role="status">{item === undefined ? "" : `Item ${item.externalId}`}</VisuallyHidden>
      <Guideline name={desk.name} text={desk.guideline} opened={open === "guideline"} onClose={() => setOpen(null)} />
      <KeysHelp outcomes={desk.outcomes} opened={open === "keys"} onClose={() => setOpen(null)} />
    </div>
  );
}

/** Runs when another item comes onto the screen, which starts at its top. */
function useNextItem(reviewId: string | undefined, onNext: () => void): void {
  const latest = useRef(onNext);
  useEffect(() => {
    latest.current = onNext;
  });
  useEffect(() => {
    if (reviewId === undefined) return;
    window.scrollTo({ top: 0 });
    latest.current();
  }, [reviewId]);
}

/** Reads the page's fields and outcomes anew where an item was claimed under a later definition than they show. */
function useFreshDefinition(ofItem: number | undefined, shown: number): void {
  const { refresh } = useRouter();
  const outdated = ofItem !== undefined && ofItem > shown;
  useEffect(() => {
    if (outdated) refresh();
  }, [outdated, refresh]);
}
