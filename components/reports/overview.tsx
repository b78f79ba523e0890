import { Text } from "@mantine/core";
import { StackedDays } from "@/components/chart/stacked-days";
import { ModeBadge } from "@/components/engine/mode-badge";
import { intervalText } from "@/components/reports/agreement-text";
import classes from "@/components/reports/overview.module.css";
import { RecentItems } from "@/components/reports/recent-items";
import { countText, shareText } from "@/components/ui/figure-text";
import { Markdown } from "@/components/ui/markdown";
import { RelativeTime } from "@/components/ui/relative-time";
import { Section } from "@/components/ui/section";
import { Stat } from "@/components/ui/stat";
import { TextLink } from "@/components/ui/text-link";
import { modeSentence } from "@/lib/engine/mode-text";
import { percentText } from "@/lib/engine/settings-changes";
import type { Agreement } from "@/lib/reports/agreement-of";
import type { Flow } from "@/lib/reports/flow-query";
import type { Overview } from "@/lib/reports/overview-query";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

const parts = [
  { key: "human", name: "Person", colour: "var(--person)" },
  { key: "model", name: "Model", colour: "var(--model)" },
  { key: "fallback", name: "Fallback", colour: "var(--fallback)" },
  { key: "waiting", name: "Waiting", colour: "var(--line-strong)" },
] as const;

/** How a use case does: the rung in force, who decides, what waits, how people and model agree. */
export function OverviewPage({ useCase, overview }: { useCase: UseCaseRecord; overview: Overview }) {
  const { figures, waiting, disagreements } = overview;
  const { definition, slug } = useCase;
  return (
    <>
      <InForce useCase={useCase} linked={figures !== null} />
      <Section>
        <div className={classes.stats}>
          {figures !== null && (
            <>
              <Automated label="Automated, 24 hours" flow={figures.flow.day} />
              <Automated label="Automated, 7 days" flow={figures.flow.week} />
            </>
          )}
          <Stat
            label="Waiting for people"
            value={countText(waiting.items)}
            of={
              waiting.oldest === null ? (
                "Nothing is undecided"
              ) : (
                <>
                  Oldest came <RelativeTime at={waiting.oldest} />
                </>
              )
            }
          />
          {disagreements !== null && disagreements > 0 && (
            <Stat
              label="Open disagreements"
              value={`${countText(disagreements)}${disagreements >= 1_000 ? "+" : ""}`}
              of={<TextLink href={`/disagreements?useCase=${slug}`}>Look at them</TextLink>}
            />
          )}
          {figures !== null && waiting.failures > 0 && (
            <Stat
              label="Failed predictions, 24 hours"
              value={countText(waiting.failures)}
              of="Their items went to people"
            />
          )}
        </div>
      </Section>
      {figures !== null && (
        <div className={classes.columns}>
          <Section title="Items a day, by who decided" note="The last seven days, by the day of arrival (UTC).">
            <StackedDays label="Items a day, by who decided" parts={parts} days={figures.flow.days} />
          </Section>
          <Section
            title="Do people and the model agree?"
            note="The champion against final verdicts of the last 28 days."
          >
            <div className={classes.agreement}>
              <AgreementStat label="Left to people, answered blind" agreement={figures.agreement.blind} />
              <AgreementStat label="Automated, then checked blind" agreement={figures.agreement.checked} />
              <AgreementStat label="With the suggestion in view" agreement={figures.agreement.seen} />
            </div>
            <Text size="xs" c="dimmed" mt="sm">
              Kept apart on purpose: what is left to people is harder than what is automated, and people who see a
              suggestion tend to follow it.
            </Text>
          </Section>
        </div>
      )}
      {figures !== null && (
        <Section
          title="Latest items"
          actions={
            <TextLink href={`/use-cases/${slug}/items`} size="sm">
              All items
            </TextLink>
          }
          flush
        >
          <RecentItems
            items={figures.recent}
            names={{ outcomes: definition.outcomes, unit: definition.target?.unit ?? "" }}
          />
        </Section>
      )}
      <Section title="Guideline" note="What reviewers go by.">
        {definition.guideline.trim() === "" ? (
          <Text c="dimmed">There is none yet. An admin can write one under Settings.</Text>
        ) : (
          <div className={classes.guideline}>
            <Markdown text={definition.guideline} />
          </div>
        )}
      </Section>
    </>
  );
}

function InForce({ useCase, linked }: { useCase: UseCaseRecord; linked: boolean }) {
  const { policy, champion, haltedAt, slug } = useCase;
  const { mode, baseMode, rampShare } = policy.settings;
  return (
    <section className={classes.force} data-halted={haltedAt !== null || undefined} aria-label="In force">
      <ModeBadge mode={mode} />
      {haltedAt === null ? (
        <span>{modeSentence[mode]}</span>
      ) : (
        <strong>
          Halted <RelativeTime at={haltedAt} />: nothing is automated.
        </strong>
      )}
      {rampShare < 1 && (
        <span className={classes.ramp}>
          For {percentText(rampShare)} of the items; the others get <ModeBadge mode={baseMode} />
        </span>
      )}
      <span className={classes.aside}>
        {champion === null ? "No model" : `${champion.name}, version ${champion.version}`},{" "}
        {linked ? (
          <TextLink href={`/use-cases/${slug}/automation`}>policy version {policy.version}</TextLink>
        ) : (
          `policy version ${policy.version}`
        )}
      </span>
    </section>
  );
}

function Automated({ label, flow }: { label: string; flow: Flow }) {
  const total = flow.model + flow.human + flow.fallback + flow.waiting;
  if (total === 0) return <Stat label={label} value="–" of="No items came in" />;
  return <Stat label={label} value={shareText(flow.model / total)} of={`of ${countText(total)} items`} />;
}

function AgreementStat({ label, agreement }: { label: string; agreement: Agreement }) {
  if (agreement.n === 0) return <Stat label={label} value="–" of="No verdicts" />;
  return (
    <Stat
      label={label}
      value={shareText(agreement.agreed / agreement.n)}
      of={`n = ${countText(agreement.n)}`}
      interval={`95% interval ${intervalText(agreement)}`}
    />
  );
}
