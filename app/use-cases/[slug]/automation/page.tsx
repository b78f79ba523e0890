import { Group, SimpleGrid, Stack, Text } from "@mantine/core";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { settle } from "@/app/use-cases/[slug]/automation/actions";
import { ConfidencePanel } from "@/components/policies/confidence-panel";
import { Ladder } from "@/components/policies/ladder";
import { NextRung } from "@/components/policies/next-rung";
import { PolicyHistory } from "@/components/policies/policy-history";
import { ProposalCard } from "@/components/policies/proposal-card";
import { SettingsInForce } from "@/components/policies/settings-in-force";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import { PageFrame } from "@/components/ui/page-frame";
import { RelativeTime } from "@/components/ui/relative-time";
import { Section } from "@/components/ui/section";
import { Stat } from "@/components/ui/stat";
import { TextLink } from "@/components/ui/text-link";
import { may } from "@/lib/access/authorize";
import { requireActor } from "@/lib/access/session";
import { percentText, settingChanges } from "@/lib/engine/settings-changes";
import type { Agreement } from "@/lib/reports/agreement-query";
import { findAutomation } from "@/lib/reports/automation-query";
import { intervalText, rateText } from "@/lib/statistics/rate-text";
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

interface AutomationPageProps {
  params: Promise<{ slug: string }>;
  searchParams: Promise<{ before?: string | string[] }>;
}

export default async function AutomationPage({ params, searchParams }: AutomationPageProps) {
  const actor = await requireActor();
  const useCase = await findVisibleUseCase(actor, (await params).slug, "policy.read");
  if (useCase === null) notFound();
  const before = Number((await searchParams).before) || null;
  const view = await findAutomation(useCase, before);
  const { settings, version } = useCase.policy;
  const { definition, slug } = useCase;
  const at = `/use-cases/${slug}/automation`;
  const changes = may(actor, "policy.change", useCase.id);
  const proposal = view.proposal;
  const hasModel = Object.keys(view.names.models ?? {}).length > 0;
  const settles = may(actor, "policy.settle", useCase.id);
  const role = !settles ? "none" : proposal?.authorId === actor.id ? "author" : "second";
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
      {proposal !== null && (
        <ProposalCard
          key={proposal.id}
          proposal={{
            id: proposal.id,
            author: proposal.authorName,
            reason: proposal.reason,
            at: proposal.createdAt,
            mode: proposal.settings.mode,
            changes: settingChanges(settings, proposal.settings, view.names),
          }}
          role={role}
          settle={settle}
        />
      )}
      <Section>
        <Text fz="1.125rem" fw={550} lh={1.45} mb="xs" className="numbers" maw="52rem">
          {view.whoDecides}
        </Text>
        <Ladder settings={settings} notes={view.notes} changeHref={changes && hasModel ? `${at}/change` : null} />
      </Section>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Section
          title={`In force: policy ${version}`}
          note={
            <>
              since <RelativeTime at={view.inForce.since} />
              {view.inForce.items > 0 &&
                `, for ${view.inForce.items} items: ${view.inForce.model} decided by the model`}
              {view.inForce.fallback > 0 && `, ${view.inForce.fallback} fell back to people`}
            </>
          }
          flush
        >
          <SettingsInForce
            settings={settings}
            outcomes={definition.outcomes}
            unit={definition.target?.unit ?? null}
            rampUnit={definition.unit}
            challengers={settings.challengers.map((challenger) => (
              <div key={challenger.version}>
                <TextLink href={`/use-cases/${slug}/models/${challenger.version}`} size="sm">
                  {`version ${challenger.version}, ${view.names.models?.[challenger.version] ?? ""}`}
                </TextLink>{" "}
                on {percentText(challenger.share)}
              </div>
            ))}
            champion={
              useCase.champion === null ? (
                "none"
              ) : (
                <TextLink href={`/use-cases/${slug}/models/${useCase.champion.version}`} size="sm">
                  {`version ${useCase.champion.version}, ${useCase.champion.name}`}
                </TextLink>
              )
            }
          />
        </Section>
        <Stack gap="lg">
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
                  <ButtonLink href={`/use-cases/${slug}/models`} variant="default">
                    Models
                  </ButtonLink>
                )
              }
            >
              <NextRung mode={view.next.mode} steps={view.next.steps} />
            </Section>
          )}
        </Stack>
      </SimpleGrid>
      {definition.kind === "classification" && (
        <Section
          title="How sure the model is"
          note={
            view.evidence.asked > 0 &&
            `Its confidence on ${view.evidence.asked} items of the last 28 days. What may be automated at today's thresholds is violet.`
          }
        >
          {view.evidence.asked === 0 ? (
            <EmptyState
              title="No predictions yet"
              action={
                settings.champion === null && (
                  <ButtonLink href={`/use-cases/${slug}/models`} variant="default">
                    Models
                  </ButtonLink>
                )
              }
            >
              {settings.champion === null
                ? "Without a champion no model is asked. Add a model, then go up to shadow: it answers unseen, and this fills."
                : "As soon as the champion has answered items, this shows how sure it was."}
            </EmptyState>
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
      )}
      <Section title="History" flush>
        <PolicyHistory entries={view.history} />
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
