import type { CSSProperties } from "react";
import classes from "@/components/engine/badges.module.css";

/** Who decided, in the interface's words, colours and marks. */
const deciders = {
  human: { name: "Person", colour: "person", mark: classes.human },
  model: { name: "Model", colour: "model", mark: classes.model },
  fallback: { name: "Fallback", colour: "fallback", mark: classes.fallback },
} as const;

/** Who decided: a person (blue disc), the model (violet diamond), a fallback (amber triangle). */
export function DecidedByBadge({ by }: { by: keyof typeof deciders }) {
  const { name, colour, mark } = deciders[by];
  return (
    <span
      className={classes.badge}
      style={{ "--badge-colour": `var(--${colour})`, "--badge-soft": `var(--${colour}-soft)` } as CSSProperties}
    >
      <span className={`${classes.mark} ${mark}`} />
      {name}
    </span>
  );
}
