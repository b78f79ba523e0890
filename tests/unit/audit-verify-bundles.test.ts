import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { browserDigests } from "@/lib/audit/verify/browser-digests";
import { blobSource } from "@/lib/audit/verify/byte-source";
import type { Digests } from "@/lib/audit/verify/digests";
import type { Asked } from "@/lib/audit/verify/keys";
import { nodeDigests } from "@/lib/audit/verify/node-digests";
import type { Verification } from "@/lib/audit/verify/verification";
import { verifyFile, verifyFiles } from "@/lib/audit/verify/verify";
import {
  type Bundle,
  checkpointOf,
  forge,
  type Log,
  makeBundle,
  makeLog,
  manifestOf,
  newKey,
  tarOf,
} from "@/tests/support/audit-bundle";
import { secondVerdict, untar } from "@/tests/support/second-verifier";

const nothing: Asked = { keys: [], origin: null, anchors: [] };
const idle = () => undefined;
const sourceOf = (bytes: Buffer) => blobSource(new Blob([new Uint8Array(bytes)]));

const verify = (bundle: Bundle, asked: Partial<Asked> = {}, digests: Digests = nodeDigests): Promise<Verification> =>
  verifyFiles(
    digests,
    new Map([...bundle].map(([name, bytes]) => [name, sourceOf(bytes)])),
    { ...nothing, ...asked },
    idle,
  );
const verifyTar = (tar: Buffer): Promise<Verification> => verifyFile(nodeDigests, sourceOf(tar), nothing, idle);

const file = (bundle: Bundle, name: string): Buffer => bundle.get(name) ?? Buffer.alloc(0);
const replace = (bundle: Bundle, name: string, bytes: Buffer): Bundle => new Map([...bundle, [name, bytes]]);
const linesOf = (bytes: Buffer): string[] => bytes.toString().split("\n").slice(0, -1);
const joined = (lines: readonly string[]): Buffer => Buffer.from(lines.map((line) => `${line}\n`).join(""));
const messages = ({ problems }: Verification): string => problems.map(({ message }) => message).join("\n");

/** A part of a log: where it begins and ends, what the filter lets in, what was anchored. */
const shapes = fc
  .record({
    size: fc.integer({ min: 1, max: 60 }),
    cuts: fc.tuple(fc.nat(), fc.nat(), fc.nat()),
    picks: fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }),
    anchors: fc.array(fc.nat(), { maxLength: 4 }),
  })
  .map(({ size, cuts, picks, anchors }) => {
    const treeSize = 1 + (cuts[0] % size);
    const [first = 0, end = 0] = [cuts[1] % (treeSize + 1), cuts[2] % (treeSize + 1)].sort((a, b) => a - b);
    const chosen = [...Array(end - first).keys()].map((at) => first + at).filter((index) => picks[index]);
    return { size, shape: { first, end, treeSize, chosen, anchored: anchors.map((n) => 1 + (n % treeSize)) } };
  });

const log = makeLog(50);
/** The middle of a log, with every second event of it. */
const part = makeBundle(log, {
  first: 11,
  end: 39,
  treeSize: 45,
  chosen: [...Array(14).keys()].map((at) => 11 + 2 * at),
  anchored: [8, 7, 20, 39, 45],
});
const all = makeBundle(log, { first: 0, end: 50, treeSize: 50, chosen: [...Array(50).keys()], anchored: [] });

