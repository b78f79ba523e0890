import type { CSSProperties } from "react";
import { errorsInMargin, scoreText, shareText, sizeText } from "@/components/explanations/share-text";
import classes from "@/components/explanations/why-panel.module.css";
import { countText, numberText } from "@/components/ui/figure-text";
import type { ExplanationView } from "@/lib/explanations/why-view";
import type { ShownInput } from "@/lib/items/input-view";

const shownFields = 6;
interface ShareBarsProps {
  explanation: Extract<ExplanationView, { state: "shares" }>;
  answer: string;
  /** Of a regression's value; null for a score. */
  unit: string | null;
  input: ShownInput;
}

interface Bar {
  key: string;
  label: string;
  value: string | null;
  share: number;
  error: number;
}

/** What each field adds to the model's answer, the largest first: to the right what speaks for it, to the left against. */
export function ShareBars({ explanation, answer, unit, input }: ShareBarsProps) {
  const { fields, score, base, background, pairs, rows } = explanation;
  const margin = errorsInMargin(pairs);
  const bars = barsOf(fields, input);
  const low = Math.min(0, ...bars.map(({ share }) => share));
  const high = Math.max(0, ...bars.map(({ share }) => share));
  const place = (share: number) => `${((share - low) / (high - low || 1)) * 100}%`;
  const others = background === "training" ? "what it was trained on" : "recent items";
  return (
    <>
      <p>
        {unit === null ? (
          <>
            The model gives <strong>{answer}</strong> <span className="numbers">{scoreText(score, unit)}</span>.
          </>
        ) : (
          <>
            The model says <strong className="numbers">{answer}</strong>.
          </>
        )}{" "}
        Over {others} that is <span className="numbers">{scoreText(base, unit)}</span> on average. What makes the
        difference here, {unit === null ? "in percentage points" : unit === "" ? "in its own unit" : `in ${unit}`}:
      </p>
      <ul className={classes.bars}>
        {bars.map(({ key, label, value, share, error }) => (
          <li key={key} className={classes.bar}>
            <span className={classes.field}>
              <span className={classes.label}>{label}</span>
              {value !== null && <span className={classes.value}>{value}</span>}
            </span>
            <span
              className={classes.track}
              style={
                {
                  "--zero": place(0),
                  "--from": place(Math.min(0, share)),
                  "--to": place(Math.max(0, share)),
                } as CSSProperties
              }
              aria-hidden
            >
              <span className={classes.fill} data-against={share < 0 || undefined} />
            </span>
            <span className={`${classes.share} numbers`}>
              {shareText(share, unit)} <span className={classes.error}>± {sizeText(error * margin, unit)}</span>
            </span>
          </li>
        ))}
      </ul>
      <p className={classes.quiet}>
        Estimated by asking the model about {countText(rows)} inputs in which some fields have other items’ values; ±
        holds 19 times in 20. It tells what the model goes by, not what is right.
      </p>
    </>
  );
}

function barsOf(fields: ShareBarsProps["explanation"]["fields"], input: ShownInput): Bar[] {
  // One more takes no more room than a line that stands for it.
  const shown = fields.length <= shownFields + 1 ? fields : fields.slice(0, shownFields);
  const others = fields.slice(shown.length);
  const bars = shown.map((field): Bar => ({ ...field, value: valueText(input[field.key] ?? null) }));
  if (others.length === 0) return bars;
  return [
    ...bars,
    {
      key: "",
      label: `${others.length} others`,
      value: null,
      share: others.reduce((sum, { share }) => sum + share, 0),
      error: Math.hypot(...others.map(({ error }) => error)),
    },
  ];
}

function valueText(value: string | number | boolean | null): string {
  if (value === null) return "not given";
  if (typeof value === "boolean") return value ? "Yes" : "No";
  return typeof value === "number" ? numberText(value) : value.slice(0, 80);
}
