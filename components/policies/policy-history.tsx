import { Group, Text } from "@mantine/core";
import type { CSSProperties } from "react";
import { ModeBadge } from "@/components/engine/mode-badge";
import { ChangeList } from "@/components/policies/change-list";
import classes from "@/components/policies/policy-history.module.css";
import { durationText } from "@/components/ui/figure-text";
import { RelativeTime } from "@/components/ui/relative-time";
import { TextLink } from "@/components/ui/text-link";
import { rungOf } from "@/lib/engine/mode";
import type { HistoryEntry } from "@/lib/reports/policy-history-view";

function timeNote({ kind, at, until }: HistoryEntry) {
  if (kind === "in_force") return " · in force";
  return kind === "replaced" && until !== null
    ? ` · in force for ${durationText((until.getTime() - at.getTime()) / 1000)}`
    : "";
}

function dotOf({ kind, mode }: HistoryEntry): string | null {
  if (kind === "halt") return "var(--halt)";
  return kind === "not_taken" || mode === null ? null : `var(--rung-${rungOf(mode)})`;
}

interface PolicyHistoryProps {
  entries: readonly HistoryEntry[];
  /** The version in force. */
  current: number;
  /** Where two versions are set side by side, up to the two. */
  compareHref: string;
}

/** The policy's versions, the proposals that came to nothing, the halts and the ramps, the newest first. */
export function PolicyHistory({ entries, current, compareHref }: PolicyHistoryProps) {
  return (
    <ol className={classes.history}>
      {entries.map((entry) => {
        const dot = dotOf(entry);
        const { version } = entry;
        return (
          <li
            key={entry.id}
            className={classes.entry}
            data-small={version === null || undefined}
            style={dot === null ? {} : ({ "--dot": dot } as CSSProperties)}
          >
            <div>
              <Group gap="xs">
                <Text fw={600} size="sm">
                  {entry.title}
                </Text>
                {entry.mode !== null && <ModeBadge mode={entry.mode} />}
              </Group>
              <Text size="xs" c="dimmed" className="numbers">
                <RelativeTime at={entry.at} />
                {timeNote(entry)}
              </Text>
            </div>
            <div className={classes.reason}>
              {entry.reason !== "" && <Text size="sm">{entry.reason}</Text>}
              <Text size="xs" c="dimmed">
                {entry.by}
              </Text>
              {entry.note !== null && (
                <Text size="sm" mt={4}>
                  {entry.note}
                </Text>
              )}
            </div>
            <div>
              {entry.changes !== null && entry.changes.length > 0 && <ChangeList changes={entry.changes} />}
              {version === 1 && (
                <Text size="sm" c="dimmed">
                  The first version
                </Text>
              )}
              {version !== null && version !== current && (
                <TextLink href={`${compareHref}${version}..${current}#compare`} size="xs" c="dimmed">
                  Compare with policy {current}
                </TextLink>
              )}
            </div>
          </li>
        );
      })}
    </ol>
  );
}
