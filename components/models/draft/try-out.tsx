"use client";
import { Button, FileButton, Group, Text } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import type { AnswerNames } from "@/components/items/answer-chip";
import type { DraftActions, TrialItem } from "@/components/models/draft/draft-actions";
import { readRows, rowsInCsv } from "@/components/models/draft/read-rows";
import { TriedTable } from "@/components/models/draft/tried-table";
import { ProblemNote } from "@/components/ui/problem-note";
import { Section } from "@/components/ui/section";
import { useAction } from "@/components/ui/use-action";
import type { TriedRow } from "@/lib/models/try-model-draft";
import type { Problem } from "@/lib/platform/errors";

interface TryOutProps {
  draftId: string;
  /** As the server takes it; null while it cannot be tried. */
  mapping: unknown;
  items: readonly TrialItem[];
  tolerance: number;
  names: AnswerNames;
  tryOut: DraftActions["tryOut"];
}

/** What was tried last, and with which mapping. */
interface Tried {
  of: string;
  mapping: string;
  rows: readonly TriedRow[];
}

/** The model on many rows at once: the latest items, or a file of the reader's own. */
export function TryOut({ draftId, mapping, items, tolerance, names, tryOut }: TryOutProps) {
  const [tried, setTried] = useState<Tried | null>(null);
  const { run, busy, error } = useAction(tryOut);
  const [refused, setRefused] = useState<readonly Problem[]>([]);
  const problems = error?.problems ?? refused;
  const failed = error !== null || refused.length > 0;
  const begun = useRef(false);
  const text = mapping === null ? null : JSON.stringify(mapping);

  async function tryRows(csv: File | null) {
    if (text === null) return;
    const rows = csv === null ? { itemIds: items.map(({ id }) => id) } : { csv: await readRows(csv), limit: rowsInCsv };
    const answer = await run({ draftId, mapping, ...(csv === null && items.length === 0 ? {} : rows) });
    if (!answer.ok) return;
    setRefused(answer.result.problems);
    if (answer.result.problems.length > 0) return;
    setTried({ of: csv?.name ?? "", mapping: text, rows: answer.result.rows });
  }

  // The first time nobody has to ask for it.
  useEffect(() => {
    if (begun.current || text === null) return;
    begun.current = true;
    tryRows(null);
  });

  const which =
    items.length === 0 ? "a made-up item" : items.length === 1 ? "the only item" : `the last ${items.length} items`;
  const outdated = tried !== null && tried.mapping !== text;
  return (
    <Section
      title="Try it out"
      note={
        tried === null
          ? "What it says of many rows at once."
          : outdated
            ? "The mapping has changed since."
            : `What it says of ${tried.of === "" ? which : tried.of}.`
      }
      actions={
        <>
          <FileButton accept=".csv,text/csv" onChange={(file) => file !== null && tryRows(file)}>
            {(props) => (
              <Button {...props} variant="default" size="xs" disabled={text === null}>
                Try a CSV
              </Button>
            )}
          </FileButton>
          <Button variant="default" size="xs" loading={busy} disabled={text === null} onClick={() => tryRows(null)}>
            Try {which}
          </Button>
        </>
      }
      flush
    >
      <Group px="md" pb={!failed && tried !== null ? 0 : "md"}>
        {failed && (
          <ProblemNote>
            {error?.message ?? "These rows cannot be tried. Put them right, then try again."}
            {problems.length > 0 && (
              <ul>
                {problems.map(({ path, message }) => (
                  <li key={`${path} ${message}`}>
                    {message} {path.startsWith("csv.") && <code>{path.split(".").slice(2).join(".")}</code>}
                  </li>
                ))}
              </ul>
            )}
          </ProblemNote>
        )}
        {tried === null && !failed && (
          <Text size="sm" c="dimmed">
            {text === null ? "As soon as the mapping is complete." : "The model is asked."}
          </Text>
        )}
      </Group>
      {tried !== null && (
        <TriedTable
          rows={tried.rows}
          ofItems={tried.of === ""}
          outdated={outdated}
          tolerance={tolerance}
          names={names}
        />
      )}
    </Section>
  );
}
