import type { Measurement } from "@/tests/bench/run";

/** Runs one bench file in this process, and hands what it measured to the parent. */
const [file = ""] = process.argv.slice(2);
const { bench } = (await import(`./${file}`)) as { bench: () => Promise<Measurement[]> };
process.send?.(await bench());
