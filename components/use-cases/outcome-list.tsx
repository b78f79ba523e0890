"use client";
import { Button } from "@mantine/core";
import { Section } from "@/components/ui/section";
import { moved, newOutcome, type OutcomeDraft } from "@/components/use-cases/definition-draft";
import { OutcomeRow } from "@/components/use-cases/outcome-row";
import classes from "@/components/use-cases/rows.module.css";

interface OutcomeListProps {
  outcomes: readonly OutcomeDraft[];
  problemAt: (path: string) => string | undefined;
  onChange: (outcomes: OutcomeDraft[]) => void;
}

/** The outcomes of a classification, to edit, order, add and remove. */
export function OutcomeList({ outcomes, problemAt, onChange }: OutcomeListProps) {
  return (
    <Section title="Outcomes" note="The error cost is what one wrong automated decision for this outcome costs.">
      <div className={classes.rows}>
        {outcomes.map((outcome, index) => (
          <OutcomeRow
            key={outcome.row}
            draft={outcome}
            index={index}
            count={outcomes.length}
            problemAt={(name) => problemAt(`outcomes.${index}.${name}`)}
            onChange={(part) =>
              onChange(outcomes.map((other, place) => (place === index ? { ...other, ...part } : other)))
            }
            onMove={(by) => onChange(moved(outcomes, index, by))}
            onRemove={() => onChange(outcomes.filter((_, place) => place !== index))}
          />
        ))}
      </div>
      <Button variant="default" mt="xs" onClick={() => onChange([...outcomes, newOutcome()])}>
        Add an outcome
      </Button>
    </Section>
  );
}
