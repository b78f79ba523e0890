-- CreateEnum
CREATE TYPE "ramp_status" AS ENUM ('running', 'paused', 'finished', 'stopped');

-- AlterEnum
ALTER TYPE "proposal_status" ADD VALUE 'expired';

-- DropIndex
DROP INDEX "item_external_id_prefix";

-- AlterTable
ALTER TABLE "disagreement" ADD COLUMN     "other_review_id" UUID;

-- AlterTable
ALTER TABLE "policy_change" ADD COLUMN     "evidence" JSONB,
ADD COLUMN     "expires_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now() + INTERVAL '7 days',
ADD COLUMN     "schedule" JSONB;

-- AlterTable
ALTER TABLE "review" ADD COLUMN     "due_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "use_case" ADD COLUMN     "halt_reason" TEXT,
ADD COLUMN     "halted_by" TEXT;

-- CreateTable
CREATE TABLE "ramp" (
    "id" UUID NOT NULL,
    "use_case_id" UUID NOT NULL,
    "status" "ramp_status" NOT NULL DEFAULT 'running',
    "schedule" JSONB NOT NULL,
    "step" INTEGER NOT NULL,
    "step_started_at" TIMESTAMPTZ(3) NOT NULL,
    "checked_at" TIMESTAMPTZ(3),
    "findings" JSONB,
    "reason" TEXT NOT NULL,
    "author_id" UUID,
    "author_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "ended_because" TEXT,

    CONSTRAINT "ramp_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "automation_minute" (
    "use_case_id" UUID NOT NULL,
    "entity_key" TEXT NOT NULL,
    "minute" TIMESTAMPTZ(3) NOT NULL,
    "automated" INTEGER NOT NULL,

    CONSTRAINT "automation_minute_pkey" PRIMARY KEY ("use_case_id","entity_key","minute")
);

-- CreateIndex
CREATE INDEX "ramp_use_case_id_id_idx" ON "ramp"("use_case_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "disagreement_review_id_other_review_id_key" ON "disagreement"("review_id", "other_review_id");

-- AddForeignKey
ALTER TABLE "disagreement" ADD CONSTRAINT "disagreement_other_review_id_fkey" FOREIGN KEY ("other_review_id") REFERENCES "review"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ramp" ADD CONSTRAINT "ramp_use_case_id_fkey" FOREIGN KEY ("use_case_id") REFERENCES "use_case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ramp" ADD CONSTRAINT "ramp_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "automation_minute" ADD CONSTRAINT "automation_minute_use_case_id_fkey" FOREIGN KEY ("use_case_id") REFERENCES "use_case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma's schema cannot say.

ALTER TABLE "policy_change" ALTER COLUMN "expires_at" DROP DEFAULT;

-- External ids are compared byte by byte, whatever the database's collation: so one index serves equality and prefixes.
ALTER TABLE "item" ALTER COLUMN "external_id" TYPE TEXT COLLATE "C";

-- One ramp is under way at a time.
CREATE UNIQUE INDEX "ramp_under_way" ON "ramp" ("use_case_id") WHERE "status" IN ('running', 'paused');

-- Items at which a guardrail stopped or counted something, newest first.
CREATE INDEX "item_guarded" ON "item" ("use_case_id", "id") WHERE "route" ? 'findings';

ALTER TABLE "automation_minute" ADD CONSTRAINT "automation_minute_automated" CHECK ("automated" >= 0);