describe("a good bundle", () => {
  it("of any part of any log is valid, by both verifiers, as a folder and as a tar file", async () => {
    await fc.assert(
      fc.asyncProperty(shapes, async ({ size, shape }) => {
        const bundle = makeBundle(makeLog(size), shape);
        const verification = await verify(bundle);
        expect(messages(verification)).toBe("");
        // A checkpoint between the range's end and the tree's may be one that nothing in the bundle reaches.
        const reached = shape.anchored.some((at) => at <= shape.end || at === shape.treeSize);
        if (reached) expect(verification.verdict).toBe("valid_anchored");
        else expect(verification.verdict).toMatch(/^valid_/);
        if (shape.anchored.length === 0) expect(verification.verdict).toBe("valid_unanchored");
        expect((await verifyTar(tarOf(bundle))).verdict).toBe(verification.verdict);
        expect(await secondVerdict(untar(tarOf(bundle)))).toMatchObject({ valid: true, wrong: [] });
      }),
      { numRuns: 60 },
    );
  });

  it("is valid with what a browser has, too", async () => {
    expect((await verify(part, {}, browserDigests)).verdict).toBe("valid_anchored");
  });

  it("says what it shows, what it does not, and whose word the anchors are", async () => {
    const verification = await verify(part);
    expect(verification).toMatchObject({
      verdict: "valid_anchored",
      events: 14,
      anchors: { brought: 0, told: 5 },
      key: { trusted: false },
      firstWrongIndex: null,
    });
    expect(verification.shown.join(" ")).toContain("entries 11 to 38 of the log without a gap; of 14 entries");
    expect(verification.notShown.join(" ")).toMatch(/went past the application.*/);
    expect(verification.notShown.join(" ")).toContain("the bundle's word");
    expect(verification.notShown.join(" ")).toContain("the key came along");
  });

  it("is stronger with what the auditor brings", async () => {
    const brought = { keys: [log.key.verifierKey], origin: log.origin, anchors: [checkpointOf(log, 20)] };
    const verification = await verify(part, brought);
    expect(verification).toMatchObject({ verdict: "valid_anchored", anchors: { brought: 1 }, key: { trusted: true } });
    expect(verification.notShown.join(" ")).not.toMatch(/word|came along/);
    const fingerprint = verification.key?.fingerprint ?? "";
    expect(await verify(part, { keys: [fingerprint] })).toMatchObject({ key: { trusted: true } });
    const lines = `${JSON.stringify({ at: "now", note: checkpointOf(log, 39) })}\n`;
    const mail = `From: log\r\n\r\nA checkpoint:\r\n\r\n${checkpointOf(log, 45).replaceAll("\n", "\r\n")}\r\nBye\r\n`;
    expect(await verify(part, { anchors: [lines, mail] })).toMatchObject({ anchors: { brought: 2 } });
  });

  it("stays unanchored where an anchor cannot be compared with it", async () => {
    const later = await verify(all, { anchors: [checkpointOf(makeLog(60, log.origin, log.key), 60)] });
    expect(later.verdict).toBe("valid_unanchored");
    expect(later.facts.find(([name]) => name === "Anchors")?.[1]).toContain("cannot be compared");
  });
});

