"use client";
import { Button, FileInput, Group, Progress, Stack, Text } from "@mantine/core";
import { useRef, useState } from "react";
import { VerdictColumnsForm } from "@/components/items/verdict-columns-form";
import { VerdictFileReport } from "@/components/items/verdict-file-report";
import { firstPart, runParts, UnreadableFile } from "@/components/items/verdict-run";
import { addResult, type FileTotals, noTotals, totalPreviews } from "@/components/items/verdict-totals";
import { countText } from "@/components/ui/figure-text";
import { FormProblem } from "@/components/ui/form-problem";
import { Section } from "@/components/ui/section";
import type { ActionError, ActionResult } from "@/lib/access/server-action";
import type { VerdictColumns, VerdictPart } from "@/lib/items/verdict-file-schema";
import type { PartPreview, PartResult, VerdictHead } from "@/lib/items/verdict-file-view";

interface VerdictUploadProps {
  useCaseId: string;
  /** What the answers are called: outcomes, or a number in this unit. */
  answers: string;
  actions: {
    readHead: (input: Omit<VerdictPart, "columns">) => Promise<ActionResult<VerdictHead>>;
    preview: (input: VerdictPart) => Promise<ActionResult<PartPreview>>;
    take: (input: VerdictPart) => Promise<ActionResult<PartResult>>;
  };
}

/** Where an upload stands: what has been chosen, and what is known of it. */
type Step =
  | { at: "file" }
  /** `columns`: as they were matched before. */
  | { at: "columns"; head: VerdictHead; columns: VerdictColumns | null }
  | { at: "previewing" | "previewed"; head: VerdictHead; columns: VerdictColumns; share: number; totals: FileTotals }
  | { at: "taking" | "taken"; head: VerdictHead; columns: VerdictColumns; share: number; totals: FileTotals };

const wrong = (message: string): ActionError => ({ code: "invalid_input", message, problems: [] });

/** Verdicts of another system from a CSV file: choose it, match its columns, see what it would do, take it in. */
export function VerdictUpload({ useCaseId, answers, actions }: VerdictUploadProps) {
  const [file, setFile] = useState<File | null>(null);
  const [step, setStep] = useState<Step>({ at: "file" });
  const [error, setError] = useState<ActionError | null>(null);
  /** The run that counts; an older one sees that it does not, and ends. */
  const run = useRef(0);

  async function choose(chosen: File | null) {
    run.current++;
    setFile(chosen);
    setStep({ at: "file" });
    setError(null);
    if (chosen === null) return;
    const part = await firstPart(chosen).catch((problem: unknown) => {
      if (problem instanceof UnreadableFile) return wrong(problem.message);
      throw problem;
    });
    if (part === null) return setError(wrong("This file is empty, or has no row below its header."));
    if ("code" in part) return setError(part);
    const { header, text, firstLine } = part;
    const answer = await actions.readHead({ useCaseId, header, text, firstLine });
    if (answer.ok) setStep({ at: "columns", head: answer.result, columns: null });
    else setError(answer.error);
  }

  async function go<Result>(
    phase: { doing: "previewing" | "taking"; done: "previewed" | "taken" },
    { head, columns }: { head: VerdictHead; columns: VerdictColumns },
    send: (input: VerdictPart) => Promise<ActionResult<Result>>,
    sum: (result: Result) => FileTotals,
  ) {
    if (file === null) return;
    const mine = ++run.current;
    let totals = noTotals;
    setError(null);
    setStep({ at: phase.doing, head, columns, share: 0, totals });
    const problem = await runParts(
      file,
      (part) => send({ useCaseId, columns, ...part }),
      (result, share) => {
        totals = sum(result);
        if (run.current === mine) setStep({ at: phase.doing, head, columns, share, totals });
      },
      () => run.current !== mine,
    );
    if (run.current !== mine) return;
    setError(problem);
    setStep(
      problem !== null && phase.doing === "previewing"
        ? { at: "columns", head, columns }
        : { at: phase.done, head, columns, share: 1, totals },
    );
  }

  const look = (head: VerdictHead, columns: VerdictColumns) =>
    go({ doing: "previewing", done: "previewed" }, { head, columns }, actions.preview, totalPreviews());

  function take(head: VerdictHead, columns: VerdictColumns) {
    let totals = noTotals;
    return go({ doing: "taking", done: "taken" }, { head, columns }, actions.take, (result) => {
      totals = addResult(totals, result);
      return totals;
    });
  }

  const busy = step.at === "previewing" || step.at === "taking";
  return (
    <Stack gap="md">
      <Section
        title="File"
        note="CSV in UTF-8, one verdict a row: the item’s external id, who answered, and the answer; when, and how long it took, if known. The columns may have any names and order."
      >
        <FileInput
          label="CSV file"
          placeholder="Choose a file"
          accept=".csv,.tsv,.txt,text/csv"
          clearable
          clearButtonProps={{ "aria-label": "Take the file away" }}
          maw={420}
          value={file}
          disabled={busy}
          onChange={choose}
        />
        <FormProblem error={error} />
      </Section>
      {step.at === "columns" && (
        <Section title="Columns" note="Which column holds what.">
          <VerdictColumnsForm
            head={step.head}
            given={step.columns}
            answers={answers}
            submit={(columns) => look(step.head, columns)}
          />
        </Section>
      )}
      {busy && (
        <Section title={step.at === "taking" ? "Taking it in" : "Looking at it"}>
          <Stack gap="xs" role="status">
            <Progress value={step.share * 100} aria-label="Done so far" />
            <Text size="sm" className="numbers">
              {countText(step.totals.rows)} rows so far, {Math.round(step.share * 100)}% of the file.
              {step.at === "taking" && " What has been taken in stays, also if you stop."}
            </Text>
            <Group>
              <Button
                variant="default"
                onClick={() => {
                  run.current++;
                  setStep({ at: "columns", head: step.head, columns: step.columns });
                }}
              >
                Stop
              </Button>
            </Group>
          </Stack>
        </Section>
      )}
      {step.at === "previewed" && (
        <Section title="What it would do" note="Nothing has been taken in yet.">
          <VerdictFileReport totals={step.totals} taken={false} />
          <Group mt="md">
            <Button disabled={step.totals.fresh === 0} onClick={() => take(step.head, step.columns)}>
              Take in {countText(step.totals.fresh)} {step.totals.fresh === 1 ? "verdict" : "verdicts"}
            </Button>
            <Button
              variant="default"
              onClick={() => setStep({ at: "columns", head: step.head, columns: step.columns })}
            >
              Match columns again
            </Button>
          </Group>
        </Section>
      )}
      {step.at === "taken" && (
        <Section title={error === null ? "Taken in" : "Taken in, up to where it stopped"}>
          <VerdictFileReport totals={step.totals} taken />
          <Group mt="md">
            <Button variant="default" onClick={() => choose(null)}>
              Another file
            </Button>
          </Group>
        </Section>
      )}
    </Stack>
  );
}
