import { existsSync, readFileSync } from "node:fs";

/** Real data and models that lie beside the project on some machines; tests that need them are skipped elsewhere. */
const folder = "../shared/data";
export const hasSharedData = existsSync(folder);

export function readShared(path: string): Buffer {
  return readFileSync(`${folder}/${path}`);
}

/** The rows of a CSV file with a header line; cells may be in double quotes. */
export function readSharedCsv(path: string): Record<string, string>[] {
  const [header = [], ...rows] = readShared(path)
    .toString()
    .trim()
    .split(/\r?\n/)
    .map((line) => [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(cellOf));
  return rows.map((cells) => Object.fromEntries(header.map((name, index) => [name, cells[index] ?? ""])));
}

const cellOf = ([, quoted, plain]: RegExpMatchArray): string => quoted?.replaceAll('""', '"') ?? plain ?? "";
