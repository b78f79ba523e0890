import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { define } from "@/app/use-cases/actions";
import { PageFrame } from "@/components/ui/page-frame";
import { DefinitionForm } from "@/components/use-cases/definition-form";
import { DefinitionView } from "@/components/use-cases/definition-view";
import { may } from "@/lib/access/authorize";
import { requireActor } from "@/lib/access/session";
import { findVisibleUseCase } from "@/lib/use-cases/use-case-query";
import { viewUseCase } from "@/lib/use-cases/use-case-view";

export const metadata: Metadata = { title: "Settings" };

interface SettingsPageProps {
  params: Promise<{ slug: string }>;
}

export default async function SettingsPage({ params }: SettingsPageProps) {
  const actor = await requireActor();
  const useCase = await findVisibleUseCase(actor, (await params).slug);
  if (useCase === null) notFound();
  const { slug, definition, definitionVersion } = useCase;
  if (!may(actor, "use-case.define", useCase.id)) {
    return (
      <PageFrame title="Settings" lead={`Definition ${definitionVersion}. An admin can change it.`}>
        <DefinitionView definition={definition} />
      </PageFrame>
    );
  }
  return (
    <PageFrame
      title="Settings"
      lead={`Definition ${definitionVersion}. A change that stored items, models or policies would not fit is refused, and says what to do.`}
    >
      <DefinitionForm
        existing={{ slug, version: definitionVersion, definition: viewUseCase(useCase).definition }}
        define={define}
      />
    </PageFrame>
  );
}
