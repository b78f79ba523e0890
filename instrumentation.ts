import { startWeb } from "@/lib/platform/start-web";

/** Runs once when a web process starts, before it takes requests. */
export async function register(): Promise<void> {
  // Next builds this file for its edge runtime too, which has none of what follows.
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  await startWeb();
  const { keepChampionsWarm } = await import("@/lib/policies/keep-champions-warm");
  keepChampionsWarm();
}
