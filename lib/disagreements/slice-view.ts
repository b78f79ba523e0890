/** A slice (`field=value`) in words; a field without a label here goes by its key. */
export function sliceText(slice: string, labels: Readonly<Record<string, string>>): string {
  const at = slice.indexOf("=");
  const field = slice.slice(0, at);
  return `${labels[field] ?? field}: ${slice.slice(at + 1)}`;
}
