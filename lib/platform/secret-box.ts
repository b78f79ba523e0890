import "server-only";
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { env } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";

const algorithm = "aes-256-gcm";
/** The first byte of every box, so that another form can follow. */
const form = 1;
const ivBytes = 12;
const tagBytes = 16;

function key(): Buffer {
  const bytes = Buffer.from(env.encryptionKey ?? "", "base64");
  if (bytes.length === 32) return bytes;
  throw new AppError("unavailable", "Secrets cannot be kept: ENCRYPTION_KEY is not set to the base64 of 32 bytes.");
}

/**
 * Encrypts a text with ENCRYPTION_KEY (AES-256-GCM). Only who names the same `boundTo` (a record's id) can open it, so
 * that one record's secret cannot be copied into another.
 */
export function sealSecret(text: string, boundTo: string): Uint8Array<ArrayBuffer> {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv(algorithm, key(), iv).setAAD(Buffer.from(boundTo));
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return new Uint8Array(Buffer.concat([Buffer.from([form]), iv, cipher.getAuthTag(), sealed]));
}

/** What `sealSecret` closed. @throws AppError (`unavailable`) where key, record or bytes are not those of then. */
export function openSecret(box: Uint8Array, boundTo: string): string {
  const bytes = Buffer.from(box);
  const iv = bytes.subarray(1, 1 + ivBytes);
  const tag = bytes.subarray(1 + ivBytes, 1 + ivBytes + tagBytes);
  const opener = key();
  try {
    if (bytes[0] !== form) throw new Error("unknown form");
    const decipher = createDecipheriv(algorithm, opener, iv, { authTagLength: tagBytes })
      .setAAD(Buffer.from(boundTo))
      .setAuthTag(tag);
    return decipher.update(bytes.subarray(1 + ivBytes + tagBytes), undefined, "utf8") + decipher.final("utf8");
  } catch {
    const message = "A stored secret cannot be read: ENCRYPTION_KEY is not the one that it was stored with.";
    throw new AppError("unavailable", message);
  }
}
