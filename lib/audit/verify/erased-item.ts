import { holds, textOf, utf8 } from "@/lib/audit/verify/bytes";
import { parseObject } from "@/lib/audit/verify/json-shape";

const member = '"type":"item.erased"';
const [sought, rare] = [utf8(member), member.indexOf(".")];

/**
 * Whether an event, as bytes after the prefix of a leaf, says that an item was erased. Parsing every event would take longer
 * than everything else; one that holds the type in its canonical form somewhere may be it.
 */
export function isErasedItem(line: Uint8Array): boolean {
  return holds(line, sought, rare) && parseObject(textOf(line.subarray(1)))?.type === "item.erased";
}
