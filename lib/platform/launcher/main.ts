import { makeMigration } from "./migration";
import { Refusal } from "./refusal";

const [verb, ...args] = process.argv.slice(2);

try {
  if (verb === "migration") await makeMigration(args[0]);
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
// The schema engine leaves timers of 10 s behind.
process.exit();
