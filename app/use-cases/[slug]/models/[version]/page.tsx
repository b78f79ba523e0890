import { SimpleGrid, Text } from "@mantine/core";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { goBack } from "@/app/use-cases/[slug]/models/actions";
import { ComparisonTable } from "@/components/models/comparison-table";
import { Lineage } from "@/components/models/lineage";
import { MappingInputs, MappingOutput } from "@/components/models/mapping-tables";
import { ModelHealth } from "@/components/models/model-health";
import { ModelPartBadge } from "@/components/models/model-part-badge";
import { ReferenceTable } from "@/components/models/reference-table";
import { RollBack } from "@/components/models/roll-back";
import { ServerHealth } from "@/components/models/server-health";
import { ServiceList } from "@/components/models/service-list";
import { TensorTable } from "@/components/models/tensor-table";
import { VerdictFigures } from "@/components/models/verdict-figures";
import { VersionActions } from "@/components/models/version-actions";
import { countText } from "@/components/ui/figure-text";
import { PageFrame } from "@/components/ui/page-frame";
import { Section } from "@/components/ui/section";
import { may } from "@/lib/access/authorize";
import { requireActor } from "@/lib/access/session";
import { findModelPage } from "@/lib/reports/model-page-query";
import { findVisibleUseCase } from "@/lib/use-cases/use-case-query";

interface ModelPageProps {
  params: Promise<{ slug: string; version: string }>;
}

export async function generateMetadata({ params }: ModelPageProps): Promise<Metadata> {
  return { title: `Model version ${(await params).version}` };
}

export default async function ModelPage({ params }: ModelPageProps) {
  const actor = await requireActor();
  const { slug, version } = await params;
  const useCase = await findVisibleUseCase(actor, slug, "policy.read");
  const number = /^[1-9]\d{0,8}$/.test(version) ? Number(version) : 0;
  const page = useCase === null ? null : await findModelPage(useCase, number);
  if (useCase === null || page === null) notFound();
  const { model, part } = page;
  const { definition, champion } = useCase;
  return (
    <PageFrame
      title={
        <>
          {model.name} <ModelPartBadge part={part} />
        </>
      }
      lead={`Model version ${model.version} of ${definition.name}.`}
      actions={
        may(actor, "policy.change", useCase.id) && (
          <>
            <VersionActions useCase={useCase} model={model} part={part} champion={champion} rollBack={goBack} primary />
            {page.goesBackTo !== null && (
              <RollBack
                useCaseId={useCase.id}
                version={page.goesBackTo.version}
                name={page.goesBackTo.name}
                champion={champion}
                rollBack={goBack}
                variant="default"
              />
            )}
          </>
        )
      }
    >
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Section title="Where it comes from" flush>
          <Lineage slug={slug} model={model} before={page.before} after={page.after} />
        </Section>
        <Section title="Where it was in force" flush>
          <ServiceList stretches={page.stretches} />
        </Section>
      </SimpleGrid>
      <Section
        title="Do people agree with it?"
        note={`Final verdicts on items that it answered. ${definition.kind === "regression" ? "Differences count" : "The table counts"} verdicts that saw no model's answer first.`}
      >
        <VerdictFigures
          agreement={page.agreement}
          confusion={page.confusion}
          distance={page.distance}
          outcomes={definition.outcomes}
          target={definition.target ?? null}
        />
      </Section>
      {page.comparisons.length > 0 && (
        <Section
          title={part.kind === "champion" ? "Beside its challengers" : "Beside the champion"}
          note="On the same items of the last 28 days, with verdicts that saw no model's answer."
          flush
        >
          <ComparisonTable slug={slug} comparisons={page.comparisons} />
        </Section>
      )}
      {model.endpoint === null ? (
        <Section title="Lately">
          <ModelHealth health={page.health} />
        </Section>
      ) : (
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
          <Section title="Lately">
            <ModelHealth health={page.health} />
          </Section>
          <Section title="Its server">
            <ServerHealth slug={slug} version={model.version} />
          </Section>
        </SimpleGrid>
      )}
      {model.mapping === null ? (
        <Section title="Mapping">
          <Text size="sm">
            There is none: the caller sends the outcome or the scores with each item, and they count as this version's.
          </Text>
        </Section>
      ) : (
        <>
          <Section title="What goes in" note="How the use case's fields reach the model." flush>
            <MappingInputs mapping={model.mapping} definition={definition} />
          </Section>
          <Section title="What comes out">
            <MappingOutput mapping={model.mapping} definition={definition} />
          </Section>
        </>
      )}
      {model.signature !== null && (
        <Section title="Signature" note="What the model itself declares." flush>
          <TensorTable signature={model.signature} />
        </Section>
      )}
      {page.reference !== null && (
        <Section
          title="What it was trained on"
          note={`Frozen statistics of ${countText(page.reference.rows)} training rows.`}
          flush
        >
          <ReferenceTable reference={page.reference} fields={definition.fields} />
        </Section>
      )}
    </PageFrame>
  );
}
