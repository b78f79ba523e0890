"use server";
import { revalidatePath } from "next/cache";
import { serverAction } from "@/lib/access/server-action";
import { defineUseCase } from "@/lib/use-cases/define-use-case";

export const define = serverAction(async (actor, input: Parameters<typeof defineUseCase>[1], requestId) => {
  const result = await defineUseCase({ actor, requestId }, input);
  revalidatePath("/", "layout");
  return result;
});
