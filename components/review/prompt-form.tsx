"use client";
import { Button, Textarea } from "@mantine/core";
import { type FormEvent, type KeyboardEvent, useEffect, useId, useRef } from "react";
import { type Prompt, type PromptAct, until } from "@/components/review/desk-prompt";
import classes from "@/components/review/prompt-form.module.css";
import { KeyHint } from "@/components/ui/key-hint";
import { mostDaysDeferred } from "@/lib/review/review-schema";

interface PromptFormProps {
  prompt: Prompt;
  note: string;
  onNote: (note: string) => void;
  onAct: (act: PromptAct) => void;
  onBack: () => void;
}

/** The question that stands in the outcomes' place: by digit, by Enter, by Escape, or by thumb. */
export function PromptForm({ prompt, note, onNote, onAct, onBack }: PromptFormProps) {
  const { title, text, options, asks, most, takesMoment, enter } = prompt;
  const id = useId();
  const root = useRef<HTMLFieldSetElement>(null);
  const mustWrite = asks !== null && options.length === 0;
  useEffect(() => {
    // Where words are needed one can type at once; else the question itself is read out.
    const field = mustWrite ? root.current?.querySelector<HTMLElement>('[data-desk-field="note"]') : null;
    (field ?? root.current)?.focus({ preventScroll: true });
  }, [mustWrite]);
  const tooLong = note.length > most && asks !== null;
  return (
    <fieldset className={classes.prompt} ref={root} tabIndex={-1} aria-describedby={text === "" ? undefined : id}>
      <legend className={classes.title}>{title}</legend>
      {text !== "" && (
        <p className={classes.text} id={id}>
          {text}
        </p>
      )}
      {options.length > 0 && (
        <div className={classes.options}>
          {options.map(({ label, act }, index) => (
            <button
              key={label}
              type="button"
              className={classes.option}
              disabled={tooLong && "leave" in act}
              onClick={(event) => event.detail < 2 && onAct(act)}
            >
              <span>{label}</span>
              {index < 9 && (
                <span className={classes.key} aria-hidden>
                  <KeyHint>{String(index + 1)}</KeyHint>
                </span>
              )}
            </button>
          ))}
        </div>
      )}
      {takesMoment && <MomentForm onAct={onAct} onBack={onBack} />}
      {asks !== null && (
        <Textarea
          label={asks}
          autosize
          minRows={2}
          maxRows={6}
          data-desk-field="note"
          value={note}
          error={
            tooLong && `${note.length.toLocaleString("en-GB")} characters; at most ${most.toLocaleString("en-GB")}.`
          }
          onChange={(event) => onNote(event.currentTarget.value)}
        />
      )}
      <div className={classes.buttons}>
        {enter !== null && (
          <Button
            size="md"
            className={classes.enter}
            disabled={tooLong}
            onClick={(event) => event.detail < 2 && onAct(enter.act)}
            rightSection={<KeyHint>Enter</KeyHint>}
          >
            {enter.label}
          </Button>
        )}
        <Button variant="default" size="md" onClick={onBack} rightSection={<KeyHint>Esc</KeyHint>}>
          Back
        </Button>
      </div>
    </fieldset>
  );
}

const pad = (part: number) => String(part).padStart(2, "0");

/** A moment as the browser's own field takes it: in the reviewer's time zone. */
function fieldText(at: Date): string {
  const day = `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
  return `${day}T${pad(at.getHours())}:${pad(at.getMinutes())}`;
}

function MomentForm({ onAct, onBack }: Pick<PromptFormProps, "onAct" | "onBack">) {
  const id = useId();
  const now = Date.now();
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const at = new Date(String(new FormData(event.currentTarget).get("moment")));
    if (at.getTime() > Date.now()) onAct({ leave: until(at) });
  }
  function leave(event: KeyboardEvent) {
    if (event.key !== "Escape") return;
    event.preventDefault();
    onBack();
  }
  return (
    <form className={classes.moment} onSubmit={submit}>
      <label htmlFor={id}>Until</label>
      <input
        id={id}
        name="moment"
        type="datetime-local"
        required
        min={fieldText(new Date(now + 60_000))}
        max={fieldText(new Date(now + (mostDaysDeferred - 1) * 24 * 3_600_000))}
        data-desk-field="moment"
        onKeyDown={leave}
      />
      <Button type="submit" variant="default" size="sm">
        Put off
      </Button>
    </form>
  );
}
