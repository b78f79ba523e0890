import { Stack, Text, Title } from "@mantine/core";
import { PreviewTable } from "@/components/policies/preview-table";
import classes from "@/components/policies/proposal-card.module.css";
import { countText } from "@/components/ui/figure-text";
import { RelativeTime } from "@/components/ui/relative-time";
import type { ProposalEvidence as Evidence } from "@/lib/policies/proposal-evidence";
import { clopperPearson } from "@/lib/statistics/clopper-pearson";
import { intervalText, rateText } from "@/lib/statistics/rate-text";

interface ProposalEvidenceProps {
  evidence: Evidence;
  guardrailNames: Readonly<Record<string, string>>;
}

/** `46 of 50 (92%), 95% interval 80.8 to 97.8%`. */
function tallyText({ hits, n }: { hits: number; n: number }): string {
  if (n === 0) return "none yet";
  const interval = intervalText(clopperPearson(hits, n));
  return `${countText(hits)} of ${countText(n)} (${rateText(hits / n)}), 95% interval ${interval}`;
}

function championRows(champion: NonNullable<Evidence["champion"]>): [string, string][] {
  const { evidence } = champion;
  if (!evidence.ok) return [["Could not be gathered", evidence.problem]];
  const { checked, blind, predictions, queue } = evidence;
  return [
    ["Automated items, checked blind: people agree", tallyText(checked)],
    ["Items left to people, blind: people agree", tallyText(blind)],
    ["Predictions that failed", tallyText(predictions)],
    ["Reviews that waited", countText(queue.waiting)],
  ];
}

/** What was known when a change was proposed: the preview, and how the champion had done. It does not change any more. */
export function ProposalEvidence({ evidence, guardrailNames }: ProposalEvidenceProps) {
  const { preview, champion, at } = evidence;
  return (
    <div className={classes.evidence}>
      <Stack gap={4}>
        <Title order={3}>Preview, as it was</Title>
        {preview.items === 0 ? (
          <Text size="sm" c="dimmed">
            There were no items yet, so nobody knows what it would have meant.
          </Text>
        ) : (
          <>
            <Text size="xs" c="dimmed">
              Of the last {countText(preview.items)} items then, <RelativeTime at={at} />.
            </Text>
            <PreviewTable preview={preview} guardrailNames={guardrailNames} />
          </>
        )}
      </Stack>
      {champion !== null && (
        <Stack gap={4}>
          <Title order={3}>Evidence, as it was</Title>
          <Text size="xs" c="dimmed">
            Model version {champion.version}, the {champion.days} days before it was proposed.
          </Text>
          <dl className={`${classes.facts} numbers`}>
            {championRows(champion).map(([label, value]) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </Stack>
      )}
    </div>
  );
}
