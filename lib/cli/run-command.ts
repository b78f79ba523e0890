import { Command, CommanderError } from "commander";
import { addAuditCommands } from "@/lib/cli/audit-commands";
import { complain } from "@/lib/cli/command-line";
import { describeError } from "@/lib/cli/describe-error";
import { addHaltCommands } from "@/lib/cli/halt-commands";
import { addItemCommands } from "@/lib/cli/item-commands";
import { addKeyCommands } from "@/lib/cli/key-commands";
import { addTrainingSetCommands } from "@/lib/cli/training-set-commands";
import { addUseCaseCommands } from "@/lib/cli/use-case-commands";
import { addUserCommands } from "@/lib/cli/user-commands";

/** Does what the arguments say. Answers with the exit code: 0, or 1 after saying what went wrong. */
export async function runCommand(args: readonly string[]): Promise<number> {
  const program = new Command("npm run cli --")
    .description("Countersign's command line. It works on the installation's database, with all rights.")
    .showHelpAfterError("(add --help for what there is)")
    .exitOverride();
  addUserCommands(program);
  addKeyCommands(program);
  addUseCaseCommands(program);
  addItemCommands(program);
  addHaltCommands(program);
  addTrainingSetCommands(program);
  addAuditCommands(program);
  try {
    await program.parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    complain(describeError(error));
    return 1;
  }
}
