import { Text } from "@mantine/core";
import type { Metadata } from "next";
import { changePassword, savePreferences } from "@/app/account/actions";
import { OwnPassword } from "@/components/access/own-password";
import { DeskPreferences } from "@/components/review/desk-preferences";
import { PageFrame } from "@/components/ui/page-frame";
import { Section } from "@/components/ui/section";
import { useCasesWith } from "@/lib/access/authorize";
import { findPreferences } from "@/lib/access/preferences-query";
import { requireActor } from "@/lib/access/session";
import { findOwnAccount } from "@/lib/access/user-query";

export const metadata: Metadata = { title: "Account" };

export default async function AccountPage() {
  const actor = await requireActor();
  const [account, preferences] = await Promise.all([findOwnAccount(actor), findPreferences(actor)]);
  const reviews = useCasesWith(actor, "review.work").length > 0;
  return (
    <PageFrame title="Account" lead={`${account.name}, ${account.email}`} narrow>
      <Section title="Password">
        {account.hasPassword ? (
          <OwnPassword changePassword={changePassword} />
        ) : (
          <Text c="dimmed">You sign in without a password of ours. An admin can give you one.</Text>
        )}
      </Section>
      {reviews && (
        <div id="desk">
          <Section title="Review desk" note="How the desk works for you.">
            <DeskPreferences stored={preferences} save={savePreferences} />
          </Section>
        </div>
      )}
    </PageFrame>
  );
}
