import { headers } from "next/headers";
import { lift, settle } from "@/app/use-cases/[slug]/halt-actions";
import { HaltBanner } from "@/components/halt/halt-banner";
import { FirstSteps } from "@/components/reports/first-steps";
import { Approvals, HomeAlerts } from "@/components/reports/home-alerts";
import { UseCaseFigures } from "@/components/reports/use-case-figures";
import { WorkQueues } from "@/components/reports/work-queues";
import { EmptyState } from "@/components/ui/empty-state";
import { Live } from "@/components/ui/live";
import { PageFrame } from "@/components/ui/page-frame";
import { Section } from "@/components/ui/section";
import { requireActor } from "@/lib/access/session";
import { listErasureApprovals } from "@/lib/erasure/erasure-approvals-query";
import { env } from "@/lib/platform/env";
import { findHome, type Home } from "@/lib/reports/home-query";

export default async function HomePage() {
  const actor = await requireActor();
  const [home, erasures] = await Promise.all([findHome(actor), listErasureApprovals(actor)]);
  return (
    <PageFrame
      title="Home"
      {...(isCalm(home) &&
        erasures.length === 0 && {
          lead: "Nothing needs you now: nothing is halted, nothing waits for your approval, and the model answers.",
        })}
    >
      <Live kinds={["queue", "decision", "policy"]} madeAt={Date.now()} />
      {home.halts.map((halt) => (
        <HaltBanner key={halt.useCase.id} halt={halt} actions={{ lift, settle }} listed />
      ))}
      <HomeAlerts alerts={home.alerts} />
      {home.queues.length > 0 && <WorkQueues queues={home.queues} disagreements={home.disagreements} />}
      <Approvals approvals={home.approvals} erasures={erasures} />
      {home.useCases.length > 0 && <UseCaseFigures useCases={home.useCases} />}
      {home.useCases.length === 0 && (home.defines ? <FirstSteps address={await ownAddress()} /> : <NoRole />)}
    </PageFrame>
  );
}

/** Somebody who watches rather than reviews hears that all is well; silence would not say so. */
function isCalm({ alerts, approvals, halts, queues, useCases }: Home): boolean {
  const watches = useCases.some((useCase) => useCase.figures !== null);
  return watches && queues.length === 0 && halts.length + alerts.length === 0 && approvals.length === 0;
}

function NoRole() {
  return (
    <Section>
      <EmptyState title="You have no role yet">
        An admin must give you a role in a use case before you can see anything here.
      </EmptyState>
    </Section>
  );
}

/** Where people reach this installation: as configured, else as this request came. */
async function ownAddress(): Promise<string> {
  return env.publicUrl ?? `http://${(await headers()).get("host") ?? `localhost:${env.port}`}`;
}
