import { Text } from "@mantine/core";
import { ModelAgreement } from "@/components/agreement/model-agreement";
import { OverrideBands } from "@/components/agreement/override-bands";
import { PeopleAgreement } from "@/components/agreement/people-agreement";
import { RootCauses } from "@/components/agreement/root-causes";
import { NumberPairs } from "@/components/chart/number-pairs";
import { ConfusionTable } from "@/components/models/confusion-table";
import { countText, numberText } from "@/components/ui/figure-text";
import { Section } from "@/components/ui/section";
import {
  type AgreementFilter,
  kindOfMeasure,
  type VerdictKind,
  verdictKindName,
  verdictKinds,
} from "@/lib/reports/agreement-filter-schema";
import type { AgreementReport } from "@/lib/reports/agreement-page-query";
import type { Definition } from "@/lib/use-cases/definition-schema";

interface AgreementSectionsProps {
  useCase: { slug: string; definition: Definition };
  report: AgreementReport;
  filter: AgreementFilter;
}

/** The figures about the model and people as a whole. */
export function AgreementSections({ useCase, report, filter }: AgreementSectionsProps) {
  const { definition, slug } = useCase;
  const { model, people, bands, causes, pairs, counting } = report;
  const numbers = definition.kind === "regression";
  const unit = definition.target?.unit ?? "";
  const at = `/use-cases/${slug}/agreement`;
  const chosen = model.find(({ verdicts }) => verdicts === filter.verdicts) ?? model.find(({ n }) => n > 0) ?? model[0];
  const tolerance = definition.target?.tolerance ?? 0;
  if (chosen === undefined) return null;
  return (
    <>
      {counting && (
        <Text size="sm" c="dimmed" role="status">
          Some verdicts are being counted; reload to see them.
        </Text>
      )}
      <Section
        title="The model and people"
        note={
          numbers
            ? `Agreement is a difference of at most ${numberText(tolerance)} ${unit}. An item's first drawn verdict counts.`
            : "An item's first drawn verdict counts, beside what the champion of then said. 95% intervals."
        }
        flush
      >
        <ModelAgreement
          model={model}
          chosen={chosen.verdicts}
          hrefOf={(verdicts) => `${at}?${query({ ...filter, verdicts })}`}
          unit={numbers ? unit : null}
        />
      </Section>
      <Text size="sm" c="dimmed" maw="80ch">
        The rows are not pooled, for that would mislead: where the model decides the easy items, those left to people
        are the harder ones, and their blind verdicts say less good things of the model than it deserves. The checks
        speak for what it decided. Verdicts that came after the suggestion was seen are no measure of the model.
        {!numbers &&
          " Kappa falls towards 0 where nearly everything has one outcome, however well answers agree; AC1 does not."}
      </Text>
      <Section
        title={numbers ? "What the model said, and what people said" : "What lies behind it"}
        note={
          numbers
            ? `The latest ${countText(pairs.length)} comparisons. Between the dashed lines both agree.`
            : `${verdictKindName[chosen.verdicts]}, n = ${countText(chosen.n)}. Each number opens its items.`
        }
      >
        {chosen.n === 0 && pairs.length === 0 ? (
          <Text size="sm" c="dimmed">
            No final verdict has an answer of the champion beside it here. From Shadow on every verdict gets one.
          </Text>
        ) : numbers ? (
          <NumberPairs
            groups={pairGroups(pairs)}
            unit={unit}
            tolerance={tolerance}
            summary={`${countText(pairs.length)} pairs of the model's and a person's number.`}
          />
        ) : (
          <ConfusionTable
            cells={chosen.cells}
            outcomes={definition.outcomes}
            hrefOf={(predicted, answered) =>
              `${at}/items?${query({ ...filter, verdicts: chosen.verdicts, predicted, answered })}`
            }
          />
        )}
      </Section>
      <Section
        title="People and people"
        note="Items that at least two people answered independently of each other; second opinions and adjudications were asked for and do not count. Of all model versions."
        flush={people.items > 0}
      >
        <PeopleAgreement people={people} numbers={numbers} />
      </Section>
      <Section
        title={numbers ? "Overrides" : "Overrides, by the model's confidence"}
        note="Only who saw the model's answer can override it. Blind verdicts, checks of automated items among them, are the unbiased measure beside it."
        flush={bands.length > 0}
      >
        <OverrideBands bands={bands} />
      </Section>
      <Section title="Root causes over time" note="Of settled disagreements, by the day an adjudicator settled them.">
        <RootCauses counts={causes} />
      </Section>
    </>
  );
}

const pairColour: Record<VerdictKind, string> = {
  blind: "var(--person)",
  checked: "var(--model)",
  seen: "var(--line-strong)",
};

const pairGroups = (pairs: AgreementReport["pairs"]) =>
  verdictKinds.map((verdicts) => ({
    name: verdictKindName[verdicts],
    colour: pairColour[verdicts],
    pairs: pairs.filter(({ measure }) => kindOfMeasure[measure] === verdicts),
  }));

function query(parameters: Readonly<Record<string, string | number | undefined>>): string {
  const set = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return new URLSearchParams(set).toString();
}
