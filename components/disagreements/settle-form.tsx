"use client";
import { Button, NumberInput, Stack, Text, Textarea } from "@mantine/core";
import { type FormEvent, useRef, useState } from "react";
import { SettleChoices } from "@/components/disagreements/settle-choices";
import classes from "@/components/disagreements/settle-form.module.css";
import { type SettleIntent, type SettleStep, unusableKey } from "@/components/disagreements/settle-keys";
import { useSettleKeys } from "@/components/disagreements/use-settle-keys";
import { keyOfOutcome } from "@/components/review/desk-keys";
import { KeyHint } from "@/components/ui/key-hint";
import { ProblemNote } from "@/components/ui/problem-note";
import type { ActionError } from "@/lib/access/server-action";
import type { DisagreementView } from "@/lib/disagreements/disagreement-view";
import { rootCauseText } from "@/lib/disagreements/filter-options-view";
import { rootCauses, type Settlement } from "@/lib/disagreements/settlement-schema";
import type { RootCause } from "@/lib/platform/generated/prisma/enums";

/** In the place of an outcome; no outcome can have this key, for keys are never empty. */
const unusable = "";

interface SettleFormProps {
  view: DisagreementView;
  busy: boolean;
  error: ActionError | null;
  /** The first answer where one's own comes first. */
  onFirst: (answer: Settlement["answer"]) => void;
  onSettle: (settlement: Omit<Settlement, "disagreementId">) => void;
  onUndo: () => void;
  onNext: () => void;
}

