import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { SignInForm } from "@/components/access/sign-in-form";
import { localPath } from "@/lib/access/local-path";
import { getActor } from "@/lib/access/session";
import { listDemoAccounts } from "@/lib/demo/demo-accounts-query";
import { env } from "@/lib/platform/env";

export const metadata: Metadata = { title: "Sign in" };

interface SignInPageProps {
  searchParams: Promise<{ next?: string | string[]; error?: string | string[] }>;
}

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const { next, error } = await searchParams;
  const leadsTo = localPath(typeof next === "string" ? next : null);
  if ((await getActor()) !== null) redirect(leadsTo);
  return (
    <SignInForm
      leadsTo={leadsTo}
      refused={typeof error === "string"}
      oidcName={env.oidc?.name ?? null}
      demoAccounts={await listDemoAccounts()}
    />
  );
}
