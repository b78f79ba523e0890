import { Text } from "@mantine/core";
import { DecidedByBadge } from "@/components/engine/decided-by-badge";
import { AnswerChip, type AnswerNames } from "@/components/items/answer-chip";
import classes from "@/components/reports/overview.module.css";
import { RelativeTime } from "@/components/ui/relative-time";
import { TextLink } from "@/components/ui/text-link";
import type { ItemListView } from "@/lib/items/item-list-view";

/** The latest items in a few lines. */
export function RecentItems({ items, names }: { items: readonly ItemListView[]; names: AnswerNames }) {
  if (items.length === 0) {
    return (
      <Text c="dimmed" p="md">
        No item has come in yet. The API page shows how to send one.
      </Text>
    );
  }
  return (
    <ul className={classes.recent}>
      {items.map((item) => (
        <li key={item.id}>
          <TextLink href={`/items/${item.id}`} fw={550} underline="hover">
            {item.externalId}
          </TextLink>
          {item.sealed || item.decision === null ? (
            <span className={classes.aside}>
              {item.sealed
                ? "Hidden until its review is done"
                : item.unusable
                  ? item.erased
                    ? "Erased"
                    : "Unusable input"
                  : "Waiting for a person"}
            </span>
          ) : (
            <>
              <AnswerChip answer={item.decision.answer} names={names} />
              <DecidedByBadge by={item.decision.by} />
            </>
          )}
          <span className={classes.aside}>
            <RelativeTime at={item.receivedAt} />
          </span>
        </li>
      ))}
    </ul>
  );
}
