import { Text } from "@mantine/core";
import type { CSSProperties } from "react";
import classes from "@/components/policies/ladder.module.css";
import { TextLink } from "@/components/ui/text-link";
import { type Mode, modes, rungOf } from "@/lib/engine/mode";
import { modeName, modeSentence } from "@/lib/engine/mode-text";
import type { PolicySettings } from "@/lib/engine/policy-settings-schema";
import { percentText } from "@/lib/engine/settings-changes";

interface LadderProps {
  settings: PolicySettings;
  /** A line per rung about this use case; empty for none. */
  notes: Record<Mode, string>;
  /** Where a rung can be changed to, with `?mode=` added; null: this person may not. */
  changeHref: string | null;
}

/** How a rung is in force, in words; null: it is not. */
function flagOf(mode: Mode, { mode: top, baseMode, rampShare }: PolicySettings): string | null {
  const ramped = top !== baseMode && rampShare < 1;
  if (mode === top) return ramped ? `In force for ${percentText(rampShare)}` : "In force";
  return ramped && mode === baseMode ? `In force for the other ${percentText(1 - rampShare)}` : null;
}

/** The five rungs as steps, lowest first. The one in force stands out; a ramp's lower rung is hatched. */
export function Ladder({ settings, notes, changeHref }: LadderProps) {
  return (
    <ol className={classes.ladder}>
      {modes.map((mode, rung) => {
        const flag = flagOf(mode, settings);
        const inForce = mode === settings.mode;
        return (
          <li
            key={mode}
            className={classes.rung}
            data-reached={rung <= rungOf(settings.mode) || undefined}
            data-in-force={inForce || undefined}
            data-base={(flag !== null && !inForce) || undefined}
            aria-current={inForce ? "step" : undefined}
            style={{ "--rung": rung, "--colour": `var(--rung-${rung})` } as CSSProperties}
          >
            <div className={classes.climb}>
              {flag !== null && <div className={classes.flag}>{flag}</div>}
              <div className={classes.step} />
            </div>
            <div className={classes.text}>
              <div className={classes.name}>
                {modeName[mode]}
                {flag !== null && <span className={`${classes.flag} ${classes.flagInText}`}>{flag}</span>}
              </div>
              <Text size="sm" {...(!inForce && { c: "dimmed" })}>
                {modeSentence[mode]}
              </Text>
              {notes[mode] !== "" && (
                <Text size="xs" c="dimmed" className={`${classes.note} numbers`}>
                  {notes[mode]}
                </Text>
              )}
              {changeHref !== null && !inForce && (
                <TextLink href={`${changeHref}?mode=${mode}`} className={classes.go ?? ""}>
                  {rung > rungOf(settings.mode) ? "Go up to" : "Step down to"}{" "}
                  {modeName[mode].replace(/^[A-Z](?=[a-z])/, (first) => first.toLowerCase())}
                </TextLink>
              )}
            </div>
          </li>
        );
      })}
    </ol>
  );
}