/** Where a disagreement is settled: outcome, what went wrong, note, and what the guideline should say. */
export function SettleForm({ view, busy, error, onFirst, onSettle, onUndo, onNext }: SettleFormProps) {
  const { outcomes, target, first, told } = view;
  const firstOnly = told === undefined;
  const [chosen, setChosen] = useState<string | null>(() => startOf(first));
  const [value, setValue] = useState<number | null>(() => numberOf(first));
  const [cause, setCause] = useState<RootCause | null>(null);
  const [note, setNote] = useState("");
  const [proposal, setProposal] = useState("");
  const [proposing, setProposing] = useState(false);
  const [step, setStep] = useState<SettleStep>(first === null ? "outcome" : "cause");
  const form = useRef<HTMLFormElement>(null);

  const answer = answerOf(chosen, value, target !== null);
  const nothingWrong = answer !== undefined && told !== undefined && agrees(told, answer, target?.tolerance ?? 0);
  const complete = answer !== undefined && (firstOnly || cause !== null || nothingWrong);

  function choose(outcome: string) {
    setChosen(outcome);
    if (!firstOnly) setStep("cause");
  }

  function confirm() {
    if (busy || answer === undefined) return;
    if (firstOnly) return onFirst(answer);
    if (complete) onSettle({ answer, rootCause: nothingWrong ? null : cause, note, proposal });
    else setStep("cause");
  }

  const focusOn = (field: string) =>
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>(`[data-field="${field}"]`)?.focus());

  function act(intent: SettleIntent) {
    switch (intent.kind) {
      case "undo":
        return onUndo();
      case "next":
        return onNext();
      case "leave_field":
        return (document.activeElement as HTMLElement | null)?.blur();
      case "confirm":
        // In the number's field, Enter goes on to what went wrong.
        if (!complete && answer !== undefined) (document.activeElement as HTMLElement | null)?.blur();
        return confirm();
      case "back":
        setStep("outcome");
        return;
      case "note":
        return void focusOn("note");
      case "proposal":
        if (firstOnly) return;
        setProposing(true);
        return void focusOn("proposal");
      case "outcome":
        return choose(intent.outcome);
      case "unusable":
        return choose(unusable);
      case "cause":
        if (!firstOnly) setCause(intent.cause);
    }
  }
  useSettleKeys({ outcomes, step }, act);

  function submit(event: FormEvent) {
    event.preventDefault();
    confirm();
  }

  const problemAt = (path: string) => error?.problems.find((problem) => problem.path === path)?.message;
  const unplaced = error !== null && !["rootCause", "note", "proposal"].some((path) => problemAt(path) !== undefined);
  const unusableChoice = { value: unusable, label: "Unusable input", hotkey: unusableKey(outcomes) };
  return (
    <form ref={form} onSubmit={submit} className={classes.form} aria-label="Settle it" aria-busy={busy}>
      <Stack gap="md">
        {target !== null && (
          <NumberInput
            label="Outcome"
            data-field="number"
            data-settle-field="number"
            hideControls
            allowedDecimalSeparators={[".", ","]}
            disabled={chosen === unusable}
            value={value ?? ""}
            suffix={target.unit === "" ? "" : ` ${target.unit}`}
            onChange={(typed) => {
              setValue(typeof typed === "number" && Number.isFinite(typed) ? typed : null);
              setChosen(null);
            }}
          />
        )}
        <SettleChoices
          legend={target === null ? "Outcome" : "Or"}
          name="outcome"
          choices={[
            ...outcomes.map(({ key, label, colour }, index) => {
              return { value: key, label, colour, hotkey: keyOfOutcome(outcomes, index) };
            }),
            unusableChoice,
          ]}
          chosen={chosen}
          active={step === "outcome"}
          onChoose={choose}
        />
        {!firstOnly && !nothingWrong && (
          <SettleChoices
            legend="What went wrong?"
            name="cause"
            choices={rootCauses.map((value, index) => ({
              value,
              label: rootCauseText[value],
              hotkey: String(index + 1),
            }))}
            chosen={cause}
            active={step === "cause"}
            error={problemAt("rootCause")}
            onChoose={(value) => setCause(value as RootCause)}
          />
        )}
        {nothingWrong && (
          <Text size="sm" c="dimmed">
            Every answer says the same, so nothing went wrong.
          </Text>
        )}
        {!firstOnly && (
          <>
            <Textarea
              label={
                <>
                  Note <KeyHint>N</KeyHint>
                </>
              }
              aria-label="Note"
              data-field="note"
              data-settle-field="note"
              autosize
              minRows={2}
              maxRows={8}
              value={note}
              error={problemAt("note")}
              onChange={(event) => setNote(event.currentTarget.value)}
            />
            {proposing ? (
              <Textarea
                label="What should the guideline say?"
                description="Whoever keeps the guideline sees it with this item."
                data-field="proposal"
                data-settle-field="note"
                autosize
                minRows={2}
                maxRows={10}
                value={proposal}
                error={problemAt("proposal")}
                onChange={(event) => setProposal(event.currentTarget.value)}
              />
            ) : (
              <Button
                variant="subtle"
                color="gray"
                className={classes.propose}
                onClick={() => act({ kind: "proposal" })}
                rightSection={<KeyHint>P</KeyHint>}
              >
                Propose a change of the guideline
              </Button>
            )}
          </>
        )}
        {unplaced && <ProblemNote>{error.message}</ProblemNote>}
        <Button type="submit" size="md" disabled={!complete} loading={busy} rightSection={<KeyHint>Enter</KeyHint>}>
          {firstOnly ? "Answer, then see the others" : "Settle"}
        </Button>
      </Stack>
    </form>
  );
}

function startOf(first: DisagreementView["first"]): string | null {
  if (first === null) return null;
  if ("unusable" in first) return unusable;
  return "outcome" in first.answer ? first.answer.outcome : null;
}

function numberOf(first: DisagreementView["first"]): number | null {
  return first !== null && "answer" in first && "value" in first.answer ? first.answer.value : null;
}

/** What is chosen; undefined: nothing yet. */
function answerOf(chosen: string | null, value: number | null, numeric: boolean): Settlement["answer"] | undefined {
  if (chosen === unusable) return null;
  if (numeric) return value === null ? undefined : { value };
  return chosen === null ? undefined : { outcome: chosen };
}

/** Whether all answers, and the decision in force, say what this one says. */
function agrees(
  { answers, decision }: NonNullable<DisagreementView["told"]>,
  answer: NonNullable<Settlement["answer"]> | null,
  tolerance: number,
): boolean {
  if (answer === null) return false;
  const said = answers.filter(({ failure }) => failure === null).map((one) => one.answer);
  const all = decision === null ? said : [...said, decision];
  return all.every((one) => {
    if (one === null) return false;
    if ("value" in answer) return "value" in one && Math.abs(one.value - answer.value) <= tolerance;
    return "outcome" in one && one.outcome === answer.outcome;
  });
}
