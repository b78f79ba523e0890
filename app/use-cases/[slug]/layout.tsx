import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { ModeBadge } from "@/components/engine/mode-badge";
import { SubNavigation } from "@/components/shell/sub-navigation";
import { Live } from "@/components/ui/live";
import { TextLink } from "@/components/ui/text-link";
import { requireActor } from "@/lib/access/session";
import { visibleUseCasePlaces } from "@/lib/access/visible-places";
import { findVisibleUseCase } from "@/lib/use-cases/use-case-query";

interface UseCaseLayoutProps {
  children: ReactNode;
  params: Promise<{ slug: string }>;
}

export default async function UseCaseLayout({ children, params }: UseCaseLayoutProps) {
  const actor = await requireActor();
  const useCase = await findVisibleUseCase(actor, (await params).slug);
  if (useCase === null) notFound();
  return (
    <>
      <Live kinds={["policy"]} useCaseId={useCase.id} madeAt={Date.now()} />
      <SubNavigation
        label="Use case"
        heading={
          <>
            <TextLink href={`/use-cases/${useCase.slug}`} underline="never" fw={600}>
              {useCase.definition.name}
            </TextLink>
            <ModeBadge mode={useCase.policy.settings.mode} />
          </>
        }
        places={visibleUseCasePlaces(actor, useCase)}
      />
      {children}
    </>
  );
}
