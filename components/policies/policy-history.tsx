import { Group, Text } from "@mantine/core";
import type { CSSProperties } from "react";
import { ModeBadge } from "@/components/engine/mode-badge";
import { ChangeList } from "@/components/policies/change-list";
import classes from "@/components/policies/policy-history.module.css";
import { durationText } from "@/components/ui/figure-text";
import { RelativeTime } from "@/components/ui/relative-time";
import { rungOf } from "@/lib/engine/mode";
import type { HistoryEntry } from "@/lib/reports/policy-history-view";

function timeNote({ kind, at, until }: HistoryEntry) {
  if (kind === "in_force") return " · in force";
  return kind === "replaced" && until !== null
    ? ` · in force for ${durationText((until.getTime() - at.getTime()) / 1000)}`
    : "";
}

/** The policy's versions and the proposals that came to nothing, the newest first. */
export function PolicyHistory({ entries }: { entries: readonly HistoryEntry[] }) {
  return (
    <ol className={classes.history}>
      {entries.map((entry) => (
        <li
          key={entry.id}
          className={classes.entry}
          style={entry.kind === "not_taken" ? {} : ({ "--dot": `var(--rung-${rungOf(entry.mode)})` } as CSSProperties)}
        >
          <div>
            <Group gap="xs">
              <Text fw={600} size="sm">
                {entry.title}
              </Text>
              <ModeBadge mode={entry.mode} />
            </Group>
            <Text size="xs" c="dimmed" className="numbers">
              <RelativeTime at={entry.at} />
              {timeNote(entry)}
            </Text>
          </div>
          <div className={classes.reason}>
            <Text size="sm">{entry.reason}</Text>
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
            {entry.changes.length > 0 ? (
              <ChangeList changes={entry.changes} />
            ) : (
              <Text size="sm" c="dimmed">
                The first version
              </Text>
            )}
          </div>
        </li>
      ))}
    </ol>
  );
}
