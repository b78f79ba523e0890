import type { Metadata } from "next";
import { ButtonLink } from "@/components/ui/button-link";
import { PageFrame } from "@/components/ui/page-frame";
import { UseCaseList } from "@/components/use-cases/use-case-list";
import { may } from "@/lib/access/authorize";
import { requireActor } from "@/lib/access/session";
import { listVisibleUseCases } from "@/lib/use-cases/use-case-query";
import { viewUseCase } from "@/lib/use-cases/use-case-view";

export const metadata: Metadata = { title: "Use cases" };

export default async function UseCasesPage() {
  const actor = await requireActor();
  const useCases = await listVisibleUseCases(actor);
  const defines = may(actor, "use-case.define", null);
  return (
    <PageFrame
      title="Use cases"
      lead="Each is one kind of decision, with its own fields, outcomes, models and level of automation."
      actions={defines && <ButtonLink href="/use-cases/new">New use case</ButtonLink>}
    >
      <UseCaseList useCases={useCases.map(viewUseCase)} defines={defines} />
    </PageFrame>
  );
}
