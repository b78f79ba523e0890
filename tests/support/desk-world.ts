import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { newId } from "@/lib/platform/clock";
import { readDemoAccess } from "@/tests/support/instance";

/** A use case of its own in the instance that all journeys share, with a reviewer who works in it alone. */
export interface DeskWorld {
  slug: string;
  reviewer: { email: string; password: string };
  /** Adds another reviewer. */
  addReviewer(): Promise<{ email: string; password: string }>;
  /** Sends items one after the other, each with a text to read. Answers with their external ids, `item-1` and on. */
  send(items: readonly { scores?: Record<string, number> }[]): Promise<string[]>;
  /** The item as callers of the API see it. */
  look(externalId: string): Promise<{ status: string; decision: { outcome: string; decidedBy: string } | null }>;
}

const definition = {
  name: "Desk journey",
  guideline: "# Read the text\n\nThen say what it says. <b id='raw'>raw</b>",
  secondPersonToRaise: false,
  fields: [
    { key: "text", kind: "text", label: "Text", help: "As it came in.", required: true },
    { key: "speed", kind: "number", label: "Speed", unit: "knots" },
  ],
  outcomes: [
    { key: "yes", label: "Yes, it is", hotkey: "1" },
    { key: "no", label: "No, it is not", hotkey: "2" },
  ],
};

/** `policy`: what changes in the settings; a model whose answers come with the items is there as version 1. */
export async function makeDeskWorld(base: string, policy: Record<string, unknown> = {}): Promise<DeskWorld> {
  const dataFolder = process.env.E2E_DATA_DIR ?? "";
  const { apiKey } = await readDemoAccess(dataFolder);
  const slug = `desk-${newId().slice(-12)}`;
  let sent = 0;

  async function call(method: string, path: string, body: unknown): Promise<unknown> {
    const form = body instanceof FormData;
    const answer = await fetch(`${base}/api/v1/use-cases/${slug}${path}`, {
      method,
      headers: { authorization: `Bearer ${apiKey}`, ...(form ? {} : { "content-type": "application/json" }) },
      ...(body === null ? {} : { body: form ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return JSON.parse(text);
  }

  await call("PUT", "", definition);
  if (Object.keys(policy).length > 0) {
    const model = new FormData();
    model.set("name", "Journey model");
    model.set("backend", "supplied");
    await call("POST", "/models", model);
    await call("POST", "/policy", { champion: 1, ...policy, reason: "For the journey." });
  }
  async function createReviewer(name: string): Promise<DeskWorld["reviewer"]> {
    const reviewer = { email: `${name}@demo.example`, password: "a password of the journey" };
    const user = ["--email", reviewer.email, "--password", reviewer.password, "--role", `reviewer:${slug}`];
    await promisify(execFile)(
      process.execPath,
      ["lib/platform/launcher/bootstrap.mjs", "cli", "user", "create", ...user],
      { env: { ...process.env, DATA_DIR: dataFolder } },
    );
    return reviewer;
  }

  return {
    slug,
    reviewer: await createReviewer(slug),
    addReviewer: () => createReviewer(`other-${slug}`),
    async send(items) {
      const ids: string[] = [];
      for (const [index, { scores }] of items.entries()) {
        const externalId = `item-${++sent}`;
        const prediction = scores === undefined ? {} : { prediction: { scores } };
        const input = { text: `What ${externalId} says.`, speed: 100 + index };
        await call("POST", "/items", { externalId, input, ...prediction });
        ids.push(externalId);
      }
      return ids;
    },
    async look(externalId) {
      const found = (await call("GET", `/items?externalId=${externalId}`, null)) as { items: unknown[] };
      return found.items[0] as Awaited<ReturnType<DeskWorld["look"]>>;
    },
  };
}
