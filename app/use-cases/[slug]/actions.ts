"use server";
import { z } from "zod";
import { serverAction } from "@/lib/access/server-action";
import { sendDemoItems } from "@/lib/demo/send-demo-items";

const inputSchema = z.strictObject({ slug: z.string().max(64), count: z.number() });

export const sendDemo = serverAction(async (actor, input: z.infer<typeof inputSchema>) => {
  const { slug, count } = inputSchema.parse(input);
  return sendDemoItems(actor, slug, count);
});
