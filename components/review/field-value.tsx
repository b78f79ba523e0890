import { numberText } from "@/components/review/answer-text";
import classes from "@/components/review/item-pane.module.css";
import { momentText } from "@/components/review/moment-text";
import { Picture } from "@/components/review/picture";
import type { Field } from "@/lib/use-cases/definition-schema";
import type { InputValue } from "@/lib/use-cases/parse-input";

/** One value of an item, drawn by its field's kind. `unlisted`: the field's list does not know this category. */
export function FieldValue(props: { field: Field; value: InputValue | undefined; unlisted: boolean }) {
  const { field, value, unlisted } = props;
  if (value === undefined) return <span className={classes.missing}>not given</span>;
  switch (field.kind) {
    case "number":
    case "integer":
      return (
        <span className="numbers">
          {numberText(Number(value))}
          {field.unit !== undefined && <span className={classes.unit}> {field.unit}</span>}
        </span>
      );
    case "boolean":
      return value === true ? "Yes" : "No";
    case "datetime":
      return <time dateTime={String(value)}>{momentText(String(value))}</time>;
    case "image":
      return <Picture source={String(value)} label={field.label} />;
    case "category":
      return (
        <>
          {value}
          {unlisted && <span className={classes.tag}>not in the list</span>}
        </>
      );
    default:
      return value;
  }
}
