import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { z } from "zod";
import { replay } from "@/app/items/[id]/actions";
import { ItemPage } from "@/components/items/item-page";
import { ReplayPanel } from "@/components/items/replay-panel";
import { Live } from "@/components/ui/live";
import { PageFrame } from "@/components/ui/page-frame";
import { RelativeTime } from "@/components/ui/relative-time";
import { TextLink } from "@/components/ui/text-link";
import { may } from "@/lib/access/authorize";
import { requireActor } from "@/lib/access/session";
import { findItemStory } from "@/lib/items/item-story-query";
import { listReplayChoices } from "@/lib/items/replay-query";

export const metadata: Metadata = { title: "Item" };

export default async function ItemStoryPage({ params }: { params: Promise<{ id: string }> }) {
  const actor = await requireActor();
  const id = z.uuid().safeParse((await params).id);
  const story = id.success ? await findItemStory(actor, id.data) : null;
  if (story === null) notFound();
  const { told } = story;
  const replays = told !== null && may(actor, "policy.read", story.useCase.id);
  const { useCase, externalId, receivedAt, entityKey, tags, simulated } = story;
  const more = [
    ...(entityKey === null ? [] : [`Entity ${entityKey}.`]),
    ...(tags.length === 0 ? [] : [`Tagged ${tags.join(", ")}.`]),
    ...(simulated ? ["Sent by a simulation."] : []),
  ];
  return (
    <PageFrame
      title={externalId}
      lead={
        <>
          Item of <TextLink href={`/use-cases/${useCase.slug}/items`}>{useCase.name}</TextLink>, received{" "}
          <RelativeTime at={receivedAt} />. {more.join(" ")}
        </>
      }
    >
      <Live kinds={["queue", "decision"]} useCaseId={useCase.id} madeAt={Date.now()} />
      <ItemPage story={story} />
      {replays && (
        <ReplayPanel
          itemId={story.id}
          choices={await listReplayChoices(useCase.id)}
          happened={{ route: told.route, policy: told.policy.version, model: told.model?.version ?? null }}
          names={{ outcomes: story.outcomes, unit: story.unit }}
          unit={story.outcomes.length === 0 ? story.unit : null}
          replay={replay}
        />
      )}
    </PageFrame>
  );
}
