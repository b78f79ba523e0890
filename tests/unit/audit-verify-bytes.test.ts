import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { holds } from "@/lib/audit/verify/bytes";
import { hmacSha256 } from "@/lib/audit/verify/hmac";
import { nodeDigests } from "@/lib/audit/verify/node-digests";

const fewBytes = (max: number, min = 0) =>
  fc.uint8Array({ minLength: min, maxLength: max, max: 2 }).map((bytes) => new Uint8Array(bytes));

describe("the verifier's bytes", () => {
  it("are searched as Node searches them, whichever byte is called rare", () => {
    fc.assert(
      fc.property(fewBytes(40), fewBytes(5, 1), fc.nat(), (bytes, sought, n) => {
        expect(holds(bytes, sought, n % sought.length)).toBe(Buffer.from(bytes).includes(Buffer.from(sought)));
      }),
      { numRuns: 2000 },
    );
  });

  it("have the HMAC that Node gives them, for keys of every length", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 130 }), fc.uint8Array({ maxLength: 200 }), (key, message) => {
        const wanted = createHmac("sha256", key).update(message).digest("hex");
        expect(hmacSha256(nodeDigests, key, message)).toBe(wanted);
      }),
    );
  });
});
