"use client";
import { Button, Group, List, ListItem, Stack, Text } from "@mantine/core";
import { useRouter } from "next/navigation";
import { FilterText } from "@/components/audit-exports/filter-text";
import { EmptyState } from "@/components/ui/empty-state";
import { countText } from "@/components/ui/figure-text";
import { FormProblem } from "@/components/ui/form-problem";
import { useAction } from "@/components/ui/use-action";
import type { ActionResult } from "@/lib/access/server-action";
import type { AuditFilter } from "@/lib/audit/audit-filter-schema";
import type { ExportView } from "@/lib/audit/export/export-view";

interface NewExportProps {
  filter: AuditFilter;
  parts: ExportView["filter"];
  count: number;
  /** False where there are more. */
  counted: boolean;
  ask: (filter: AuditFilter) => Promise<ActionResult<{ id: string }>>;
}

/** What an export would hold, and the button that starts it. */
export function NewExport({ filter, parts, count, counted, ask }: NewExportProps) {
  const router = useRouter();
  const { run, busy, error } = useAction(ask);

  async function start() {
    if ((await run(filter)).ok) router.push("/audit/exports");
  }

  if (count === 0) {
    return (
      <EmptyState title="Nothing matches">
        <FilterText parts={parts} />: there is no such event on record. Take a part of this out, or move its days.
      </EmptyState>
    );
  }
  const events = count === 1 ? "1 event" : `${counted ? "" : "More than "}${countText(count)} events`;
  return (
    <Stack gap="md">
      <FormProblem error={error} />
      <Stack gap={4}>
        <Text fw={550} className="numbers">
          {events}
        </Text>
        <Text c="dimmed">
          <FilterText parts={parts} />
        </Text>
      </Stack>
      <Text size="sm" fw={550} mb={-8}>
        The bundle holds
      </Text>
      <List size="sm" spacing={4}>
        <ListItem>The events byte by byte, the hashes that prove their places, and the log's signed state.</ListItem>
        <ListItem>The same as a table (Parquet), and the decisions as a table for spreadsheets (CSV).</ListItem>
        <ListItem>
          Inputs and notes that still exist, in clear: they may hold personal data. What was erased is not in it.
        </ListItem>
        <ListItem>The verifier, as a page and as a program, with a page that explains all of it.</ListItem>
      </List>
      <Group gap="md">
        <Button onClick={start} loading={busy}>
          Start the export
        </Button>
        <Text size="sm" c="dimmed">
          That you asked for it, and that it was downloaded, goes on record.
        </Text>
      </Group>
    </Stack>
  );
}
