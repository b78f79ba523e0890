/** Rows of a file that are tried. */
export const rowsInCsv = 200;

/** What a request may hold, with room to spare for the mapping. */
const mostBytes = 700_000;

/** The first rows of a CSV, as many as one request takes. */
export async function readRows(file: File): Promise<string> {
  const text = await file.slice(0, mostBytes).text();
  return file.size <= mostBytes ? text : text.slice(0, text.lastIndexOf("\n") + 1);
}
