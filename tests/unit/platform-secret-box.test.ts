import { randomBytes } from "node:crypto";
import { expect, it, vi } from "vitest";

vi.hoisted(() => {
  process.env.ENCRYPTION_KEY = Buffer.alloc(32, 7).toString("base64");
});

import { env } from "@/lib/platform/env";
import { openSecret, sealSecret } from "@/lib/platform/secret-box";

const text = '{"Authorization":"Bearer s3cret ü"}';

it("gives back what it was given, and shows nothing of it", () => {
  const box = sealSecret(text, "model 1");
  expect(openSecret(box, "model 1")).toBe(text);
  expect(Buffer.from(box).toString("latin1")).not.toContain("s3cret");
  expect(Buffer.from(sealSecret(text, "model 1")).equals(Buffer.from(box))).toBe(false);
});

it("opens for nobody else", () => {
  const box = sealSecret(text, "model 1");
  expect(() => openSecret(box, "model 2")).toThrow("cannot be read");
});

it("notices every changed byte", () => {
  const box = sealSecret("short", "model 1");
  for (let place = 0; place < box.length; place++) {
    const changed = Uint8Array.from(box);
    changed[place] = (changed[place] ?? 0) ^ 1;
    expect(() => openSecret(changed, "model 1")).toThrow("cannot be read");
  }
  expect(() => openSecret(box.subarray(0, 20), "model 1")).toThrow("cannot be read");
  expect(() => openSecret(new Uint8Array(), "model 1")).toThrow("cannot be read");
});

it("says what is wrong where the key is another one, or none", () => {
  const box = sealSecret(text, "model 1");
  const right = env.encryptionKey;
  env.encryptionKey = randomBytes(32).toString("base64");
  expect(() => openSecret(box, "model 1")).toThrow("not the one that it was stored with");
  env.encryptionKey = "c2hvcnQ=";
  expect(() => sealSecret(text, "model 1")).toThrow("ENCRYPTION_KEY");
  env.encryptionKey = undefined;
  expect(() => sealSecret(text, "model 1")).toThrow("ENCRYPTION_KEY");
  env.encryptionKey = right;
  expect(openSecret(box, "model 1")).toBe(text);
});
