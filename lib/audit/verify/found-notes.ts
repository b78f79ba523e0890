import { parseObject, textIn } from "@/lib/audit/verify/json-shape";

const note =
  /^[^\n]+\n(?:0|[1-9]\d*)\n[A-Za-z0-9+/]{43}=\n(?:[^\n]+\n)*\n(?:\u2014 [^ \n]+ [A-Za-z0-9+/]+=*(?:\n|$))+/gm;

/**
 * The checkpoints in a text: notes one after the other, an e-mail around one, or lines of JSON that hold one each as
 * `note`, as anchors are written.
 */
export function findNotes(text: string): string[] {
  const lines = text.replaceAll("\r\n", "\n");
  const fromJson = lines.split("\n").flatMap((line) => {
    const held = line.startsWith("{") ? textIn(parseObject(line)?.note) : null;
    return held === null ? [] : [held];
  });
  return [...fromJson, ...(lines.match(note) ?? []).map((found) => (found.endsWith("\n") ? found : `${found}\n`))];
}