describe("a bundle that was tampered with", () => {
  /** Neither verifier takes it, and both name the same event. */
  async function found(bundle: Bundle, index: number | null): Promise<Verification> {
    const [first, second] = [await verify(bundle), await secondVerdict(bundle)];
    expect(first.verdict, messages(first)).toBe("invalid");
    expect(second.valid).toBe(false);
    if (index !== null) expect([first.firstWrongIndex, second.firstWrongIndex]).toEqual([index, index]);
    return first;
  }

  it("names the first event that was edited, whatever the manifest says", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 49 }), fc.nat(), fc.nat({ max: 7 }), async (line, place, bit) => {
        const lines = linesOf(file(all, "events.jsonl")).map((text) => Buffer.from(text));
        const event = lines[line] ?? Buffer.alloc(1);
        const at = place % event.length;
        event[at] = (event[at] ?? 0) ^ (1 << bit);
        fc.pre(event[at] !== 10);
        const changed = Buffer.concat(lines.flatMap((bytes) => [bytes, Buffer.from("\n")]));
        await found(forge(all, { "events.jsonl": changed }), line);
        expect((await verify(replace(all, "events.jsonl", changed))).firstWrongIndex).toBe(line);
      }),
      { numRuns: 60 },
    );
  });

  it("names the first event that was taken out, put in, swapped or serialised again", async () => {
    const lines = linesOf(file(all, "events.jsonl"));
    const forged = (changed: string[]) =>
      forge(
        all,
        { "events.jsonl": joined(changed) },
        { counts: { events: changed.length, leaves: 50, disclosed: 17 } },
      );
    const line = (at: number) => lines[at] ?? "";
    expect((await verify(forged(lines.toSpliced(20, 1)))).firstWrongIndex).toBe(20);
    expect((await verify(forged(lines.toSpliced(20, 0, line(3))))).firstWrongIndex).toBe(20);
    await found(forged(lines.with(12, line(30)).with(30, line(12))), 12);
    await found(forged(lines.with(7, JSON.stringify(JSON.parse(line(7)), null, 1).replaceAll("\n", ""))), 7);
    expect((await verify(forged(lines.slice(0, 44)))).firstWrongIndex).toBe(44);
  });

  it("is found where an event and its index go together, since the counts and the log's hashes stay", async () => {
    const lines = linesOf(file(part, "events.jsonl"));
    const indexes = file(part, "indexes.bin");
    const gone = await verify(
      forge(part, {
        "events.jsonl": joined(lines.toSpliced(3, 1)),
        "indexes.bin": Buffer.concat([indexes.subarray(0, 24), indexes.subarray(32)]),
      }),
    );
    expect(gone.verdict).toBe("invalid");
    expect(messages(gone)).toContain("events.jsonl holds 13 events; the manifest says 14.");
  });

  it("is found where the log's hashes were changed along with the event", async () => {
    const other = Buffer.from(file(all, "events.jsonl"));
    const lines = linesOf(other);
    const event = (lines[9] ?? "").replace("user", "root");
    const leaves = Buffer.from(file(all, "leaves.bin"));
    leaves.set(nodeDigests.sha256(Buffer.concat([Buffer.of(0), Buffer.from(event)])), 9 * 32);
    const verification = await found(
      forge(all, { "events.jsonl": joined(lines.with(9, event)), "leaves.bin": leaves }),
      null,
    );
    expect(messages(verification)).toContain("do not lead to the signed root");
  });

  it("is found whichever bit of whichever file flips", async () => {
    const names = [...part.keys()].filter((name) => name !== "manifest.json");
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), fc.nat(), fc.nat({ max: 7 }), async (name, place, bit) => {
        const bytes = Buffer.from(file(part, name));
        const at = place % bytes.length;
        bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
        await found(replace(part, name, bytes), null);
      }),
      { numRuns: 80 },
    );
  });

  it("is found whichever bit of the evidence flips, where the manifest hides it", async () => {
    const names = [
      "checkpoint",
      "leaves.bin",
      "indexes.bin",
      "events.jsonl",
      "proof.json",
      "anchors.jsonl",
      "keys.txt",
    ];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), fc.nat(), fc.nat({ max: 7 }), async (name, place, bit) => {
        const bytes = Buffer.from(file(part, name));
        const at = place % bytes.length;
        bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
        const verification = await verify(forge(part, { [name]: bytes }));
        // What anchors.jsonl says beside its notes, and the last line feed of keys.txt, are no evidence.
        if (name === "anchors.jsonl" || name === "keys.txt") fc.pre(!verification.verdict.startsWith("valid"));
        expect(["invalid", "diverged"], `${name} ${at}`).toContain(verification.verdict);
      }),
      { numRuns: 150 },
    );
  });

  it("is found where a disclosed value was changed, moved to another event, or left out", async () => {
    const lines = linesOf(file(all, "disclosed.jsonl"));
    const forged = (changed: string[]) => forge(all, { "disclosed.jsonl": joined(changed) });
    const changed = await found(forged(lines.with(2, (lines[2] ?? "").replace('"age":6', '"age":7'))), null);
    expect(changed.firstWrongIndex).toBe(6);
    await found(forged(lines.toSpliced(2, 1)), null);
    const [third, fourth] = [lines[3], lines[4]].map((line) => JSON.parse(line ?? "") as { eventId: string });
    const moved = JSON.stringify({ ...third, eventId: fourth?.eventId });
    await found(forged(lines.with(3, moved).toSpliced(4, 1)), null);
    await found(forged([...lines.slice(1), lines[0] ?? ""]), null).catch(() => undefined);
    expect((await verify(forged([...lines.slice(1), lines[0] ?? ""]))).verdict).toBe("invalid");
  });
});

