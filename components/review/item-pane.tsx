import { Tooltip } from "@mantine/core";
import { DueText } from "@/components/review/due-text";
import { FieldValue } from "@/components/review/field-value";
import classes from "@/components/review/item-pane.module.css";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Desk } from "@/lib/review/desk-view";
import type { DeskItem } from "@/lib/review/review-view";
import type { Field } from "@/lib/use-cases/definition-schema";

const isBlock = (field: Field) => field.kind === "long_text" || field.kind === "image";

interface ItemPaneProps {
  item: DeskItem;
  desk: Desk;
  /** Items of several use cases come one after the other: each says whose it is. */
  named: boolean;
}

/**
 * The item to decide. Every field has its place on every item, given or not, so that the eye learns where to look.
 * Pictures and long texts take the full width.
 */
export function ItemPane({ item, desk, named }: ItemPaneProps) {
  return (
    <article className={classes.item} aria-label={`Item ${item.externalId}`}>
      <header className={classes.header}>
        <h2 className={classes.name}>{item.externalId}</h2>
        {named && <span className={classes.useCase}>{desk.name}</span>}
        <span className={classes.arrived}>
          {item.assigned && <span>kept for you</span>}
          {item.dueAt !== null && <DueText at={item.dueAt} />}
          <span>
            arrived <RelativeTime at={item.arrivedAt} />
          </span>
        </span>
      </header>
      <dl className={classes.fields}>
        {desk.fields.map((field) => (
          <div
            key={field.key}
            className={classes.field}
            data-block={isBlock(field) || undefined}
            data-kind={field.kind}
          >
            <dt>
              <FieldLabel field={field} />
            </dt>
            <dd>
              <FieldValue
                field={field}
                value={item.input[field.key]}
                unlisted={item.unlisted.includes(field.key) && (field.categories?.length ?? 0) > 0}
                recent={desk.recent[field.key]}
              />
            </dd>
          </div>
        ))}
      </dl>
    </article>
  );
}

/** A field's name; its help comes on pointing, on a tap, and when it has the focus. */
function FieldLabel({ field }: { field: Field }) {
  if (field.help === "") return <span className={classes.label}>{field.label}</span>;
  return (
    <Tooltip
      label={field.help}
      multiline
      maw={320}
      position="bottom-start"
      events={{ hover: true, focus: true, touch: true }}
    >
      <button type="button" className={classes.label} data-help>
        {field.label}
      </button>
    </Tooltip>
  );
}
