import { runCommand } from "@/lib/cli/run-command";
import { database } from "@/lib/platform/database";

/** The command line, `npm run cli -- <command>`. */
const exitCode = await runCommand(process.argv.slice(2));
await database.$disconnect();
process.exit(exitCode);
