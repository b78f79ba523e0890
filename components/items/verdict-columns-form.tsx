"use client";
import { Button, Group, Select, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import classes from "@/components/items/verdict-upload.module.css";
import type { VerdictColumns } from "@/lib/items/verdict-file-schema";
import type { VerdictHead } from "@/lib/items/verdict-file-view";

interface VerdictColumnsFormProps {
  head: VerdictHead;
  /** As they were matched before; null: not yet. */
  given: VerdictColumns | null;
  /** What the column with the answers holds. */
  answers: string;
  submit: (columns: VerdictColumns) => void;
}

type Column = keyof VerdictHead["proposed"];

/** Which column of the file holds what, with its first rows to look at. */
export function VerdictColumnsForm({ head, given, answers, submit }: VerdictColumnsFormProps) {
  const { names, proposed, rows } = head;
  const [chosen, setChosen] = useState<VerdictHead["proposed"]>(given ?? proposed);
  const [day, setDay] = useState(() => given?.day ?? new Date().toISOString().slice(0, 10));
  const fields: { name: Column; label: string; about: string; required?: true }[] = [
    { name: "externalId", label: "External id", about: "Of the item, as it was sent", required: true },
    { name: "reviewer", label: "Reviewer", about: "Who answered", required: true },
    { name: "answer", label: "Answer", about: answers, required: true },
    { name: "at", label: "When", about: "Without a zone it is UTC" },
    { name: "suggestionVisible", label: "Model's answer was visible", about: "yes or no; none: no" },
    { name: "secondsSpent", label: "Seconds spent", about: "How long it took" },
  ];
  const { externalId, reviewer, answer, at } = chosen;
  const complete = externalId !== null && reviewer !== null && answer !== null && (at !== null || day !== "");

  function onSubmit(event: FormEvent) {
    event.preventDefault();
    if (externalId === null || reviewer === null || answer === null) return;
    const { suggestionVisible, secondsSpent } = chosen;
    submit({ externalId, reviewer, answer, at, suggestionVisible, secondsSpent, day: at === null ? day : null });
  }

  return (
    <form onSubmit={onSubmit}>
      <Stack gap="md">
        <div className={classes.columns}>
          {fields.map(({ name, label, about, required }) => (
            <Select
              key={name}
              label={label}
              description={about}
              placeholder={required ? "Choose a column" : "None"}
              required={required === true}
              clearable={required !== true}
              clearButtonProps={{ "aria-label": `No column for: ${label}` }}
              data={names}
              value={chosen[name]}
              onChange={(value) => setChosen({ ...chosen, [name]: value })}
            />
          ))}
          {at === null && (
            <TextInput
              type="date"
              label="Given on"
              description="For all of them, as no column says when"
              required
              value={day}
              onChange={(event) => setDay(event.currentTarget.value)}
            />
          )}
        </div>
        <div className={classes.sample}>
          <table aria-label="First rows">
            <thead>
              <tr>
                {names.map((name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((cells, place) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: rows of a file have nothing but their place
                <tr key={place}>
                  {names.map((name, column) => (
                    <td key={name}>{cells[column]}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        <Group>
          <Button type="submit" disabled={!complete}>
            Show what it would do
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
