import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { SubNavigation } from "@/components/shell/sub-navigation";
import { requireActor } from "@/lib/access/session";
import { visibleAdminPlaces } from "@/lib/access/visible-places";

export default async function AdminLayout({ children }: { children: ReactNode }) {
  const places = visibleAdminPlaces(await requireActor());
  if (places.length === 0) notFound();
  return (
    <>
      <SubNavigation label="Admin" heading="Admin" places={places} />
      {children}
    </>
  );
}
