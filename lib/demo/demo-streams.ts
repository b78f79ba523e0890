import { readBirdStrikes, splitBirdStrikes } from "@/lib/demo/bird-strikes";
import { digitInput, readDigits, splitDigits } from "@/lib/demo/digits";

/** An item of a demo's stream; the true outcome is for simulated reviewers only. */
export interface DemoItem {
  externalId: string;
  input: Record<string, unknown>;
  outcome: string;
}

async function birdStrikeStream(): Promise<DemoItem[]> {
  const { stream } = splitBirdStrikes(await readBirdStrikes());
  return stream.map(({ externalId, input, outcome }) => ({ externalId, input: { ...input }, outcome }));
}

async function digitStream(): Promise<DemoItem[]> {
  const { stream } = splitDigits(await readDigits());
  return Promise.all(
    stream.map(async (digit) => ({
      externalId: digit.externalId,
      input: await digitInput(digit),
      outcome: digit.outcome,
    })),
  );
}

/** The demo's use cases by slug, each with the items that its model has not been trained on, in order. */
export const demoStreams: Readonly<Record<string, () => Promise<DemoItem[]>>> = {
  "bird-strike-inspection": birdStrikeStream,
  "digit-reading": digitStream,
};

/** Whether a use case is one of the demo's, so that more items can be sent to it. */
export function hasDemoStream(slug: string): boolean {
  return Object.hasOwn(demoStreams, slug);
}
