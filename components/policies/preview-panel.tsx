"use client";
import { Button, Group, SegmentedControl, Skeleton, Stack, Text, Title } from "@mantine/core";
import type { PreviewSize } from "@/components/policies/policy-actions";
import classes from "@/components/policies/preview-panel.module.css";
import { PreviewTable } from "@/components/policies/preview-table";
import type { Previewed } from "@/components/policies/use-preview";
import type { PolicyPreview } from "@/lib/policies/preview-policy";

const sizes: readonly PreviewSize[] = [100, 1_000, 5_000];

interface PreviewPanelProps {
  previewed: Previewed;
  /** What is not valid yet, in words; empty: all that is typed is. */
  wrong: readonly string[];
  items: PreviewSize;
  onItems: (items: PreviewSize) => void;
  guardrailNames: Readonly<Record<string, string>>;
}

function sinceText({ items, from, to }: PolicyPreview): string {
  const day = (moment: string) =>
    new Date(moment).toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
  const among = items === 1 ? "the only item" : `the last ${items.toLocaleString("en-GB")} items`;
  if (from === null || to === null) return among;
  return day(from) === day(to) ? `${among}, of ${day(to)}` : `${among}, ${day(from)} to ${day(to)}`;
}

/** Why the figures are not those of what is typed; null: they are. */
function hint(previewed: Previewed, wrong: readonly string[]): string | null {
  if (wrong.length > 0) return `The preview waits for valid values. ${wrong.slice(0, 3).join(" ")}`;
  if (previewed.busy) return "Counting…";
  if (previewed.onDemand) return "These figures are from before your last change.";
  return null;
}

/** What a change would have meant for the last real items, kept up as it is edited. */
export function PreviewPanel({ previewed, wrong, items, onItems, guardrailNames }: PreviewPanelProps) {
  const { preview, stale, error, onDemand, busy, run } = previewed;
  const waits = wrong.length > 0;
  const note = hint(previewed, wrong);
  return (
    <section aria-label="Preview">
      <Stack gap="xs">
        <Group justify="space-between" gap="xs">
          <Title order={3}>Preview</Title>
          <SegmentedControl
            size="xs"
            aria-label="How many of the last items"
            data={sizes.map((size) => ({ value: String(size), label: size.toLocaleString("en-GB") }))}
            value={String(items)}
            onChange={(value) => onItems(sizes.find((size) => String(size) === value) ?? items)}
          />
        </Group>
        <div className={classes.line} aria-live="polite">
          <Text size="xs" c="dimmed">
            {note ??
              (preview === null || preview.items === 0 ? "" : `What it would have meant for ${sinceText(preview)}.`)}
          </Text>
          {onDemand && !busy && !waits && (
            <Button size="compact-xs" variant="default" onClick={run}>
              Count again
            </Button>
          )}
        </div>
        {error !== null && error.problems.length === 0 && (
          <Text size="sm">
            {error.message}{" "}
            <Button size="compact-xs" variant="default" onClick={run} loading={busy}>
              Try again
            </Button>
          </Text>
        )}
        {preview === null && error === null && !waits && (
          <Stack gap={10} py={4} aria-hidden="true" className={classes.first ?? ""}>
            {[1, 2, 3, 4, 5, 6].map((line) => (
              <Skeleton key={line} h={14} />
            ))}
          </Stack>
        )}
        {preview !== null && preview.items === 0 && (
          <Text size="sm" c="dimmed">
            No items yet. As soon as some have arrived, this says what the change would have meant for them.
          </Text>
        )}
        {preview !== null && preview.items > 0 && (
          <div className={classes.figures} data-stale={stale || undefined}>
            <PreviewTable preview={preview} guardrailNames={guardrailNames} />
          </div>
        )}
      </Stack>
    </section>
  );
}
