/** The picture in a data URI; null where the text is none. */
export function pictureOf(text: string): { type: string; base64: string } | null {
  const head = /^data:(image\/[\w.+-]+);base64,/i.exec(text);
  return head === null ? null : { type: head[1] ?? "", base64: text.slice(head[0].length) };
}
