"use server";
import { revalidatePath } from "next/cache";
import { changeUser } from "@/lib/access/change-user";
import { createUser } from "@/lib/access/create-user";
import { resetPassword } from "@/lib/access/reset-password";
import { serverAction } from "@/lib/access/server-action";
import { setRoles } from "@/lib/access/set-roles";

export const create = serverAction(async (actor, input: Parameters<typeof createUser>[1], requestId) => {
  await createUser({ actor, requestId }, input);
  revalidatePath("/admin/users");
});

export const change = serverAction(async (actor, input: Parameters<typeof changeUser>[1], requestId) => {
  await changeUser({ actor, requestId }, input);
  revalidatePath("/admin/users");
});

export const assignRoles = serverAction(async (actor, input: Parameters<typeof setRoles>[1], requestId) => {
  await setRoles({ actor, requestId }, input);
  revalidatePath("/admin/users");
});

export const reset = serverAction(async (actor, input: Parameters<typeof resetPassword>[1], requestId) => {
  await resetPassword({ actor, requestId }, input);
  revalidatePath("/admin/users");
});
