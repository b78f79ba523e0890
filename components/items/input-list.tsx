import { Image, Text } from "@mantine/core";
import classes from "@/components/items/input-list.module.css";
import { ExactTime } from "@/components/ui/exact-time";
import { numberText } from "@/components/ui/figure-text";
import type { InputView } from "@/lib/items/input-view";

const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeZone: "UTC" });

/** An item's input, field by field; that it was erased, where it was. `erasedAt`: as an ISO time. */
export function InputList({ input, erasedAt }: { input: readonly InputView[]; erasedAt: string | null }) {
  if (erasedAt !== null) {
    return (
      <>
        <Text fw={550}>
          Erased on <ExactTime at={erasedAt} />
        </Text>
        <Text size="sm" c="dimmed">
          What the item held and the notes about it are gone. Who decided it, when, and under which policy stays on
          record.
        </Text>
      </>
    );
  }
  return (
    <dl className={classes.list}>
      {input.map((field) => (
        <div key={field.key} className={classes.field} data-wide={isWide(field) || undefined}>
          <dt>{field.label}</dt>
          <dd>
            <Value field={field} />
            {field.unlisted && <span className={classes.unlisted}> not in the list</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

const isWide = (field: InputView): boolean => field.kind === "image" || field.kind === "long_text";

function Value({ field }: { field: InputView }) {
  const { value, kind, label, unit } = field;
  if (value === null) return <span className={classes.none}>not given</span>;
  if (kind === "image") {
    // An item's own picture: its address is the caller's, and nothing here may resize or fetch it.
    return <Image className={classes.picture} src={String(value)} alt={label} w="auto" referrerPolicy="no-referrer" />;
  }
  if (typeof value === "number") {
    return (
      <span className="numbers">
        {numberText(value)} {unit}
      </span>
    );
  }
  if (typeof value === "boolean") return value ? "Yes" : "No";
  if (kind === "datetime" && /^\d{4}-\d{2}-\d{2}$/.test(value)) return day.format(new Date(value));
  return <span className={classes.text}>{value}</span>;
}
