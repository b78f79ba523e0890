import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { exitWithParent } from "@/lib/platform/exit-with-parent";
import { call, makeKey } from "@/tests/support/api-client";
import { letter, suppliedUseCase } from "@/tests/support/supplied-use-case";

/**
 * A process that sends items of a use case of its own, each by a call of the API, on several lines, whatever is answered.
 * Tells its parent each answer: the item's external id and what came of it. For tests of a database in trouble.
 */
export interface Sent {
  externalId: string;
  status: number;
  code: string;
  detail: string;
  retryAfter: string | null;
}

exitWithParent();
const { slug } = await suppliedUseCase(
  { mode: "full_automation", qcShare: 0 },
  { fields: [{ key: "text", kind: "long_text", required: true }] },
);
const { key } = await makeKey(["items:write"]);
process.send?.("ready");

let made = 0;
async function sendOne(): Promise<boolean> {
  const externalId = `item-${made++}`;
  // What no compression makes smaller.
  const body = letter(externalId, 0.99, { text: randomBytes(6_000).toString("base64") });
  const { status, headers, body: answer } = await call(key, "POST", `/use-cases/${slug}/items`, { body });
  const { code, detail } = answer;
  process.send?.({ externalId, status, code, detail, retryAfter: headers.get("retry-after") } satisfies Sent);
  return status === 201;
}

for (let line = 0; line < 8; line++) {
  void (async () => {
    for (;;) if (!(await sendOne())) await sleep(50);
  })();
}
