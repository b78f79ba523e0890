"use client";
import { Button, Menu, Text } from "@mantine/core";
import { Fragment, useState } from "react";
import {
  fits,
  type Guarded,
  type GuardrailDraft,
  guardrailGroups,
  guardrailsOf,
  newGuardrail,
} from "@/components/policies/guardrail-draft";
import { GuardrailRow } from "@/components/policies/guardrail-row";
import classes from "@/components/policies/guardrail-row.module.css";
import { Section } from "@/components/ui/section";
import type { GuardrailKind } from "@/lib/engine/guardrail-schema";
import { type GuardrailNames, guardrailKindName } from "@/lib/engine/guardrail-text";

interface GuardrailEditorProps {
  guardrails: readonly GuardrailDraft[];
  guarded: Guarded;
  names: GuardrailNames;
  problemAt: (path: string) => string | undefined;
  onChange: (guardrails: GuardrailDraft[]) => void;
}

const most = 50;

/** The guardrails, to add, edit and remove. */
export function GuardrailEditor({ guardrails, guarded, names, problemAt, onChange }: GuardrailEditorProps) {
  const [fresh, setFresh] = useState<number | null>(null);
  const plain = guardrailsOf(guardrails, guarded.fields);
  const groups = guardrailGroups
    .map(({ name, kinds }) => ({ name, kinds: kinds.filter((kind) => fits(kind, guarded)) }))
    .filter(({ kinds }) => kinds.length > 0);

  function add(kind: GuardrailKind) {
    const added = newGuardrail(kind, guarded, Intl.DateTimeFormat().resolvedOptions().timeZone);
    setFresh(added.row);
    onChange([...guardrails, added]);
  }

  return (
    <Section
      title="Guardrails"
      note="What one of them names is never automated; a person decides it. Each can watch first: it counts, and stops nothing."
      actions={
        <Menu position="bottom-end" shadow="md" returnFocus={false}>
          <Menu.Target>
            <Button variant="default" size="xs" disabled={guardrails.length >= most}>
              Add a guardrail
            </Button>
          </Menu.Target>
          <Menu.Dropdown mah={420} style={{ overflowY: "auto" }}>
            {groups.map(({ name, kinds }) => (
              <Fragment key={name}>
                <Menu.Label>{name}</Menu.Label>
                {kinds.map((kind) => (
                  <Menu.Item key={kind} onClick={() => add(kind)}>
                    {guardrailKindName[kind]}
                  </Menu.Item>
                ))}
              </Fragment>
            ))}
          </Menu.Dropdown>
        </Menu>
      }
    >
      {guardrails.length === 0 ? (
        <Text size="sm" c="dimmed">
          None yet: whatever the model may decide, it decides.
        </Text>
      ) : (
        <ul className={classes.list}>
          {guardrails.map((draft, index) => (
            <GuardrailRow
              key={draft.row}
              draft={draft}
              guardrail={plain[index]}
              guarded={guarded}
              names={names}
              fresh={draft.row === fresh}
              problemAt={(path) => problemAt(path === "" ? `guardrails.${index}` : `guardrails.${index}.${path}`)}
              onChange={(part) =>
                onChange(guardrails.map((other, place) => (place === index ? { ...other, ...part } : other)))
              }
              onRemove={() => onChange(guardrails.filter((_, place) => place !== index))}
            />
          ))}
        </ul>
      )}
    </Section>
  );
}
