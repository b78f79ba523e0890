import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { z } from "zod";
import { assign, override, reopen, replay, takeBack, unassign } from "@/app/items/[id]/actions";
import { AssignControl } from "@/components/items/assign-control";
import { ItemPage } from "@/components/items/item-page";
import { OverridePanel } from "@/components/items/override-panel";
import { PendingOverride } from "@/components/items/pending-override";
import { ReceiptButton } from "@/components/items/receipt-button";
import { ReplayPanel } from "@/components/items/replay-panel";
import { ButtonLink } from "@/components/ui/button-link";
import { Live } from "@/components/ui/live";
import { PageFrame } from "@/components/ui/page-frame";
import { RelativeTime } from "@/components/ui/relative-time";
import { TextLink } from "@/components/ui/text-link";
import { may } from "@/lib/access/authorize";
import { requireActor } from "@/lib/access/session";
import { findItemStory } from "@/lib/items/item-story-query";
import { findOverrideChoices } from "@/lib/items/override-choices-query";
import { listReplayChoices } from "@/lib/items/replay-query";
import { findAssignment } from "@/lib/review/assignment-query";

export const metadata: Metadata = { title: "Item" };

export default async function ItemStoryPage({ params }: { params: Promise<{ id: string }> }) {
  const actor = await requireActor();
  const id = z.uuid().safeParse((await params).id);
  const story = id.success ? await findItemStory(actor, id.data) : null;
  if (story === null) notFound();
  const { told } = story;
  const assignment = may(actor, "review.assign", story.useCase.id)
    ? await findAssignment(story.useCase.id, story.id)
    : null;
  const at = { id: story.id, useCaseId: story.useCase.id };
  const names = { outcomes: story.outcomes, unit: story.unit };
  const choices = told === null ? null : await findOverrideChoices(actor, at);
  const now = Date.now();
  const replays = told !== null && story.erasedAt === null && may(actor, "policy.read", story.useCase.id);
  const asks = told !== null && story.erasedAt === null && may(actor, "erasure.request", story.useCase.id);
  const { useCase, externalId, receivedAt, entityKey, tags, simulated } = story;
  const more = [
    ...(entityKey === null ? [] : [`Entity ${entityKey}.`]),
    ...(tags.length === 0 ? [] : [`Tagged ${tags.join(", ")}.`]),
    ...(simulated ? ["Sent by a simulation."] : []),
  ];
  return (
    <PageFrame
      title={externalId}
      actions={
        told !== null && (
          <>
            <ReceiptButton itemId={story.id} />
            {may(actor, "audit.read", useCase.id) && (
              <ButtonLink variant="default" href={`/items/${story.id}/record`}>
                Record
              </ButtonLink>
            )}
            {choices !== null && (
              <OverridePanel
                item={at}
                erased={story.erasedAt !== null}
                told={{ decisions: told.decisions, waiting: told.waiting, pending: told.pending }}
                choices={choices}
                names={names}
                actions={{ override, reopen, takeBack }}
              />
            )}
          </>
        )
      }
      lead={
        <>
          Item of <TextLink href={`/use-cases/${useCase.slug}/items`}>{useCase.name}</TextLink>, received{" "}
          <RelativeTime at={receivedAt} />. {more.join(" ")}
        </>
      }
    >
      <Live kinds={["queue", "decision"]} useCaseId={useCase.id} madeAt={now} />
      {told?.pending != null && (
        <PendingOverride
          key={told.pending.reviewId}
          useCaseId={useCase.id}
          pending={told.pending}
          undoMs={Date.parse(told.pending.until) - now}
          names={names}
          undo={choices === null ? null : takeBack}
        />
      )}
      <ItemPage story={story} erasureHref={asks ? `/audit/erasures/new?kind=item&item=${story.id}` : null} />
      {assignment !== null && (
        <AssignControl
          useCaseId={story.useCase.id}
          itemId={story.id}
          {...assignment}
          assign={assign}
          unassign={unassign}
        />
      )}
      {replays && (
        <ReplayPanel
          itemId={story.id}
          choices={await listReplayChoices(useCase.id)}
          happened={{ route: told.route, policy: told.policy.version, model: told.model?.version ?? null }}
          names={names}
          unit={story.outcomes.length === 0 ? story.unit : null}
          replay={replay}
        />
      )}
    </PageFrame>
  );
}
