import { readdirSync, readFileSync } from "node:fs";

const fieldOf = (path: string, field: string): number =>
  Number(new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(readFileSync(path, "utf8"))?.[1] ?? Number.NaN) * 1024;

/** Resident memory in bytes, pages that are shared with other processes included, as Linux tells it. */
export const residentBytes = (pid: number): number => fieldOf(`/proc/${pid}/status`, "VmRSS");

/** The part of it that is this process's own. */
export const ownBytes = (pid: number): number => fieldOf(`/proc/${pid}/status`, "RssAnon");

export const threadCount = (pid: number): number => readdirSync(`/proc/${pid}/task`).length;
