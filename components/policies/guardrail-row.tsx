"use client";
import { ActionIcon, Badge, Switch, Text, TextInput, UnstyledButton } from "@mantine/core";
import { useEffect, useId, useRef, useState } from "react";
import type { Guarded, GuardrailDraft } from "@/components/policies/guardrail-draft";
import { GuardrailFields } from "@/components/policies/guardrail-fields";
import classes from "@/components/policies/guardrail-row.module.css";
import { guardrailSchema } from "@/lib/engine/guardrail-schema";
import { type GuardrailNames, guardrailKindName, ruleText } from "@/lib/engine/guardrail-text";

interface GuardrailRowProps {
  draft: GuardrailDraft;
  /** As the settings have it, as far as it is typed. */
  guardrail: unknown;
  guarded: Guarded;
  names: GuardrailNames;
  /** It was added just now, so it is open and its first input has the focus. */
  fresh: boolean;
  problemAt: (path: string) => string | undefined;
  onChange: (part: Partial<GuardrailDraft>) => void;
  onRemove: () => void;
}

const line = { fill: "none", stroke: "currentColor", strokeWidth: 1.75, strokeLinecap: "round" } as const;

/** One guardrail: a sentence that says what it stops, and its inputs where it is open. */
export function GuardrailRow(props: GuardrailRowProps) {
  const { draft, guardrail, guarded, names, fresh, problemAt, onChange, onRemove } = props;
  const [opened, setOpened] = useState(fresh);
  const id = useId();
  const fields = useRef<HTMLFieldSetElement>(null);
  useEffect(() => {
    if (fresh) fields.current?.querySelector<HTMLElement>("input, textarea, button")?.focus();
  }, [fresh]);
  const wrong = problemAt("") !== undefined;
  const open = opened || wrong;
  const complete = guardrailSchema.safeParse(guardrail);
  const rule = complete.success ? ruleText(complete.data, names) : null;
  const label = draft.label.trim();
  const kind = guardrailKindName[draft.kind];
  const title = label !== "" ? label : (rule ?? kind);
  return (
    <li className={classes.row}>
      <div className={classes.head}>
        <UnstyledButton
          className={classes.toggle ?? ""}
          aria-expanded={open}
          aria-controls={id}
          disabled={wrong}
          onClick={() => setOpened(!open)}
        >
          <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true" className={classes.arrow} {...line}>
            <path d="M6 4l4 4-4 4" />
          </svg>
          <span className={classes.title}>
            <span>{title}</span>
            <span className={classes.sub}>
              {label !== "" && rule !== null ? rule : kind}
              {rule === null && " · not complete yet"}
            </span>
          </span>
          {draft.watch && (
            <Badge size="sm" variant="default">
              only watches
            </Badge>
          )}
        </UnstyledButton>
        <ActionIcon aria-label={`Remove the guardrail: ${title}`} onClick={onRemove}>
          <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" {...line}>
            <path d="M4 4l8 8M12 4l-8 8" />
          </svg>
        </ActionIcon>
      </div>
      <fieldset id={id} ref={fields} hidden={!open} className={classes.fields} aria-label={title}>
        {open && (
          <>
            <GuardrailFields draft={draft} guarded={guarded} problemAt={problemAt} onChange={onChange} />
            <TextInput
              label="Label"
              description="How people call it. Empty: as the rule says."
              placeholder={rule ?? ""}
              value={draft.label}
              error={problemAt("label") ?? problemAt("key") ?? problemAt("kind")}
              onChange={(event) => onChange({ label: event.currentTarget.value })}
            />
            <Switch
              className={classes.watch ?? ""}
              label="Watch first"
              description="Counts what it would stop, and stops nothing."
              checked={draft.watch}
              onChange={(event) => onChange({ watch: event.currentTarget.checked })}
            />
            <Text size="sm" className={classes.says ?? ""} aria-live="polite">
              {rule === null
                ? "Fill in what is missing, and this says what the guardrail does."
                : draft.watch
                  ? `${rule}: counted, and automated all the same.`
                  : `${rule}: not automated; a person decides.`}
            </Text>
          </>
        )}
      </fieldset>
    </li>
  );
}
