import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { newId } from "@/lib/platform/clock";
import { readDemoAccess } from "@/tests/support/instance";

/** A use case of its own in the instance that all journeys share, with a reviewer who works in it alone. */
export interface DeskWorld {
  slug: string;
  reviewer: { email: string; password: string };
  /** Adds another reviewer, or an adjudicator. */
  addReviewer(role?: "reviewer" | "adjudicator"): Promise<{ email: string; password: string }>;
  /** Changes the definition, as its owner would while people review. */
  redefine(changes: Record<string, unknown>): Promise<void>;
  /** Sends so many items at once. */
  sendMany(count: number): Promise<void>;
  /** Somebody who works in another system has decided the item. */
  decideElsewhere(externalId: string, outcome: string): Promise<void>;
  /** Sends items one after the other, each with a text to read. Answers with their external ids, `item-1` and on. */
  send(items: readonly { scores?: Record<string, number> }[]): Promise<string[]>;
  /** How many items have this status. */
  count(status: "in_review" | "decided"): Promise<number>;
  /** The item as callers of the API see it. */
  look(externalId: string): Promise<{ status: string; decision: { outcome: string; decidedBy: string } | null }>;
}

interface ItemPage {
  items: unknown[];
  nextCursor: string | null;
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
  let people = 0;

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
  async function createReviewer(role = "reviewer"): Promise<DeskWorld["reviewer"]> {
    const reviewer = { email: `${slug}-${++people}@demo.example`, password: "a password of the journey" };
    const user = ["--email", reviewer.email, "--password", reviewer.password, "--role", `${role}:${slug}`];
    await promisify(execFile)(
      process.execPath,
      ["lib/platform/launcher/bootstrap.mjs", "cli", "user", "create", ...user],
      { env: { ...process.env, DATA_DIR: dataFolder } },
    );
    return reviewer;
  }

  return {
    slug,
    reviewer: await createReviewer(),
    addReviewer: createReviewer,
    async redefine(changes) {
      await call("PUT", "", { ...definition, ...changes });
    },
    async sendMany(count) {
      const items = Array.from({ length: count }, () => {
        const externalId = `item-${++sent}`;
        return { externalId, input: { text: `What ${externalId} says.`, speed: sent } };
      });
      await call("POST", "/items/batch", { items });
    },
    async decideElsewhere(externalId, outcome) {
      const verdict = { externalId, reviewer: "Somebody elsewhere", outcome, at: new Date().toISOString() };
      const { results } = (await call("POST", "/verdicts/batch", { verdicts: [verdict] })) as { results: object[] };
      if (!results.every((result) => "outcome" in result)) throw new Error(JSON.stringify(results));
    },
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
    async count(status) {
      let found = 0;
      let cursor: string | null = null;
      do {
        const after: string = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
        const page = (await call("GET", `/items?status=${status}&limit=200${after}`, null)) as ItemPage;
        found += page.items.length;
        cursor = page.nextCursor;
      } while (cursor !== null);
      return found;
    },
    async look(externalId) {
      const found = (await call("GET", `/items?externalId=${externalId}`, null)) as { items: unknown[] };
      return found.items[0] as Awaited<ReturnType<DeskWorld["look"]>>;
    },
  };
}
