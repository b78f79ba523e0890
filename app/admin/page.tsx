import { notFound, redirect } from "next/navigation";
import { requireActor } from "@/lib/access/session";
import { visibleAdminPlaces } from "@/lib/access/visible-places";

export default async function AdminPage() {
  const [first] = visibleAdminPlaces(await requireActor());
  if (first === undefined) notFound();
  redirect(first.href);
}
