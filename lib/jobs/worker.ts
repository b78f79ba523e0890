import { systemActor } from "@/lib/access/actor";
import { clearExports } from "@/lib/audit/export/clear-exports";
import { ExportWorker } from "@/lib/audit/export/work-exports";
import { sequenceEvents } from "@/lib/audit/sequence-events";
import { publishCheckpoint } from "@/lib/audit/tree/publish-checkpoint";
import { signCheckpoint } from "@/lib/audit/tree/sign-checkpoint";
import { workErasures, workRetention } from "@/lib/erasure/work-erasures";
import { workExplanations } from "@/lib/explanations/work-explanations";
import { stopInference } from "@/lib/inference/predict";
import { settleReviews } from "@/lib/items/settle-reviews";
import { workBackgroundPredictions } from "@/lib/items/work-background-predictions";
import { jobQueue } from "@/lib/jobs/job-queue";
import { repeat } from "@/lib/jobs/repeat";
import { removeOrphanedArtifacts } from "@/lib/models/remove-orphaned-artifacts";
import { removeStaleDrafts } from "@/lib/models/remove-stale-drafts";
import { database } from "@/lib/platform/database";
import { env } from "@/lib/platform/env";
import { exitWithParent } from "@/lib/platform/exit-with-parent";
import { logger } from "@/lib/platform/logger";
import { expireProposals } from "@/lib/policies/expire-proposals";
import { advanceRamps } from "@/lib/policies/ramp/advance-ramps";
import { countAgreement } from "@/lib/reports/count-agreement";
import { clearDeliveries } from "@/lib/webhooks/clear-deliveries";
import { DeliverySender } from "@/lib/webhooks/delivery-sender";

/** The worker process: jobs from the queue, and what happens by the clock. Any number of them may run. */

const context = { actor: systemActor("worker") };

/** Tells whether there may be more to settle at once. */
async function settleDue(): Promise<boolean> {
  const limit = 500;
  return (await settleReviews(context, { limit })) === limit;
}

/** Uploaded models that nobody confirmed, and files that nothing names any more. */
async function cleanModels(): Promise<boolean> {
  const limit = 100;
  const removed = await removeStaleDrafts(context, { limit });
  await removeOrphanedArtifacts();
  return removed === limit;
}

/** Proposals that nobody settled in time. */
async function expireDue(): Promise<boolean> {
  const limit = 100;
  return (await expireProposals(context, { limit })) === limit;
}

async function moveRamps(): Promise<boolean> {
  await advanceRamps(context);
  return false;
}

/** Logs a trouble when it begins, every minute while it is another one (its figures change), and when it is over (null). */
function troubleLog(name: string): (trouble: string | null) => void {
  let told: string | null = null;
  let toldAt = Number.NEGATIVE_INFINITY;
  return (trouble) => {
    const isNews = (trouble === null) !== (told === null) || performance.now() - toldAt > 60_000;
    if (trouble === told || !isNews) return;
    if (trouble === null) logger.info({ trouble: name }, "a trouble of the audit log is over");
    else logger.error({ trouble: name }, trouble);
    told = trouble;
    toldAt = performance.now();
  };
}

const tellDamage = troubleLog("damaged events");
const tellRefusal = troubleLog("no checkpoint is signed");

/** Places in the audit tree for what happened. */
async function sequence(): Promise<boolean> {
  const { refused, more } = await sequenceEvents();
  const damaged = `These events were changed after they were written, and are not sealed: ${refused.join(", ")}`;
  tellDamage(refused.length === 0 ? null : damaged);
  return more;
}

async function sign(): Promise<boolean> {
  const signed = await signCheckpoint();
  tellRefusal(signed !== null && "refusal" in signed ? signed.refusal : null);
  return false;
}

async function publish(): Promise<boolean> {
  await publishCheckpoint();
  return false;
}

/** Bundles that nobody can fetch any more. */
async function cleanExports(): Promise<boolean> {
  await clearExports();
  return false;
}

async function main(): Promise<void> {
  exitWithParent();
  const queue = await jobQueue();
  await workBackgroundPredictions();
  await workExplanations();
  const settling = repeat("settle-reviews", 500, settleDue);
  const cleaning = repeat("clean-models", 3_600_000, cleanModels);
  const expiring = repeat("expire-proposals", 30_000, expireDue);
  const ramping = repeat("advance-ramps", 10_000, moveRamps);
  const sender = new DeliverySender();
  const sending = repeat("send-deliveries", 250, () => sender.turn());
  const clearing = repeat("clear-deliveries", 600_000, () => clearDeliveries());
  const counting = repeat("count-agreement", 1_000, () => countAgreement());
  const sequencing = repeat("sequence-events", 250, sequence);
  const signing = repeat("sign-checkpoint", Math.min(1_000, env.audit.checkpointMs), sign);
  const exporter = new ExportWorker();
  const exporting = repeat("work-exports", 1_000, () => exporter.turn());
  const clearingExports = repeat("clear-exports", 600_000, cleanExports);
  const erasing = repeat("work-erasures", 1_000, () => workErasures(context));
  const ageing = repeat("work-retention", 60_000, () => workRetention(context));
  const publishing = repeat("publish-checkpoint", 1_000, publish);

  const stop = async () => {
    await settling.stop();
    await cleaning.stop();
    await expiring.stop();
    await ramping.stop();
    await clearing.stop();
    await sending.stop();
    await sender.stop();
    await counting.stop();
    await sequencing.stop();
    await signing.stop();
    await publishing.stop();
    exporter.stop();
    await exporting.stop();
    await clearingExports.stop();
    await erasing.stop();
    await ageing.stop();
    await queue.stop({ graceful: true, timeout: 5_000 });
    await stopInference();
    await database.$disconnect();
    process.exit(0);
  };
  process.once("SIGTERM", () => void stop());
  process.once("SIGINT", () => void stop());
  process.send?.("ready");
  logger.info("worker is ready");
}

main().catch((error) => {
  logger.fatal({ err: error }, "worker could not start");
  process.exit(1);
});
