import classes from "@/components/reports/home.module.css";
import { ButtonLink } from "@/components/ui/button-link";
import { RelativeTime } from "@/components/ui/relative-time";
import { Section } from "@/components/ui/section";
import { TextLink } from "@/components/ui/text-link";
import { modeName } from "@/lib/engine/mode-text";
import type { ErasureView } from "@/lib/erasure/erasure-view";
import type { Alert, Approval } from "@/lib/reports/home-alerts";

/** What somebody should look at now. Failures are amber; the words say it too. */
export function HomeAlerts({ alerts }: { alerts: readonly Alert[] }) {
  if (alerts.length === 0) return null;
  return (
    <ul className={classes.alerts} aria-label="Alerts">
      {alerts.map((alert) => (
        <li key={`${alert.kind} ${alert.slug}`} data-kind={alert.kind}>
          <TextLink href={alert.href} fw={550} underline="hover">
            {alert.title}
          </TextLink>
          <span className={classes.aside}>{alert.text}</span>
        </li>
      ))}
    </ul>
  );
}

/** Proposals and requests of others that wait for this person. */
export function Approvals(props: { approvals: readonly Approval[]; erasures: readonly ErasureView[] }) {
  const { approvals, erasures } = props;
  if (approvals.length + erasures.length === 0) return null;
  return (
    <Section title="Waiting for your approval">
      <ul className={classes.rows}>
        {approvals.map((approval) => (
          <li key={approval.useCase.slug}>
            <div>
              <strong>{approval.useCase.name}</strong>
              {approval.from !== approval.to && `: ${modeName[approval.from]} to ${modeName[approval.to]}`}
              <div className={classes.aside}>
                {approval.author}, <RelativeTime at={approval.at} />: {approval.reason}
              </div>
            </div>
            <ButtonLink
              href={`/use-cases/${approval.useCase.slug}/automation`}
              variant="default"
              aria-label={`Look at the proposal for ${approval.useCase.name}`}
            >
              Look at it
            </ButtonLink>
          </li>
        ))}
        {erasures.map(({ id, useCase, what, author, createdAt, reference }) => (
          <li key={id}>
            <div>
              <strong>{useCase === null ? "Erasure" : `${useCase.name}: erasure`}</strong>, {what}
              <div className={classes.aside}>
                {author.name}, <RelativeTime at={createdAt} />: {reference}
              </div>
            </div>
            <ButtonLink href={`/audit/erasures/${id}`} variant="default" aria-label={`Look at the erasure: ${what}`}>
              Look at it
            </ButtonLink>
          </li>
        ))}
      </ul>
    </Section>
  );
}