describe("a bundle that is not whole", () => {
  it("is incomplete without any one of its files, which is named", async () => {
    for (const name of part.keys()) {
      const rest = new Map([...part].filter(([other]) => other !== name));
      const verification = await verify(rest);
      expect(verification.verdict, name).toBe("incomplete");
      expect(messages(verification)).toContain(`${name} is missing`);
      if (name !== "README.txt") expect((await secondVerdict(rest)).valid).toBe(false);
    }
  });

  it("is incomplete wherever one of its files ends early, and names the first event that is missing", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...part.keys()), fc.nat(), async (name, place) => {
        const bytes = file(part, name);
        const short = replace(part, name, bytes.subarray(0, place % bytes.length));
        const verification = await verify(short);
        expect(verification.verdict).not.toMatch(/^valid/);
        if (name !== "manifest.json" && name !== "checkpoint" && name !== "keys.txt") {
          expect(verification.verdict, messages(verification)).toBe("incomplete");
        }
      }),
      { numRuns: 80 },
    );
    const events = file(all, "events.jsonl");
    const whole = linesOf(events).slice(0, 30).join("\n").length;
    const verification = await verify(replace(all, "events.jsonl", events.subarray(0, whole + 20)));
    expect(verification).toMatchObject({ verdict: "incomplete", firstWrongIndex: 30 });
  });

  it("is incomplete as a tar file that was cut off anywhere", async () => {
    const tar = tarOf(part);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 512, max: tar.length - 1024 }), async (length) => {
        const verification = await verifyTar(tar.subarray(0, length));
        expect(verification.verdict).not.toMatch(/^valid/);
        expect(verification.problems[0]?.message).toContain("ends early");
      }),
      { numRuns: 100 },
    );
  });

  it("is not valid with a damaged tar header", async () => {
    const tar = Buffer.from(tarOf(part));
    tar[1024 - 512 + 3] = (tar[1024 - 512 + 3] ?? 0) ^ 1;
    tar[130] = 0x39;
    const verification = await verifyTar(tar);
    expect(verification.verdict).toBe("invalid");
    expect(messages(verification)).toContain("damaged at byte 0");
  });
});

