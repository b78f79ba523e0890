import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { SubNavigation } from "@/components/shell/sub-navigation";
import { may } from "@/lib/access/authorize";
import { requireActor } from "@/lib/access/session";

export default async function AdminLayout({ children }: { children: ReactNode }) {
  const actor = await requireActor();
  if (!may(actor, "user.manage", null)) notFound();
  const places = [
    { href: "/admin/users", label: "Users" },
    { href: "/admin/keys", label: "API keys" },
  ];
  return (
    <>
      <SubNavigation label="Admin" heading="Admin" places={places} />
      {children}
    </>
  );
}
