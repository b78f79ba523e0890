"use server";
import { changeOwnPassword } from "@/lib/access/change-own-password";
import { serverAction } from "@/lib/access/server-action";
import { renewSession } from "@/lib/access/session";
import { setPreferences } from "@/lib/access/set-preferences";

export const changePassword = serverAction(async (actor, input: Parameters<typeof changeOwnPassword>[1], requestId) => {
  const { sessionVersion } = await changeOwnPassword({ actor, requestId }, input);
  await renewSession(actor, sessionVersion);
});

export const savePreferences = serverAction((actor, input: Parameters<typeof setPreferences>[1], requestId) =>
  setPreferences({ actor, requestId }, input),
);
