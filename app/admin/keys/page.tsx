import { Group } from "@mantine/core";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { create, revoke } from "@/app/admin/keys/actions";
import { KeyList } from "@/components/access/key-list";
import { NewKey } from "@/components/access/new-key";
import { EmptyState } from "@/components/ui/empty-state";
import { PageFrame } from "@/components/ui/page-frame";
import { Section } from "@/components/ui/section";
import { TextLink } from "@/components/ui/text-link";
import { UrlSelectFilter } from "@/components/ui/url-select-filter";
import { may } from "@/lib/access/authorize";
import { listKeys } from "@/lib/access/key-query";
import { requireActor } from "@/lib/access/session";
import { env } from "@/lib/platform/env";

export const metadata: Metadata = { title: "API keys" };

interface KeysPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function KeysPage({ searchParams }: KeysPageProps) {
  const actor = await requireActor();
  if (!may(actor, "key.manage", null)) notFound();
  const all = (await searchParams).state === "all";
  const keys = await listKeys(actor, { all });
  return (
    <PageFrame
      title="API keys"
      lead={
        <>
          What programs sign in with. The <TextLink href="/api/docs">API page</TextLink> says what they can call.
        </>
      }
      actions={<NewKey defaultLimit={env.apiRequestsPerMinute} createKey={create} />}
    >
      <Group gap="xs">
        <UrlSelectFilter name="state" label="State" all="In use" options={[{ value: "all", label: "All keys" }]} />
      </Group>
      <Section flush>
        {keys.length === 0 ? (
          <EmptyState title="No keys yet">
            A program needs a key to send items and to read decisions. Create one, and copy it: it is shown only once.
          </EmptyState>
        ) : (
          <KeyList keys={keys} revokeKey={revoke} />
        )}
      </Section>
    </PageFrame>
  );
}
