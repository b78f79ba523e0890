"use client";
import {
  Alert,
  Button,
  Checkbox,
  CheckboxGroup,
  Group,
  Radio,
  RadioGroup,
  Stack,
  Text,
  TextInput,
} from "@mantine/core";
import { type FormEvent, useState } from "react";
import {
  provenanceMeaning,
  provenanceName,
  provenances,
  type TrainingFormat,
  trainingFormats,
  trustedProvenances,
} from "@/lib/reports/training-set/training-set-schema";

const formats: Record<TrainingFormat, { name: string; meaning: string }> = {
  csv: { name: "CSV", meaning: "a table for spreadsheets; texts that they would run as a formula begin with '" },
  jsonl: { name: "JSONL", meaning: "one item a line, its input as it came in" },
  parquet: { name: "Parquet", meaning: "a typed, compressed table for pandas, Spark, DuckDB and the like" },
};

/** Chooses which settled items to export, and fetches the file. A form of the browser's own: the file goes straight to disk. */
export function TrainingSetForm({ action }: { action: string }) {
  const [chosen, setChosen] = useState<string[]>([...trustedProvenances]);
  const [problem, setProblem] = useState<string | null>(null);
  const [started, setStarted] = useState(false);

  function check(event: FormEvent<HTMLFormElement>) {
    const form = new FormData(event.currentTarget);
    const [from, to] = [String(form.get("from") ?? ""), String(form.get("to") ?? "")];
    const wrong = from !== "" && to !== "" && from > to;
    setProblem(wrong ? "The last day lies before the first." : null);
    setStarted(!wrong && chosen.length > 0);
    if (wrong || chosen.length === 0) event.preventDefault();
  }

  return (
    <form method="post" action={action} onSubmit={check}>
      <Stack gap="lg">
        <CheckboxGroup
          label="Labels"
          description="One label an item: its decision in force, or what a check of an automated one said. Each row says which of these it is."
          value={chosen}
          onChange={setChosen}
          {...(chosen.length === 0 && { error: "Choose at least one kind of label." })}
        >
          <Stack gap="xs" mt="xs">
            {provenances.map((provenance) => (
              <Checkbox
                key={provenance}
                name="provenance"
                value={provenance}
                label={provenanceName[provenance]}
                description={provenanceMeaning[provenance]}
              />
            ))}
          </Stack>
        </CheckboxGroup>
        <Alert color="gray" title="Why automated labels are left out">
          <Text size="sm">
            A model that learns from its own answers learns to repeat its mistakes, more surely each time: nobody looked
            at these items, so the labels hold nothing that the model did not say itself. Labels that people gave with
            the model's answer in view carry a part of that too; leave them out where you have enough others.
          </Text>
        </Alert>
        <Group gap="md" align="flex-start" grow maw={420}>
          <TextInput type="date" name="from" label="From" description="Items that arrived (UTC)" error={problem} />
          <TextInput type="date" name="to" label="To" description="Both days included" />
        </Group>
        <RadioGroup name="format" label="File" defaultValue="csv">
          <Stack gap="xs" mt="xs">
            {trainingFormats.map((format) => (
              <Radio key={format} value={format} label={formats[format].name} description={formats[format].meaning} />
            ))}
          </Stack>
        </RadioGroup>
        <Group gap="md">
          <Button type="submit">Export</Button>
          <Text size="sm" c="dimmed" role="status">
            {started
              ? "The file is on its way; your browser shows how far it is."
              : "The export is recorded in the audit log."}
          </Text>
        </Group>
      </Stack>
    </form>
  );
}
