import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ask, preview } from "@/app/audit/erasures/actions";
import { NewErasure } from "@/components/erasures/new-erasure";
import { ButtonLink } from "@/components/ui/button-link";
import { PageFrame } from "@/components/ui/page-frame";
import { may } from "@/lib/access/authorize";
import { requireActor } from "@/lib/access/session";
import { erasureStartSchema } from "@/lib/erasure/erasure-draft-schema";
import { findErasureStart } from "@/lib/erasure/erasure-start-query";
import { listVisibleUseCases } from "@/lib/use-cases/use-case-query";

export const metadata: Metadata = { title: "Ask for an erasure" };

interface NewErasurePageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function NewErasurePage({ searchParams }: NewErasurePageProps) {
  const actor = await requireActor();
  const { kind, item, user } = erasureStartSchema.parse(await searchParams);
  const useCases = await listVisibleUseCases(actor, "erasure.request");
  const ofUsers = may(actor, "erasure.request", null);
  const kinds = [
    ...(useCases.length > 0 ? (["item", "entity", "external_reviewer"] as const) : []),
    ...(ofUsers ? (["user"] as const) : []),
  ];
  const first = kinds.find((one) => one === kind) ?? kinds[0];
  if (first === undefined) notFound();
  const start = await findErasureStart(actor, { ...(item && { item }), ...(user && { user }) });
  return (
    <PageFrame
      title="Ask for an erasure"
      lead="Say what is to be erased and why. A second person looks at it before anything goes."
      narrow
      actions={
        <ButtonLink href="/audit/erasures" variant="default">
          Back to erasures
        </ButtonLink>
      }
    >
      <NewErasure
        kinds={kinds}
        useCases={useCases.map(({ id, definition }) => ({ id, name: definition.name }))}
        start={start ?? { kind: first, useCaseId: null, subject: "" }}
        preview={preview}
        ask={ask}
      />
    </PageFrame>
  );
}
