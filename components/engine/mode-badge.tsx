import type { CSSProperties } from "react";
import classes from "@/components/engine/badges.module.css";
import { LadderGlyph } from "@/components/engine/ladder-glyph";
import { type Mode, rungOf } from "@/lib/engine/mode";
import { modeName } from "@/lib/engine/mode-text";

/** The rung in force: its place on the ladder, its colour and its name. */
export function ModeBadge({ mode }: { mode: Mode }) {
  return (
    <span
      className={`${classes.badge} ${classes.mode}`}
      style={{ "--badge-colour": `var(--rung-${rungOf(mode)})` } as CSSProperties}
    >
      <LadderGlyph mode={mode} />
      {modeName[mode]}
    </span>
  );
}
