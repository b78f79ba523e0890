import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { z } from "zod";
import { confirm, discard, tryOut } from "@/app/use-cases/[slug]/models/new/[draftId]/actions";
import { DraftPage } from "@/components/models/draft/draft-page";
import { openEditor } from "@/components/models/mapping-editor/editor-state";
import { EmptyState } from "@/components/ui/empty-state";
import { PageFrame } from "@/components/ui/page-frame";
import { RelativeTime } from "@/components/ui/relative-time";
import { TextLink } from "@/components/ui/text-link";
import { requireActor } from "@/lib/access/session";
import { listItems } from "@/lib/items/item-list-query";
import { findModelDraft } from "@/lib/models/model-draft-query";
import { listModelVersions } from "@/lib/models/model-query";
import { fittingEncodings } from "@/lib/use-cases/mapping-fit";
import { findVisibleUseCase } from "@/lib/use-cases/use-case-query";

export const metadata: Metadata = { title: "Confirm a model" };

/** Items that a model is tried out on. */
const trialItems = 20;

interface DraftPageProps {
  params: Promise<{ slug: string; draftId: string }>;
}

export default async function ConfirmModelPage({ params }: DraftPageProps) {
  const actor = await requireActor();
  const { slug, draftId } = await params;
  const useCase = await findVisibleUseCase(actor, slug, "model.create");
  const draft = useCase === null || !z.uuid().safeParse(draftId).success ? null : await findModelDraft(draftId);
  if (useCase === null) notFound();
  if (draft === null || draft.useCaseId !== useCase.id) return <NoDraft slug={slug} />;
  const [versions, { items }] = await Promise.all([
    listModelVersions(useCase.id),
    listItems(actor, useCase, {}, { order: "newest" }, trialItems),
  ]);
  const { kind, fields, outcomes, target } = useCase.definition;
  const opened = openEditor(draft.proposal);
  if (opened === null) throw new Error("The proposal is no mapping that could be edited.");
  return (
    <PageFrame
      title={draft.name}
      lead={
        <>
          Uploaded <RelativeTime at={draft.createdAt} />. It is no version yet: look at how it was bound to the use
          case, and add it.
        </>
      }
    >
      <DraftPage
        slug={slug}
        draft={draft}
        opened={opened}
        definition={{ kind, fields, outcomes, ...(target !== undefined && { target }) }}
        fitting={fittingEncodings}
        // What lies before its reviewers is not theirs to see predicted.
        items={items.filter(({ sealed }) => !sealed).map(({ id, externalId }) => ({ id, externalId }))}
        version={Math.max(0, ...versions.map(({ version }) => version)) + 1}
        actions={{ tryOut, confirm, discard }}
      />
    </PageFrame>
  );
}

function NoDraft({ slug }: { slug: string }) {
  return (
    <PageFrame title="Confirm a model">
      <EmptyState
        title="This upload is not there any more"
        action={<TextLink href={`/use-cases/${slug}/models/new`}>Upload a model</TextLink>}
      >
        It was added, discarded, or is older than a week.
      </EmptyState>
    </PageFrame>
  );
}
