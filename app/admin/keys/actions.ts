"use server";
import { revalidatePath } from "next/cache";
import { createKey } from "@/lib/access/create-key";
import { revokeKey } from "@/lib/access/revoke-key";
import { serverAction } from "@/lib/access/server-action";

export const create = serverAction(async (actor, input: Parameters<typeof createKey>[1], requestId) => {
  const { name, key } = await createKey({ actor, requestId }, input);
  revalidatePath("/admin/keys");
  return { name, key };
});

export const revoke = serverAction(async (actor, input: Parameters<typeof revokeKey>[1], requestId) => {
  await revokeKey({ actor, requestId }, input);
  revalidatePath("/admin/keys");
});
