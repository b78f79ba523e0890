"use client";
import { Radio, Text } from "@mantine/core";
import type { CSSProperties } from "react";
import { LadderGlyph } from "@/components/engine/ladder-glyph";
import classes from "@/components/policies/mode-choice.module.css";
import { type Mode, modes, rungOf } from "@/lib/engine/mode";
import { modeName, modeSentence } from "@/lib/engine/mode-text";

interface ModeChoiceProps {
  value: Mode;
  inForce: Mode;
  /** There is no model, so only people can decide. */
  withoutModel: boolean;
  error: string | undefined;
  onChange: (mode: Mode) => void;
}

/** The five rungs in order, one of them chosen. */
export function ModeChoice({ value, inForce, withoutModel, error, onChange }: ModeChoiceProps) {
  return (
    <Radio.Group
      label="Mode"
      value={value}
      error={error}
      onChange={(mode) => onChange(modes.find((known) => known === mode) ?? value)}
    >
      <div className={classes.rungs}>
        {modes.map((mode) => (
          <Radio.Card
            key={mode}
            value={mode}
            disabled={withoutModel && mode !== "human_only"}
            className={classes.rung ?? ""}
            style={{ "--colour": `var(--rung-${rungOf(mode)})` } as CSSProperties}
          >
            <Radio.Indicator className={classes.indicator ?? ""} />
            <span className={classes.name}>
              <LadderGlyph mode={mode} /> {modeName[mode]}
              {mode === inForce && <span className={classes.now}>in force</span>}
            </span>
            <Text component="span" size="sm" c="dimmed" className={classes.sentence ?? ""}>
              {modeSentence[mode]}
            </Text>
          </Radio.Card>
        ))}
      </div>
    </Radio.Group>
  );
}
