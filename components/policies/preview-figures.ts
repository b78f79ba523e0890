import type { PolicyPreview, RoutedCounts } from "@/lib/policies/preview-policy";

/** One figure of a preview: as the change would have it, as it is, and the difference. */
export interface PreviewFigure {
  key: string;
  label: string;
  /** What the figure is part of, or how sure it is; empty: nothing to add. */
  note: string;
  /** It is part of the figure above it. */
  part: boolean;
  proposed: number;
  inForce: number;
  difference: string;
}

const figures: readonly {
  key: Exclude<keyof RoutedCounts, "guardrails" | "hoursPerDay">;
  label: string;
  note?: string;
  /** Left out where it is nothing under either. */
  rare?: true;
}[] = [
  { key: "automated", label: "Decided by the model" },
  { key: "fallback", label: "Decided by the fallback", rare: true },
  { key: "people", label: "Left to people" },
  { key: "lost", label: "of these, lost coverage", note: "the model was to decide and could not", rare: true },
  { key: "sampled", label: "Checked by people, blind" },
  { key: "notKnown", label: "Not known", note: "this champion was never asked about them", rare: true },
];

/** `+12`, `−3`, or `0` where nothing changes. */
export function differenceText(difference: number, digits = 0): string {
  const rounded = Number(difference.toFixed(digits));
  if (rounded === 0) return "0";
  const size = Math.abs(rounded).toLocaleString("en-GB", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return `${rounded > 0 ? "+" : "−"}${size}`;
}

/** The figures of both policies beside each other; what is rare only where it is there. */
export function previewFigures({ proposed, inForce }: PolicyPreview): PreviewFigure[] {
  return figures
    .filter(({ key, rare }) => rare !== true || proposed[key] > 0 || inForce[key] > 0)
    .map(({ key, label, note = "" }) => ({
      key,
      label,
      note,
      part: key === "lost",
      proposed: proposed[key],
      inForce: inForce[key],
      difference: differenceText(proposed[key] - inForce[key]),
    }));
}

/** What each guardrail of either policy stopped, or would have stopped where it only watches. */
export function guardrailFigures(
  { proposed, inForce }: PolicyPreview,
  nameOf: (key: string) => string,
): { acting: PreviewFigure[]; watching: PreviewFigure[] } {
  const keys = [...new Set([...proposed.guardrails, ...inForce.guardrails].map(({ key }) => key))];
  const all = keys.map((key) => {
    const [after, before] = [proposed, inForce].map(({ guardrails }) => guardrails.find((one) => one.key === key));
    const [now, then] = [after?.items ?? 0, before?.items ?? 0];
    const removed = after === undefined ? "removed" : "";
    const turned = before !== undefined && after !== undefined && before.watch !== after.watch;
    return {
      watch: after?.watch ?? before?.watch ?? false,
      figure: {
        key,
        label: nameOf(key),
        note: turned ? (after.watch ? "only watches now" : "stops from now on") : removed,
        part: false,
        proposed: now,
        inForce: then,
        difference: differenceText(now - then),
      },
    };
  });
  const of = (watch: boolean) => all.filter((one) => one.watch === watch).map(({ figure }) => figure);
  return { acting: of(false), watching: of(true) };
}

const hours = (value: number): string => `${value.toLocaleString("en-GB", { maximumFractionDigits: 1 })} h`;

/** What a preview means for reviewers, as a value and a difference; null: it is not known how long verdicts take. */
export function reviewerHours({ proposed, inForce }: PolicyPreview): { value: string; difference: string } | null {
  if (proposed.hoursPerDay === null) return null;
  if (inForce.hoursPerDay === null) return { value: `${hours(proposed.hoursPerDay)} a day`, difference: "" };
  const difference = differenceText(proposed.hoursPerDay - inForce.hoursPerDay, 1);
  return {
    value: `${hours(proposed.hoursPerDay)} a day`,
    difference: difference === "0" ? "as now" : `${difference} h; now ${hours(inForce.hoursPerDay)}`,
  };
}

/** What the hours rest on. */
export function hoursBasis({ itemsPerDay, secondsPerVerdict, verdicts }: PolicyPreview): string {
  if (secondsPerVerdict === null) return "How long a verdict takes is not known before the first one.";
  const items = itemsPerDay.toLocaleString("en-GB", { maximumFractionDigits: itemsPerDay < 10 ? 1 : 0 });
  const seconds = secondsPerVerdict.toLocaleString("en-GB", { maximumFractionDigits: 0 });
  const of = `${verdicts.toLocaleString("en-GB")} ${verdicts === 1 ? "verdict" : "verdicts"}`;
  return `${items} items a day in the last week, ${seconds} s for a verdict (median of ${of}).`;
}
