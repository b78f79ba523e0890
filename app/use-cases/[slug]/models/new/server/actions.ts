"use server";
import { revalidatePath } from "next/cache";
import { serverAction } from "@/lib/access/server-action";
import { addRemoteModel } from "@/lib/models/add-remote-model";
import { testConnection } from "@/lib/models/test-connection";

export const testServer = serverAction(async (actor, input: Parameters<typeof testConnection>[1], requestId) =>
  testConnection({ actor, requestId }, input),
);

export const addServer = serverAction(
  async (actor, input: Parameters<typeof testConnection>[1] & { name: string }, requestId) => {
    const { version, warnings } = await addRemoteModel(
      { actor, requestId },
      input as Parameters<typeof addRemoteModel>[1],
    );
    revalidatePath("/use-cases", "layout");
    return { version, warnings };
  },
);
