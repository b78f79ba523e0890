"use client";
import { Button } from "@mantine/core";
import { Section } from "@/components/ui/section";
import { type FieldDraft, moved, newField } from "@/components/use-cases/definition-draft";
import { FieldRow } from "@/components/use-cases/field-row";
import classes from "@/components/use-cases/rows.module.css";

interface FieldListProps {
  fields: readonly FieldDraft[];
  problemAt: (path: string) => string | undefined;
  onChange: (fields: FieldDraft[]) => void;
}

/** The input fields of a use case, to edit, order, add and remove. */
export function FieldList({ fields, problemAt, onChange }: FieldListProps) {
  return (
    <Section title="Fields" note="What an item holds, in the order in which reviewers read it.">
      <div className={classes.rows}>
        {fields.map((field, index) => (
          <FieldRow
            key={field.row}
            draft={field}
            index={index}
            count={fields.length}
            problemAt={(name) => problemAt(`fields.${index}.${name}`)}
            onChange={(part) =>
              onChange(fields.map((other, place) => (place === index ? { ...other, ...part } : other)))
            }
            onMove={(by) => onChange(moved(fields, index, by))}
            onRemove={() => onChange(fields.filter((_, place) => place !== index))}
          />
        ))}
      </div>
      <Button variant="default" mt="xs" onClick={() => onChange([...fields, newField()])}>
        Add a field
      </Button>
    </Section>
  );
}
