import "server-only";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { env } from "@/lib/platform/env";

const demoFileSchema = z.object({
  accounts: z.array(z.object({ email: z.string(), password: z.string(), role: z.string() })),
});

export type DemoAccount = z.infer<typeof demoFileSchema>["accounts"][number];

/** The demo's accounts, as its set-up left them in DATA_DIR/demo.json; none where this is no demo. */
export async function listDemoAccounts(): Promise<DemoAccount[]> {
  const text = await readFile(path.join(env.dataDir, "demo.json"), "utf8").catch(() => null);
  return text === null ? [] : demoFileSchema.parse(JSON.parse(text)).accounts;
}
