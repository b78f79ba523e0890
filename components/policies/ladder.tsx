import { Text } from "@mantine/core";
import type { CSSProperties } from "react";
import classes from "@/components/policies/ladder.module.css";
import { TextLink } from "@/components/ui/text-link";
import { automates, type Mode, modes, rungOf } from "@/lib/engine/mode";
import { modeName, modeSentence } from "@/lib/engine/mode-text";
import type { PolicySettings } from "@/lib/engine/policy-settings-schema";
import { percentText } from "@/lib/engine/settings-changes";

interface LadderProps {
  settings: PolicySettings;
  /** Nothing is automated, whatever the rung. */
  halted: boolean;
  /** What the ramp's share is of. */
  unit: "item" | "entity";
  /** A line per rung about this use case; empty for none. */
  notes: Record<Mode, string>;
  /** Where a rung can be changed to, with `?mode=` added; null: this person may not. */
  changeHref: string | null;
}

/** The share of the units that get a rung. */
function shareOf(mode: Mode, { mode: top, baseMode, rampShare }: PolicySettings): number {
  if (top === baseMode) return mode === top ? 1 : 0;
  return mode === top ? rampShare : mode === baseMode ? 1 - rampShare : 0;
}

/** How a rung stands, in words (null: it does not), and for what share. A halt lets nothing stand above AI assist. */
function standingOf(
  mode: Mode,
  { settings, halted, unit }: Pick<LadderProps, "settings" | "halted" | "unit">,
): { flag: string | null; share: number } {
  const own = shareOf(mode, settings);
  if (halted && automates(mode)) return { flag: own > 0 || mode === settings.mode ? "Halted" : null, share: 0 };
  const lent = halted && mode === "ai_assist" ? modes.filter(automates) : [];
  const share = lent.reduce((sum, other) => sum + shareOf(other, settings), own);
  if (share === 0) return { flag: mode === settings.mode ? "In force for nothing yet" : null, share };
  if (share > own) return { flag: share === 1 ? "Meanwhile" : `Meanwhile for ${percentText(share)}`, share };
  if (share === 1) return { flag: "In force", share };
  const units = unit === "entity" ? "entities" : "items";
  const whom = mode === settings.mode ? `${percentText(share)} of ${units}` : `the other ${percentText(share)}`;
  return { flag: `In force for ${whom}`, share };
}

/**
 * The five rungs as steps, lowest first. The one in force stands out, filled as far as the ramp's share; the rung of the
 * others is filled with the rest. A halt is red.
 */
export function Ladder({ settings, halted, unit, notes, changeHref }: LadderProps) {
  return (
    <ol className={classes.ladder}>
      {modes.map((mode, rung) => {
        const { flag, share } = standingOf(mode, { settings, halted, unit });
        const inForce = mode === settings.mode;
        return (
          <li
            key={mode}
            className={classes.rung}
            data-reached={rung <= rungOf(settings.mode) || undefined}
            data-in-force={inForce || undefined}
            data-part={share > 0 || undefined}
            data-halted={flag === "Halted" || undefined}
            aria-current={inForce ? "step" : undefined}
            style={{ "--rung": rung, "--colour": `var(--rung-${rung})`, "--share": `${share * 100}%` } as CSSProperties}
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
