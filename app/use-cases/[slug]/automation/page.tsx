import { Group, SimpleGrid, Text } from "@mantine/core";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ProposalSection } from "@/app/use-cases/[slug]/automation/proposal-section";
import { RampSection } from "@/app/use-cases/[slug]/automation/ramp-section";
import { ConfidencePanel } from "@/components/policies/confidence-panel";
import { FlowPicture } from "@/components/policies/flow-picture";
import { GuardrailList } from "@/components/policies/guardrail-list";
import { Ladder } from "@/components/policies/ladder";
import { NextRung } from "@/components/policies/next-rung";
import { PolicyComparison } from "@/components/policies/policy-comparison";
import { PolicyHistory } from "@/components/policies/policy-history";
import { SettingsInForce } from "@/components/policies/settings-in-force";
import { SpreadPanel } from "@/components/policies/spread-panel";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import { countText } from "@/components/ui/figure-text";
import { Live } from "@/components/ui/live";
import { PageFrame } from "@/components/ui/page-frame";
import { RelativeTime } from "@/components/ui/relative-time";
import { Section } from "@/components/ui/section";
import { Stat } from "@/components/ui/stat";
import { may } from "@/lib/access/authorize";
import { requireActor } from "@/lib/access/session";
import type { Agreement } from "@/lib/reports/agreement-of";
import { findAutomation } from "@/lib/reports/automation-query";
import { settingRows } from "@/lib/reports/setting-rows";
import { intervalText, rateText } from "@/lib/statistics/rate-text";
import { guardrailNames } from "@/lib/use-cases/guardrail-names";
import { findVisibleUseCase } from "@/lib/use-cases/use-case-query";

export const metadata: Metadata = { title: "Automation" };

const strata = [
  ["blind", "Left to people, blind"],
  ["seen", "Left to people, suggestion seen"],
  ["checked", "Automated, checked blind"],
] as const;

function agreementStat({ agreed, n, interval }: Agreement) {
  if (interval === null) return { value: "–", of: "no verdict yet" };
  return {
    value: rateText(agreed / n),
    of: `${agreed} of ${n} agree`,
    interval: `95% interval ${intervalText(interval)}`,
  };
}

function evidenceNote(asked: number, byConfidence: boolean): string {
  const what = byConfidence ? "Its confidence" : "The spread of its answers";
  const limits = byConfidence ? "today's thresholds" : "today's largest spread";
  return `${what} on ${countText(asked)} items of the last 28 days. What may be automated at ${limits} is violet.`;
}

interface AutomationPageProps {
  params: Promise<{ slug: string }>;
  searchParams: Promise<{ before?: string | string[]; compare?: string | string[] }>;
}

