import { describe, expect, it } from "vitest";
import {
  isSignedBy,
  keyIdOf,
  notesIn,
  parseCheckpointNote,
  parseVerifierKey,
  signCheckpointNote,
  signingKeyOf,
  verifierKeyOf,
} from "@/lib/audit/tree/signed-note";

// Made with OpenSSL and sha256sum from the seed 00 01 02 ... 1f.
const origin = "example.org/log";
const root = Buffer.from("R2Mk/FPZWdYM0/FBzvui00Sdn5ithHAm9vub3HU1R7Q=", "base64");
const known = `example.org/log
20852163
R2Mk/FPZWdYM0/FBzvui00Sdn5ithHAm9vub3HU1R7Q=

— example.org/log mK8CO17ti7ZL/ecIcU8kZ52J2+KxQ31Wn+PMv/aV9BNVIZUhVvGkSPBordVo5U0mygJ64DK/DLDg7vceYKAiDJrmOgU=
`;
const knownKey = "example.org/log+98af023b+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";

const key = signingKeyOf(Buffer.from(Array.from({ length: 32 }, (_, n) => n)));
const other = signingKeyOf(Buffer.alloc(32, 9));

describe("a checkpoint's note", () => {
  it("is the one that OpenSSL signs, under the same key id", () => {
    expect(signCheckpointNote(origin, 20852163, root, key)).toBe(known);
    expect(verifierKeyOf(origin, key.publicKey)).toBe(knownKey);
  });

  it("has the key id of a log that the world knows", () => {
    const go = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";
    const { name, publicKey } = parseVerifierKey(go) ?? { name: "", publicKey: Buffer.alloc(0) };
    expect(keyIdOf(name, publicKey)).toBe("033de0ae");
  });

  it("says what was signed", () => {
    const note = parseCheckpointNote(known);
    expect(note).toMatchObject({ origin, size: 20852163, signatures: [{ name: origin, keyId: "98af023b" }] });
    expect(note?.root).toEqual(root);
  });

  it("verifies with its key and no other, and not once a single character differs", () => {
    const verifies = (text: string, ...keys: string[]) => {
      const note = parseCheckpointNote(text);
      return note !== null && isSignedBy(note, keys);
    };
    const otherKey = verifierKeyOf(origin, other.publicKey);
    expect(verifies(known, knownKey)).toBe(true);
    expect(verifies(known, otherKey, knownKey)).toBe(true);
    expect(verifies(known, otherKey)).toBe(false);
    expect(verifies(known, verifierKeyOf("example.org/other", key.publicKey))).toBe(false);
    expect(verifies(known)).toBe(false);
    for (let at = 0; at < known.length; at++) {
      const edited = `${known.slice(0, at)}${known[at] === "B" ? "C" : "B"}${known.slice(at + 1)}`;
      expect(verifies(edited, knownKey), `character ${at}`).toBe(false);
    }
  });

  it("is none where a part is missing or stands wrongly", () => {
    for (const broken of [
      "",
      known.slice(0, -1),
      known.replace("\n\n", "\n"),
      known.replace("20852163", "020852163"),
      known.replace("20852163", "-1"),
      known.replace("20852163", "99999999999999999999"),
      known.replace("— ", "- "),
      `${known}\n`,
      known.replaceAll("\n", "\r\n"),
    ]) {
      expect(parseCheckpointNote(broken), JSON.stringify(broken)).toBeNull();
    }
  });

  it("is found among others in a file, also behind one that was cut off", () => {
    const next = signCheckpointNote(origin, 20852164, root, key);
    expect(notesIn(`${known}\n${next}\n`)).toEqual([known, next]);
    for (let cut = 0; cut < known.length; cut++) {
      expect(notesIn(`${known.slice(0, cut)}\n\n${next}\n`).at(-1), `cut at ${cut}`).toBe(next);
    }
    expect(notesIn("")).toEqual([]);
  });
});

it("a verifier's key is none where its id is not that of its name and key", () => {
  expect(parseVerifierKey(knownKey)).toMatchObject({ name: origin, id: "98af023b", publicKey: key.publicKey });
  for (const wrong of [
    knownKey.replace("98af023b", "98af023c"),
    knownKey.replace("example", "exomple"),
    knownKey.replace("AQOhB7", "AgOhB7"),
    knownKey.slice(0, -1),
    "nothing",
  ]) {
    expect(parseVerifierKey(wrong), wrong).toBeNull();
  }
});
