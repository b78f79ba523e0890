"use server";
import { revalidatePath } from "next/cache";
import { serverAction } from "@/lib/access/server-action";
import { createModel } from "@/lib/models/create-model";
import { rollBack } from "@/lib/policies/roll-back";

export const goBack = serverAction(async (actor, input: Parameters<typeof rollBack>[1], requestId) => {
  const result = await rollBack({ actor, requestId }, input);
  revalidatePath("/use-cases", "layout");
  return result;
});

export const addSupplied = serverAction(
  async (actor, { useCaseId, name }: { useCaseId: string; name: string }, requestId) => {
    const { version } = await createModel({ actor, requestId }, { useCaseId, name, backend: "supplied" });
    revalidatePath("/use-cases", "layout");
    return { version };
  },
);
