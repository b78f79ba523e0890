const address = /https?:\/\/[^\s<>"'`]*[^\s<>"'`.,;:!?)\]}]/g;

/** A piece of a text: plain, or a web address that can be opened safely. */
interface TextPart {
  /** Where it begins in the text. */
  at: number;
  text: string;
  href: string | null;
}

/** A web address that can be opened safely; null: it is no more than text. */
function safeAddress(text: string): string | null {
  const url = URL.parse(text);
  const web = url !== null && (url.protocol === "https:" || url.protocol === "http:");
  // What stands before an @ makes an address look like another site's.
  return web && url.username === "" && url.password === "" ? url.href : null;
}

/** An item's text in pieces, the web addresses among them told apart. Nothing of the text is lost or changed. */
export function partsOf(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const { 0: found, index } of text.matchAll(address)) {
    // Within a word it belongs to something else: `javascript:https://…`.
    const begins = index === 0 || /[\s<>"'`([{]/.test(text[index - 1] ?? "");
    const href = begins ? safeAddress(found) : null;
    if (href === null) continue;
    if (index > from) parts.push({ at: from, text: text.slice(from, index), href: null });
    parts.push({ at: index, text: found, href });
    from = index + found.length;
  }
  if (from < text.length) parts.push({ at: from, text: text.slice(from), href: null });
  return parts;
}