export default async function AutomationPage({ params, searchParams }: AutomationPageProps) {
  const actor = await requireActor();
  const useCase = await findVisibleUseCase(actor, (await params).slug, "policy.read");
  if (useCase === null) notFound();
  const search = await searchParams;
  const before = Number(search.before) || null;
  const view = await findAutomation(useCase, { before, compare: search.compare });
  const { settings, version } = useCase.policy;
  const { definition, slug } = useCase;
  const at = `/use-cases/${slug}/automation`;
  const items = `/use-cases/${slug}/items`;
  const models = `/use-cases/${slug}/models`;
  const history = before === null ? at : `${at}?before=${before}`;
  const changes = may(actor, "policy.change", useCase.id);
  const proposal = view.proposal;
  const hasModel = Object.keys(view.names.models ?? {}).length > 0;
  const settles = may(actor, "policy.settle", useCase.id);
  const role = !settles ? "none" : proposal?.authorId === actor.id ? "author" : "second";
  const { asked } = view.evidence;
  // One primary action a page: where a proposal waits for this person, it is that.
  const variant = proposal !== null && role === "second" ? "default" : "filled";
  return (
    <PageFrame
      title="Automation"
      lead="Who decides: people, the model, or both. Every change is a numbered version with its author and reason."
      actions={
        changes && (
          <ButtonLink href={`${at}/change`} variant={variant}>
            Change
          </ButtonLink>
        )
      }
    >
      <Live kinds={["queue", "decision"]} useCaseId={useCase.id} madeAt={Date.now()} />
      <ProposalSection actor={actor} useCase={useCase} proposal={proposal} names={view.names} />
      <Section>
        <Text fz="1.125rem" fw={550} lh={1.45} mb="xs" className="numbers" maw="52rem">
          {view.whoDecides}
        </Text>
        <Ladder
          settings={settings}
          halted={useCase.haltedAt !== null}
          unit={definition.unit}
          notes={view.notes}
          changeHref={changes && hasModel ? `${at}/change` : null}
        />
      </Section>
      <Section title="Who decides what comes in">
        <FlowPicture flows={view.flows} itemsHref={items} />
      </Section>
      <RampSection useCase={useCase} actor={actor} />
      <SimpleGrid cols={{ base: 1, md: view.next === null ? 1 : 2 }} spacing="lg">
        <Section
          title="Do people and the model agree?"
          note="Final verdicts of the last 28 days, kept apart, because pooled they would mislead."
        >
          {strata.every(([stratum]) => view.agreement[stratum].n === 0) ? (
            <Text size="sm" c="dimmed">
              No final verdict has a prediction of the champion beside it yet. From Shadow on, this fills.
            </Text>
          ) : (
            <Group gap="xl" align="flex-start">
              {strata.map(([stratum, label]) => (
                <Stat key={stratum} label={label} {...agreementStat(view.agreement[stratum])} />
              ))}
            </Group>
          )}
        </Section>
        {view.next !== null && (
          <Section
            title="One rung up"
            actions={
              !hasModel && (
                <ButtonLink href={models} variant="default">
                  Models
                </ButtonLink>
              )
            }
          >
            <NextRung mode={view.next.mode} steps={view.next.steps} />
          </Section>
        )}
      </SimpleGrid>
      <Section
        title={`In force: policy ${version}`}
        note={
          <>
            since <RelativeTime at={view.inForce.since} />
            {view.inForce.items > 0 &&
              `, for ${countText(view.inForce.items)} items: ${countText(view.inForce.model)} decided by the model`}
            {view.inForce.fallback > 0 && `, ${view.inForce.fallback} fell back`}
          </>
        }
      >
        <SettingsInForce
          rows={settingRows(settings, definition, view.names)}
          outcomes={definition.outcomes}
          champion={settings.champion}
          modelsHref={models}
        />
      </Section>
      <Section
        title="Guardrails"
        note={
          settings.guardrails.length > 0 &&
          "On how many items each met what it looks for. A guardrail is asked only about what would be automated."
        }
        flush={settings.guardrails.length > 0}
      >
        {settings.guardrails.length === 0 ? (
          <Text size="sm" c="dimmed">
            None. A guardrail keeps items from being automated: a slice, a rare input, an outcome, a rate, an hour of
            the day.
          </Text>
        ) : (
          <GuardrailList
            guardrails={settings.guardrails}
            names={guardrailNames(definition)}
            report={view.guardrails}
            itemsHref={items}
          />
        )}
      </Section>
      <Section title="How sure the model is" note={asked > 0 && evidenceNote(asked, view.spreads === null)}>
        {asked === 0 ? (
          <EmptyState
            title="No predictions yet"
            action={
              settings.champion === null && (
                <ButtonLink href={models} variant="default">
                  Models
                </ButtonLink>
              )
            }
          >
            {settings.champion === null
              ? "Without a champion no model is asked. Add a model, then go up to shadow: it answers unseen, and this fills."
              : "As soon as the champion has answered items, this shows how sure it was."}
          </EmptyState>
        ) : view.spreads !== null ? (
          <SpreadPanel spreads={view.spreads} maxSpread={settings.maxSpread} unit={definition.target?.unit ?? ""} />
        ) : (
          <ConfidencePanel
            outcomes={definition.outcomes.map((outcome) => ({
              ...outcome,
              bins: view.evidence.outcomes.find(({ key }) => key === outcome.key)?.bins ?? [],
            }))}
            thresholds={settings.thresholds}
          />
        )}
      </Section>
      {view.comparison !== null && (
        <PolicyComparison comparison={view.comparison} latest={version} closeHref={history} />
      )}
      <Section title="History" flush>
        <PolicyHistory
          entries={view.history}
          current={version}
          compareHref={`${history}${before === null ? "?" : "&"}compare=`}
        />
      </Section>
      {view.olderBefore !== null && (
        <Group justify="flex-end">
          <ButtonLink href={`${at}?before=${view.olderBefore}`} variant="default">
            Older versions
          </ButtonLink>
        </Group>
      )}
    </PageFrame>
  );
}
