import { sequenceEvents } from "@/lib/audit/sequence-events";
import { signCheckpoint } from "@/lib/audit/tree/sign-checkpoint";

/** Gives all that happened its place in the log and signs it, as a worker does. */
export async function sealAll(): Promise<void> {
  await sequenceEvents();
  const signing = await signCheckpoint();
  if (signing !== null && "refusal" in signing) throw new Error(signing.refusal);
}
