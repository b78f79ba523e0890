import type { Command } from "commander";
import { context, requireSlug, say } from "@/lib/cli/command-line";
import { AppError } from "@/lib/platform/errors";
import { halt } from "@/lib/policies/halt";
import { haltAll } from "@/lib/policies/halt-all";
import { liftHalt } from "@/lib/policies/lift-halt";
import { haltOutlookText } from "@/lib/reports/halt-outlook";
import { findHaltOutlooks } from "@/lib/reports/halt-outlook-query";

async function sayOutlooks(useCases: readonly { id: string; slug: string }[]): Promise<void> {
  const outlooks = await findHaltOutlooks(useCases.map(({ id }) => id)).catch(() => null);
  for (const { id, slug } of useCases) {
    say(`${slug} is halted: nothing is automated.`);
    const outlook = outlooks?.get(id);
    for (const line of outlook === undefined ? [] : haltOutlookText(outlook)) say(`  ${line}`);
  }
}

async function stop(slug: string | undefined, { all, reason = "" }: { all?: true; reason?: string }): Promise<void> {
  if ((slug === undefined) === (all === undefined)) {
    throw new AppError("invalid_input", "Name one use case, or give --all.");
  }
  if (slug === undefined) return sayOutlooks(await haltAll(context, { reason }));
  const { id } = await requireSlug(slug);
  await halt(context, { useCaseId: id, reason });
  await sayOutlooks([{ id, slug }]);
}

async function resume(slug: string, { reason }: { reason: string }): Promise<void> {
  const { id, haltedAt, policy } = await requireSlug(slug);
  if (haltedAt === null) return say(`${slug} is not halted.`);
  const result = await liftHalt(context, { useCaseId: id, reason });
  say(
    "lifted" in result
      ? `The halt of ${slug} is lifted: policy version ${policy.version} counts again (${policy.settings.mode}).`
      : `This raises automation, so a second person must approve it on the pages of ${slug}. It stays halted until then.`,
  );
}

export function addHaltCommands(program: Command): void {
  program
    .command("halt [use-case]")
    .description("Stop automation at once, of one use case or of all")
    .option("--all", "every use case")
    .option("--reason <text>", "for those who read it later")
    .action(stop);
  program
    .command("resume <use-case>")
    .description("Lift a halt, or propose to")
    .requiredOption("--reason <text>", "for those who read it later")
    .action(resume);
}
