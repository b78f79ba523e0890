"use client";
import { Button, Checkbox, Stack, TextInput } from "@mantine/core";
import { Section } from "@/components/ui/section";
import { type DefinitionDraft, moved, newReason } from "@/components/use-cases/definition-draft";
import { RowButtons } from "@/components/use-cases/row-buttons";
import classes from "@/components/use-cases/rows.module.css";

interface ReviewFieldsProps {
  draft: Pick<DefinitionDraft, "reasonCodes" | "reasonRequired" | "blindAdjudication">;
  problemAt: (path: string) => string | undefined;
  onChange: (part: Partial<ReviewFieldsProps["draft"]>) => void;
}

/** What people are asked for when they differ from a suggestion, and how they settle disagreements. */
export function ReviewFields({ draft, problemAt, onChange }: ReviewFieldsProps) {
  const { reasonCodes, reasonRequired, blindAdjudication } = draft;
  return (
    <Section
      title="Overrides and disagreements"
      note="The reasons that reviewers choose from when they differ from what the model suggested."
    >
      <Stack gap="md">
        {reasonCodes.length > 0 && (
          <div className={classes.rows}>
            {reasonCodes.map((reason, index) => {
              const change = (part: Partial<typeof reason>) =>
                onChange({
                  reasonCodes: reasonCodes.map((other, place) => (place === index ? { ...other, ...part } : other)),
                });
              return (
                <fieldset
                  key={reason.row}
                  className={classes.row}
                  aria-label={`Reason ${index + 1}: ${reason.key || "new"}`}
                >
                  <div className={classes.reason}>
                    <TextInput
                      label="Key"
                      value={reason.key}
                      error={problemAt(`reasonCodes.${index}.key`)}
                      autoComplete="off"
                      spellCheck={false}
                      onChange={(event) => change({ key: event.currentTarget.value })}
                    />
                    <TextInput
                      label="Label"
                      placeholder={reason.key}
                      value={reason.label}
                      error={problemAt(`reasonCodes.${index}.label`)}
                      autoComplete="off"
                      onChange={(event) => change({ label: event.currentTarget.value })}
                    />
                    <div className={classes.buttons}>
                      <RowButtons
                        what={`reason ${reason.key || index + 1}`}
                        first={index === 0}
                        last={index === reasonCodes.length - 1}
                        onMove={(by) => onChange({ reasonCodes: moved(reasonCodes, index, by) })}
                        onRemove={() => onChange({ reasonCodes: reasonCodes.filter((_, place) => place !== index) })}
                      />
                    </div>
                  </div>
                </fieldset>
              );
            })}
          </div>
        )}
        <div>
          <Button variant="default" onClick={() => onChange({ reasonCodes: [...reasonCodes, newReason()] })}>
            Add a reason
          </Button>
        </div>
        <Checkbox
          label="An override needs one of the reasons"
          description="Whoever differs from the suggestion that they saw has to say why."
          checked={reasonRequired}
          error={problemAt("reasonRequired")}
          onChange={(event) => onChange({ reasonRequired: event.currentTarget.checked })}
        />
        <Checkbox
          label="Adjudicators answer before they see what others said"
          description="What people and models answered is shown to them after their own answer."
          checked={blindAdjudication}
          onChange={(event) => onChange({ blindAdjudication: event.currentTarget.checked })}
        />
      </Stack>
    </Section>
  );
}