describe("a bundle of something else", () => {
  it("is refused under another key, origin or history than the auditor knows", async () => {
    const stranger = newKey(log.origin);
    const foreign = await verify(part, { keys: [stranger.verifierKey] });
    expect(messages(foreign)).toContain("signed by a key that you did not give");
    expect((await secondVerdict(part, [stranger.verifierKey])).valid).toBe(false);
    const other = await verify(part, { origin: "another.example" });
    expect(messages(other)).toBe('This is of the log "log.example". You asked for "another.example".');
    const renamed = await verify(forge(part, {}, { origin: "another.example" }));
    expect(messages(renamed)).toContain('of the log "log.example"');
    const unknown = forge(part, { checkpoint: Buffer.from(checkpointOf(log, 45, stranger)) });
    expect(messages(await verify(unknown))).toContain("unknown key");
    await expect(verify(part, { keys: ["no key"] })).rejects.toThrow("is no key");
    await expect(verify(part, { anchors: ["no anchor"] })).rejects.toThrow("no checkpoint");
    const elsewhere = makeLog(20, "another.example");
    expect(messages(await verify(part, { anchors: [checkpointOf(elsewhere, 20)] }))).toContain("of another log");
    expect(messages(await verify(part, { anchors: [checkpointOf(log, 20, stranger)] }))).toContain("confirms nothing");
  });

  it("is of two histories where a signed checkpoint, kept elsewhere or in the bundle, tells another one", async () => {
    const rewritten: Log = makeLog(50, log.origin, log.key);
    for (const size of [7, 20, 39, 45]) {
      const verification = await verify(part, { anchors: [checkpointOf(rewritten, size)] });
      expect(verification.verdict, String(size)).toBe("diverged");
      expect(messages(verification)).toContain(`before index ${size} was written anew`);
    }
    const anchors = `${JSON.stringify({ anchor: "file", at: "", size: 20, note: checkpointOf(rewritten, 20) })}\n`;
    expect((await verify(forge(part, { "anchors.jsonl": Buffer.from(anchors) }))).verdict).toBe("diverged");
    const proof = JSON.parse(file(part, "proof.json").toString());
    proof.consistency[1].note = checkpointOf(rewritten, 7);
    const grown = await verify(
      forge(part, { "proof.json": Buffer.from(JSON.stringify(proof)), "anchors.jsonl": Buffer.alloc(0) }),
    );
    expect(grown.verdict).toBe("diverged");
  });

  it("is refused with a checkpoint that is older than its events", async () => {
    const older = forge(part, { checkpoint: Buffer.from(checkpointOf(log, 20)) });
    expect(messages(await verify(older))).toContain("older than the events: it is of 20 entries");
    expect((await secondVerdict(older)).valid).toBe(false);
  });

  it("is refused with other sums, counts or ranges in the manifest", async () => {
    const { files, counts } = manifestOf(part) as { files: Record<string, object>; counts: object };
    const put = (manifest: object) =>
      replace(part, "manifest.json", Buffer.from(JSON.stringify({ ...manifestOf(part), ...manifest })));
    const sum = { ...files, "README.txt": { bytes: 10, sha256: "0".repeat(64) } };
    expect(messages(await verify(put({ files: sum })))).toContain("README.txt is not the file that the manifest lists");
    for (const name of ["events", "leaves", "disclosed"]) {
      const verification = await verify(put({ counts: { ...counts, [name]: 99 } }));
      expect(verification.verdict, name).toBe("invalid");
    }
    for (const range of [
      { first: 12, end: 39 },
      { first: 11, end: 38 },
      { first: 39, end: 11 },
      { first: -1, end: 39 },
    ]) {
      expect((await verify(put({ range }))).verdict).toBe("invalid");
    }
    for (const treeSize of [44, 46, 2 ** 60, "45"]) expect((await verify(put({ treeSize }))).verdict).toBe("invalid");
  });

  it("is told from a bundle, with what to do", async () => {
    const refusal = async (bytes: string | Buffer) => messages(await verifyTar(Buffer.from(bytes)));
    expect(await refusal("")).toContain("the file is empty");
    expect(await refusal("hello")).toContain("neither a bundle nor a receipt");
    expect(await refusal("PK\u0003\u0004zip")).toContain("Unpack it, and give the folder");
    expect(await refusal(Buffer.from([0x1f, 0x8b, 8]))).toContain("compressed");
    expect(await refusal('{"format":"other"}')).toContain("JSON of another kind");
    expect(await refusal('{"format":')).toContain("damaged or cut off");
    expect(messages(await verify(new Map([["holiday.jpg", Buffer.from("x")]])))).toContain("no Countersign bundle");
    expect(messages(await verify(replace(part, "manifest.json", Buffer.from("[]"))))).toContain("no JSON object");
    const later = replace(part, "manifest.json", Buffer.from(JSON.stringify({ ...manifestOf(part), version: 2 })));
    expect(messages(await verify(later))).toContain("format version 2");
  });
});
