import "server-only";
import { mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { auditCondition } from "@/lib/audit/audit-query";
import { type BuiltBundle, buildBundle } from "@/lib/audit/export/build-bundle";
import { nothingMatches } from "@/lib/audit/export/building";
import { countMatching } from "@/lib/audit/export/count-query";
import { requireFilter } from "@/lib/audit/export/export-scope";
import { readTar } from "@/lib/audit/export/read-tar";
import { recordExport } from "@/lib/audit/export/record-export";
import { disclosedTo } from "@/lib/audit/export/requester-query";
import { waitForCheckpoint } from "@/lib/audit/export/wait-for-checkpoint";
import type { CommandContext } from "@/lib/command";
import { withByteConnection } from "@/lib/platform/byte-connection";
import { clock } from "@/lib/platform/clock";
import { AppError } from "@/lib/platform/errors";

/**
 * Makes a bundle for whoever runs the installation, without a queue and a link: its files are put together beside `file`,
 * and handed to `save` as one archive. Throws `invalid_input` for a filter that is none or that nothing matches,
 * `unavailable` where no checkpoint was ever signed.
 */
export async function exportByHand(
  context: CommandContext,
  rawFilter: unknown,
  file: string,
  save: (bytes: AsyncIterable<Uint8Array>) => Promise<void>,
): Promise<BuiltBundle> {
  const { actor } = context;
  const filter = requireFilter(rawFilter);
  if ((await countMatching(actor, filter, 1)) === 0) throw new AppError("invalid_input", nothingMatches);
  const now = clock.now();
  const signal = new AbortController().signal;
  const checkpoint = await waitForCheckpoint(now, signal);
  if (checkpoint === null) {
    throw new AppError("unavailable", "The log has no signed checkpoint yet. Start the application, then try again.");
  }
  const folder = await mkdtemp(path.join(path.dirname(path.resolve(file)), ".countersign-export-"));
  try {
    const built = await withByteConnection(async (connection) =>
      buildBundle({
        connection,
        folder,
        request: {
          requestedBy: { id: actor.id, name: actor.name },
          requestedAt: now,
          filter,
          wanted: await auditCondition(actor, filter),
          disclosed: await disclosedTo(actor),
        },
        findCheckpoint: async () => checkpoint,
        signal,
        tell: async () => undefined,
      }),
    );
    if (built === null) throw new AppError("invalid_input", nothingMatches);
    await save(readTar(folder, now));
    await recordExport(context, { filter, ...built });
    return built;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
