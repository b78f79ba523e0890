import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { type Instance, readDemoAccess, startInstance } from "@/tests/support/instance";
import { createTestDatabase, startTestPostgres } from "@/tests/support/postgres";

/** One measured ratio. Higher is better; below its limit the product is slower than it promises. */
export interface Measurement {
  name: string;
  ratio: number;
  limit: number;
  detail: string;
}

/**
 * `npm run bench [-- NAME...]`: runs every `*.bench.ts` here, one after the other, each in a process and on a database
 * of its own. The API's bench gets a running instance too. Exits with 1 where a ratio is below its limit.
 */
async function main(wanted: string[]): Promise<number> {
  const files = (await readdir("tests/bench")).filter((file) => file.endsWith(".bench.ts"));
  const chosen = files.filter((file) => wanted.length === 0 || wanted.some((name) => file.startsWith(name)));
  const postgres = await startTestPostgres();
  const results: Measurement[] = [];
  try {
    for (const file of chosen) {
      console.log(`\n${file}`);
      const measured = await measure(file, postgres.url("postgres"));
      for (const { name, ratio, limit, detail } of measured) {
        const verdict = ratio >= limit ? "good" : "BELOW THE LIMIT";
        console.log(`  ${ratio.toFixed(2)} (at least ${limit.toFixed(2)}) ${verdict}: ${name}\n    ${detail}`);
      }
      results.push(...measured);
    }
  } finally {
    await postgres.stop();
  }
  const below = results.filter(({ ratio, limit }) => !(ratio >= limit)).length;
  console.log(`\n${results.length} measured, ${below} below the limit`);
  return results.length > 0 && below === 0 ? 0 : 1;
}

async function measure(file: string, adminUrl: string): Promise<Measurement[]> {
  const database = await createTestDatabase(adminUrl);
  const env = {
    ...process.env,
    DATABASE_URL: database.ownerUrl,
    DATABASE_APP_URL: database.appUrl,
    LOG_LEVEL: "error",
  };
  let instance: Instance | undefined;
  try {
    if (file.startsWith("api.")) {
      instance = await startInstance({
        DATABASE_URL: database.ownerUrl,
        BENCH: "1",
        API_REQUESTS_PER_MINUTE: "100000000",
      });
      const { apiKey } = await readDemoAccess(instance.dataFolder);
      Object.assign(env, { BENCH_URL: instance.url, BENCH_KEY: apiKey, DATA_DIR: instance.dataFolder });
    }
    const child = fork("tests/bench/run-one.ts", [file], { env, execArgv: process.execArgv });
    return await answerOf(child);
  } finally {
    await instance?.stop();
    await database.drop();
  }
}

async function answerOf(child: ChildProcess): Promise<Measurement[]> {
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`The bench ended with exit code ${code} before it had measured anything.`);
  });
  const [measured] = await Promise.race([once(child, "message"), ended]);
  ended.catch(() => undefined);
  child.kill();
  return measured as Measurement[];
}

process.exitCode = await main(process.argv.slice(2));
