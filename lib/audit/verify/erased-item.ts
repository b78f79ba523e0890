import { textOf, utf8 } from "@/lib/audit/verify/bytes";
import { parseObject } from "@/lib/audit/verify/json-shape";

const member = utf8('"type":"');
const value = utf8("item.erased");

/**
 * Whether an event, as bytes after the prefix of a leaf, says that an item was erased. Parsing every event would take longer
 * than everything else, so this looks at the last `type` first: in canonical JSON little comes after an envelope's own.
 */
export function isErasedItem(line: Uint8Array): boolean {
  let at = line.length - member.length - value.length;
  while (at > 0 && !standsAt(line, at, member)) at--;
  if (at <= 0 || !standsAt(line, at + member.length, value)) return false;
  return parseObject(textOf(line.subarray(1)))?.type === "item.erased";
}

function standsAt(line: Uint8Array, at: number, sought: Uint8Array): boolean {
  for (let next = 0; next < sought.length; next++) if (line[at + next] !== sought[next]) return false;
  return true;
}
