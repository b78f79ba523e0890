import { numberText } from "@/components/review/answer-text";
import classes from "@/components/review/item-pane.module.css";
import { momentText } from "@/components/review/moment-text";
import { NumberStrip } from "@/components/review/number-strip";
import { Picture } from "@/components/review/picture";
import { PlainText } from "@/components/review/plain-text";
import { unusualText } from "@/components/review/usual-text";
import type { FieldDistribution } from "@/lib/review/recent-inputs-view";
import type { Field } from "@/lib/use-cases/definition-schema";
import type { InputValue } from "@/lib/use-cases/parse-input";

interface FieldValueProps {
  field: Field;
  value: InputValue | undefined;
  /** The field's list does not know this category. */
  unlisted: boolean;
  /** What recent items hold; missing where that says too little. */
  recent: FieldDistribution | undefined;
}

/** One value of an item, drawn by its field's kind, with a word where it differs from the usual. */
export function FieldValue({ field, value, unlisted, recent }: FieldValueProps) {
  if (value === undefined) return <span className={classes.missing}>not given</span>;
  const unusual = unlisted ? "not in the list" : recent && unusualText(value, recent);
  return (
    <>
      <Drawn field={field} value={value} recent={recent} />
      {unusual != null && <span className={classes.tag}>{unusual}</span>}
    </>
  );
}

function Drawn({ field, value, recent }: Pick<FieldValueProps, "field" | "recent"> & { value: InputValue }) {
  switch (field.kind) {
    case "number":
    case "integer":
      return (
        <>
          <span className="numbers">
            {numberText(Number(value))}
            {field.unit !== undefined && <span className={classes.unit}> {field.unit}</span>}
          </span>
          {recent?.kind === "number" && <NumberStrip value={Number(value)} recent={recent} unit={field.unit} />}
        </>
      );
    case "boolean":
      return value === true ? "Yes" : "No";
    case "datetime":
      return <time dateTime={String(value)}>{momentText(String(value))}</time>;
    case "image":
      return <Picture source={String(value)} label={field.label} />;
    case "category":
      return value;
    default:
      return <PlainText text={String(value)} />;
  }
}
