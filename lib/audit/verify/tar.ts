import { type ByteSource, partOf } from "@/lib/audit/verify/byte-source";
import { textOf } from "@/lib/audit/verify/bytes";

export interface Files {
  files: Map<string, ByteSource>;
  /** What is wrong with the archive itself; null for nothing. */
  damage: { kind: "cut" | "damaged"; message: string } | null;
}

const block = 512;

/** Whether these first bytes are those of a tar file. */
export const looksLikeTar = (head: Uint8Array): boolean => textOf(head.subarray(257, 262)) === "ustar";

/**
 * The files in an uncompressed tar file, found by its headers alone. Folders in front of their names are left out, so
 * that a bundle which somebody unpacked and packed again is still one.
 */
export async function openTar(source: ByteSource): Promise<Files> {
  const files = new Map<string, ByteSource>();
  for (let at = 0; ; ) {
    const header = await source.read(at, Math.min(at + block, source.size));
    if (header.length < block) {
      return { files, damage: { kind: "cut", message: `The tar file ends early, after ${source.size} bytes.` } };
    }
    if (header.every((byte) => byte === 0)) return { files, damage: null };
    const size = fieldNumber(header.subarray(124, 136));
    if (size === null || sumOf(header) !== fieldNumber(header.subarray(148, 156))) {
      return { files, damage: { kind: "damaged", message: `The tar file is damaged at byte ${at}.` } };
    }
    const name = fieldText(header.subarray(0, 100)).replace(/^.*\//, "");
    const kind = header[156];
    if ((kind === 0 || kind === 0x30) && name !== "") {
      if (files.has(name)) {
        return { files, damage: { kind: "damaged", message: `The tar file holds ${name} twice.` } };
      }
      files.set(name, partOf(source, at + block, Math.min(size, Math.max(0, source.size - at - block))));
    }
    at += block + Math.ceil(size / block) * block;
  }
}

/** The sum of a header's bytes, its own field counted as spaces. */
function sumOf(header: Uint8Array): number {
  return header.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 0x20 : byte), 0);
}

const fieldText = (field: Uint8Array): string => {
  const end = field.indexOf(0);
  return textOf(end < 0 ? field : field.subarray(0, end)) ?? "";
};

/** Octal digits, or the number itself in base 256 where the first bit is set. */
function fieldNumber(field: Uint8Array): number | null {
  if (field[0] === 0x80) return field.subarray(1).reduce((number, byte) => number * 256 + byte, 0);
  const digits = fieldText(field).trim();
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : null;
}
