import { type Mode, modes, rungOf } from "@/lib/engine/mode";

/** Five steps, filled up to the mode's rung. Always beside its name. */
export function LadderGlyph({ mode }: { mode: Mode }) {
  const rung = rungOf(mode);
  return (
    <svg viewBox="0 0 19 12" width="19" height="12" aria-hidden="true" style={{ flex: "none" }}>
      {modes.map((step, index) => (
        <rect
          key={step}
          x={index * 4}
          y={9 - index * 2}
          width="3"
          height={3 + index * 2}
          rx="0.75"
          fill={index <= rung ? `var(--rung-${rung})` : "var(--line-strong)"}
        />
      ))}
    </svg>
  );
}
