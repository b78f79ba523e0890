"use client";
import { Button, Textarea } from "@mantine/core";
import classes from "@/components/review/answer-form.module.css";
import type { DeskPlace } from "@/components/review/desk-jobs";
import { keyOfCommand } from "@/components/review/desk-keys";
import { MoreMenu } from "@/components/review/more-menu";
import { NumberAnswer } from "@/components/review/number-answer";
import { OpinionLine } from "@/components/review/opinion-line";
import { OutcomeChoices } from "@/components/review/outcome-choices";
import { LatestStep } from "@/components/review/recent-steps";
import { SuggestionNote } from "@/components/review/suggestion-note";
import type { DeskHandle } from "@/components/review/use-desk";
import { KeyHint } from "@/components/ui/key-hint";
import type { DeskCommand, DeskKeys } from "@/lib/access/preferences-schema";
import type { Desk } from "@/lib/review/desk-view";
import { noteLimit } from "@/lib/review/review-schema";
import type { DeskItem } from "@/lib/review/review-view";

interface AnswerFormProps {
  desk: Desk;
  item: DeskItem;
  desks: DeskPlace["desks"];
  handle: DeskHandle;
  keys: DeskKeys;
  /** On a phone the note takes room only when it is wanted. */
  noteOpen: boolean;
  onNote: () => void;
  moreOpen: boolean;
  onMore: (opened: boolean) => void;
}

/**
 * Where the reviewer answers: outcomes or number, note, the way on, and the suggestion where it may be seen. That comes
 * last, so that it never moves what one is about to press; on a phone all is anchored at the bottom and it comes first.
 */
export function AnswerForm(props: AnswerFormProps) {
  const { desk, item, desks, handle, keys, noteOpen, onNote, moreOpen, onMore } = props;
  const { state, choose, confirm, ask, dispatch } = handle;
  const { answer, note } = state;
  const tooLong = note.length > noteLimit;
  const disabled = state.revealing;
  const hint = (command: DeskCommand) => {
    const key = keyOfCommand(desk.outcomes, keys, command);
    return key === null ? null : <KeyHint>{key.toUpperCase()}</KeyHint>;
  };
  return (
    <>
      {desk.target === null ? (
        <OutcomeChoices
          outcomes={desk.outcomes}
          chosen={answer !== null && "outcome" in answer ? answer.outcome : null}
          suggestion={item.suggestion}
          disabled={disabled}
          onChoose={(outcome) => choose({ outcome })}
        />
      ) : (
        <NumberAnswer key={item.reviewId} target={desk.target} answer={answer} disabled={disabled} onAnswer={choose} />
      )}
      <div className={classes.note} data-open={noteOpen || note !== "" || undefined}>
        <Textarea
          label={<>Note {hint("note")}</>}
          aria-label="Note"
          placeholder="Optional: what tipped it?"
          autosize
          minRows={2}
          maxRows={8}
          data-desk-field="note"
          value={note}
          error={
            tooLong &&
            `${note.length.toLocaleString("en-GB")} characters; at most ${noteLimit.toLocaleString("en-GB")}. Shorten it to go on.`
          }
          onChange={(event) => dispatch({ type: "wrote", note: event.currentTarget.value })}
        />
      </div>
      <div className={classes.buttons}>
        <Button
          className={classes.confirm}
          size="md"
          disabled={answer === null || tooLong}
          loading={state.revealing}
          // The second click of a double click belongs to the item before.
          onClick={(event) => event.detail < 2 && confirm()}
          rightSection={<KeyHint>Enter</KeyHint>}
        >
          {item.answerFirst === true ? "First answer" : "Confirm"}
        </Button>
        <Button
          variant="default"
          size="md"
          className={classes.noteButton}
          onClick={onNote}
          aria-expanded={noteOpen || note !== ""}
        >
          Note
        </Button>
        <Button
          variant="default"
          size="md"
          className={classes.skip}
          disabled={disabled}
          onClick={(event) => event.detail < 2 && ask("skip")}
          rightSection={hint("skip")}
        >
          Skip
        </Button>
        <MoreMenu desk={desk} handle={handle} keys={keys} opened={moreOpen} onToggle={onMore} />
      </div>
      <OpinionLine handle={handle} />
      <div className={classes.besides}>
        {item.answerFirst === true && <p className={classes.later}>Your answer first, then the model’s.</p>}
        {item.suggestion !== undefined && (
          <SuggestionNote desk={desk} suggestion={item.suggestion} firstAnswer={item.firstAnswer} />
        )}
      </div>
      <div className={classes.latest}>
        <LatestStep desks={desks} handle={handle} undoKey={keys.undo} />
      </div>
    </>
  );
}
