"use client";
import { Button, Group, Stack } from "@mantine/core";
import { PercentInput } from "@/components/policies/percent-input";
import { DurationInput } from "@/components/ramps/duration-input";
import type { RampDraft } from "@/components/ramps/ramp-draft";
import classes from "@/components/ramps/step-fields.module.css";
import { ProblemNote } from "@/components/ui/problem-note";

interface StepFieldsProps {
  steps: RampDraft["steps"];
  problemAt: (path: string) => string | undefined;
  onChange: (steps: RampDraft["steps"]) => void;
}

const mostSteps = 20;

/** The steps of a ramp: a share each, and how long it holds at least. */
export function StepFields({ steps, problemAt, onChange }: StepFieldsProps) {
  const put = (index: number, part: Partial<RampDraft["steps"][number]>) =>
    onChange(steps.map((step, at) => (at === index ? { ...step, ...part } : step)));

  function add() {
    const last = steps.at(-1);
    const share = last === undefined ? 0.05 : Math.min(1, Math.round((last.share || 0) * 2 * 100) / 100);
    const key = Math.max(0, ...steps.map((step) => step.key)) + 1;
    onChange([...steps, { key, share, holdMinutes: last?.holdMinutes ?? 1440 }]);
  }

  const whole = problemAt("steps");
  return (
    <Stack gap="sm">
      {whole !== undefined && <ProblemNote>{whole}</ProblemNote>}
      {steps.map(({ key, share, holdMinutes }, index) => (
        <div key={key} className={classes.step}>
          <PercentInput
            label={`Step ${index + 1}: share`}
            value={Number.isNaN(share) ? null : share}
            error={problemAt(`steps.${index}.share`)}
            onShare={(value) => put(index, { share: value ?? Number.NaN })}
          />
          <DurationInput
            label="Holds at least"
            minutes={holdMinutes}
            error={problemAt(`steps.${index}.holdMinutes`)}
            onMinutes={(minutes) => put(index, { holdMinutes: minutes })}
          />
          <Button
            variant="default"
            className={classes.remove ?? ""}
            disabled={steps.length === 1}
            aria-label={`Remove step ${index + 1}`}
            onClick={() => onChange(steps.filter((_, at) => at !== index))}
          >
            Remove
          </Button>
        </div>
      ))}
      <Group>
        <Button variant="default" disabled={steps.length >= mostSteps} onClick={add}>
          Add a step
        </Button>
      </Group>
    </Stack>
  );
}
