import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { lift, settle } from "@/app/use-cases/[slug]/halt-actions";
import { ModeInForce } from "@/components/engine/mode-in-force";
import { HaltBanner } from "@/components/halt/halt-banner";
import { ModelTroubleNote } from "@/components/reports/model-trouble-note";
import { SubNavigation } from "@/components/shell/sub-navigation";
import { Live } from "@/components/ui/live";
import { TextLink } from "@/components/ui/text-link";
import { may } from "@/lib/access/authorize";
import { requireActor } from "@/lib/access/session";
import { visibleUseCasePlaces } from "@/lib/access/visible-places";
import { findHaltViews } from "@/lib/reports/halt-view-query";
import { findModelTrouble } from "@/lib/reports/model-trouble-query";
import { findVisibleUseCase } from "@/lib/use-cases/use-case-query";

interface UseCaseLayoutProps {
  children: ReactNode;
  params: Promise<{ slug: string }>;
}

export default async function UseCaseLayout({ children, params }: UseCaseLayoutProps) {
  const madeAt = Date.now();
  const actor = await requireActor();
  const useCase = await findVisibleUseCase(actor, (await params).slug);
  if (useCase === null) notFound();
  const sees = may(actor, "item.read", useCase.id);
  const [halt] = await findHaltViews(actor, [useCase]);
  const trouble = sees ? (await findModelTrouble([useCase.id])).get(useCase.id) : undefined;
  return (
    <>
      <Live kinds={["policy"]} useCaseId={useCase.id} madeAt={madeAt} />
      <SubNavigation
        label="Use case"
        heading={
          <>
            <TextLink href={`/use-cases/${useCase.slug}`} underline="never" fw={600}>
              {useCase.definition.name}
            </TextLink>
            <ModeInForce
              useCaseId={useCase.id}
              mode={useCase.policy.settings.mode}
              halted={useCase.haltedAt !== null}
              madeAt={madeAt}
            />
          </>
        }
        places={visibleUseCasePlaces(actor, useCase)}
      />
      {halt !== undefined && <HaltBanner halt={halt} actions={{ lift, settle }} />}
      {trouble !== undefined && <ModelTroubleNote slug={useCase.slug} trouble={trouble} />}
      {children}
    </>
  );
}
