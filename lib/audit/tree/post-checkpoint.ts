import "server-only";
import type { Checkpoint } from "@/lib/audit/tree/checkpoint-query";
import { egressAgent } from "@/lib/platform/egress";
import { postMessage } from "@/lib/webhooks/post-message";

const timeoutMs = 15_000;

/** Posts a checkpoint's note, as it is. Answers why it was not taken, in a sentence; null where it was. */
export async function postCheckpoint(url: string, { note }: Pick<Checkpoint, "note">): Promise<string | null> {
  const agent = egressAgent({ connections: 1, answerLimitBytes: 1024 * 1024 });
  try {
    const headers = { "content-type": "text/plain; charset=utf-8" };
    const { status, text } = await postMessage(agent, { url, body: note, headers }, timeoutMs);
    if (status === null) return text;
    return status >= 200 && status < 300 ? null : `It answered with status ${status}. ${text}`.trim();
  } finally {
    await agent.destroy();
  }
}
