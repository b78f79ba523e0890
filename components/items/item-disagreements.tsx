import classes from "@/components/items/item-disagreements.module.css";
import { Section } from "@/components/ui/section";
import { TextLink } from "@/components/ui/text-link";
import { kindText, rootCauseText } from "@/lib/disagreements/filter-options-view";
import type { ItemStory } from "@/lib/items/item-story-view";

type Disagreements = NonNullable<ItemStory["told"]>["disagreements"];

/** Where answers on the item differ, and what came of it. */
export function ItemDisagreements({ disagreements }: { disagreements: Disagreements }) {
  if (disagreements.length === 0) return null;
  return (
    <Section title="Disagreements">
      <ul className={classes.list}>
        {disagreements.map(({ id, kind, status, rootCause }) => (
          <li key={id}>
            <TextLink href={`/disagreements/${id}`}>{kindText[kind]}</TextLink>
            <span className={classes.state} data-status={status}>
              {status === "open" ? "Open" : rootCause === null ? "Settled" : rootCauseText[rootCause]}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
