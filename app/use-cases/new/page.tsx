import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { define } from "@/app/use-cases/actions";
import { ButtonLink } from "@/components/ui/button-link";
import { PageFrame } from "@/components/ui/page-frame";
import { DefinitionForm } from "@/components/use-cases/definition-form";
import { may } from "@/lib/access/authorize";
import { requireActor } from "@/lib/access/session";

export const metadata: Metadata = { title: "New use case" };

export default async function NewUseCasePage() {
  const actor = await requireActor();
  if (!may(actor, "use-case.define", null)) notFound();
  return (
    <PageFrame
      title="New use case"
      lead="Say which fields an item has and which outcomes there are. People decide everything until you change that."
      actions={
        <ButtonLink href="/use-cases" variant="default">
          Cancel
        </ButtonLink>
      }
    >
      <DefinitionForm existing={null} define={define} />
    </PageFrame>
  );
}
