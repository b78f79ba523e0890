import { countText, shareText } from "@/components/ui/figure-text";
import type { Agreement } from "@/lib/reports/agreement-of";

/** "88.2 to 97.9%", the 95% interval; null where there is none. */
export function intervalText({ interval }: Agreement): string | null {
  return interval && `${(interval.lower * 100).toFixed(1)} to ${shareText(interval.upper)}`;
}

/** How often people said what the model said, with the sample and its interval, in one line. */
export function AgreementText({ agreement }: { agreement: Agreement }) {
  if (agreement.n === 0) return <span style={{ color: "var(--mantine-color-dimmed)" }}>No verdicts yet</span>;
  return (
    <span title="95% interval, Clopper and Pearson">
      <strong>{shareText(agreement.agreed / agreement.n)}</strong>{" "}
      <span style={{ color: "var(--mantine-color-dimmed)" }}>
        n = {countText(agreement.n)}, {intervalText(agreement)}
      </span>
    </span>
  );
}
