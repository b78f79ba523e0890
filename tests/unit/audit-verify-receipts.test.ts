import { expect, it } from "vitest";
import { blobSource } from "@/lib/audit/verify/byte-source";
import type { Asked } from "@/lib/audit/verify/keys";
import { nodeDigests } from "@/lib/audit/verify/node-digests";
import type { Verification } from "@/lib/audit/verify/verification";
import { verifyFile } from "@/lib/audit/verify/verify";
import { checkpointOf, makeLog, makeReceipt, newKey, storyIn } from "@/tests/support/audit-bundle";

const log = makeLog(40);
const story = storyIn(log, 37);
const receipt = makeReceipt(log, story, 37);

interface Event {
  index: number;
  envelope: string;
  leafHash: string;
  proof: string[];
}
const events = receipt.events as Event[];

function verify(changes: Record<string, unknown> = {}, asked: Partial<Asked> = {}): Promise<Verification> {
  const text = JSON.stringify({ ...receipt, ...changes }, null, 2);
  const given = { keys: [], origin: null, anchors: [], ...asked };
  return verifyFile(nodeDigests, blobSource(new Blob([text])), given, () => undefined);
}
const messages = ({ problems }: Verification): string => problems.map(({ message }) => message).join("\n");
const withEvent = (at: number, changes: Partial<Event>) => ({
  events: events.map((event, place) => (place === at ? { ...event, ...changes } : event)),
});

it("takes a good receipt, anchored where the auditor has its checkpoint", async () => {
  expect(story.length).toBeGreaterThan(2);
  const alone = await verify();
  expect(alone).toMatchObject({ verdict: "valid_unanchored", subject: "receipt", events: story.length, problems: [] });
  const anchored = await verify({}, { anchors: [checkpointOf(log, 37)], keys: [log.key.verifierKey] });
  expect(anchored).toMatchObject({ verdict: "valid_anchored", key: { trusted: true } });
});

it("names the event that was changed, or that stands elsewhere", async () => {
  const second = events[1] as Event;
  for (const changes of [
    { envelope: second.envelope.replace("user", "root") },
    { envelope: JSON.stringify(JSON.parse(second.envelope), null, 1) },
    { leafHash: events[0]?.leafHash ?? "" },
    { proof: second.proof.toReversed() },
    { proof: second.proof.slice(1) },
  ]) {
    expect(await verify(withEvent(1, changes))).toMatchObject({ verdict: "invalid", firstWrongIndex: second.index });
  }
  const moved = await verify(withEvent(1, { index: second.index + 1 }));
  expect(moved).toMatchObject({ verdict: "invalid", firstWrongIndex: second.index + 1 });
});

it("finds whichever character of the evidence was changed", async () => {
  const text = JSON.stringify(receipt);
  const from = text.indexOf('"events"');
  for (let at = from + 12; at < text.indexOf('"disclosed"') - 10; at += 23) {
    const other = text[at] === "a" ? "b" : "a";
    const changed = new Blob([text.slice(0, at) + other + text.slice(at + 1)]);
    const verification = await verifyFile(
      nodeDigests,
      blobSource(changed),
      { keys: [], origin: null, anchors: [] },
      () => undefined,
    );
    expect(verification.verdict, `${at}: ${text.slice(at - 20, at + 1)}`).toMatch(/^(invalid|incomplete)$/);
  }
});

it("says which of the item's events is left out, and takes no other item's", async () => {
  const gap = await verify({ events: events.toSpliced(1, 1) });
  expect(gap).toMatchObject({ verdict: "incomplete" });
  expect(messages(gap)).toContain("The item's event 2 is not in the receipt.");
  expect(messages(await verify({ item: { id: "another" } }))).toContain("is not about the receipt's item");
  expect((await verify({ events: [], disclosed: [] })).verdict).toBe("incomplete");
});

it("refuses another log, key, checkpoint or value", async () => {
  expect(messages(await verify({}, { origin: "another.example" }))).toContain("You asked for");
  expect(messages(await verify({ origin: "another.example" }))).toContain('of the log "log.example"');
  const stranger = newKey(log.origin);
  expect(messages(await verify({}, { keys: [stranger.verifierKey] }))).toContain("a key that you did not give");
  expect(messages(await verify({ checkpoint: checkpointOf(log, 37, stranger) }))).toContain("unknown key");
  const older = await verify({ checkpoint: checkpointOf(log, (events.at(-1) as Event).index) });
  expect(messages(older)).toContain("older than the events");
  const other = makeLog(37, log.origin, log.key);
  expect((await verify({}, { anchors: [checkpointOf(other, 37)] })).verdict).toBe("diverged");
  const [value] = receipt.disclosed as { value: object }[];
  const changed = await verify({ disclosed: [{ ...value, value: { ...value?.value, age: -1 } }] });
  expect(changed).toMatchObject({ verdict: "invalid", firstWrongIndex: story.find((index) => index % 3 === 0) });
});

it("says what a receipt lacks", async () => {
  const { checkpoint: _, ...rest } = receipt;
  const file = blobSource(new Blob([JSON.stringify(rest)]));
  const verification = await verifyFile(nodeDigests, file, { keys: [], origin: null, anchors: [] }, () => undefined);
  expect(verification.verdict).toBe("incomplete");
  expect(messages(verification)).toBe('The receipt has no "checkpoint".');
  expect(messages(await verify({ version: 2 }))).toContain("format version 2");
  expect(messages(await verify({ events: [{}] }))).toContain('"events" is not what a receipt holds there');
});
