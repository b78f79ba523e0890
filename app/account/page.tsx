import { Text } from "@mantine/core";
import type { Metadata } from "next";
import { changePassword } from "@/app/account/actions";
import { OwnPassword } from "@/components/access/own-password";
import { PageFrame } from "@/components/ui/page-frame";
import { Section } from "@/components/ui/section";
import { requireActor } from "@/lib/access/session";
import { findOwnAccount } from "@/lib/access/user-query";

export const metadata: Metadata = { title: "Account" };

export default async function AccountPage() {
  const actor = await requireActor();
  const account = await findOwnAccount(actor);
  return (
    <PageFrame title="Account" lead={`${account.name}, ${account.email}`} narrow>
      <Section title="Password">
        {account.hasPassword ? (
          <OwnPassword changePassword={changePassword} />
        ) : (
          <Text c="dimmed">You sign in without a password of ours. An admin can give you one.</Text>
        )}
      </Section>
    </PageFrame>
  );
}
