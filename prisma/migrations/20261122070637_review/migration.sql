-- CreateEnum
CREATE TYPE "root_cause" AS ENUM ('model_error', 'human_error', 'ambiguous_guideline', 'bad_input', 'acceptable_variation');

-- CreateEnum
CREATE TYPE "guideline_proposal_status" AS ENUM ('open', 'taken', 'declined');

-- CreateEnum
CREATE TYPE "delivery_status" AS ENUM ('pending', 'delivered', 'failed');

-- AlterEnum
ALTER TYPE "item_status" ADD VALUE 'unusable';

-- AlterEnum
-- This migration adds more than one value to an enum.
-- With PostgreSQL versions 11 and earlier, this is not possible
-- in a single migration. This can be worked around by creating
-- multiple migrations, each migration adding only one value to
-- the enum.


ALTER TYPE "review_purpose" ADD VALUE 'override';
ALTER TYPE "review_purpose" ADD VALUE 'external';

-- AlterTable
ALTER TABLE "disagreement" ADD COLUMN     "adjudication_id" UUID,
ADD COLUMN     "confidence" DOUBLE PRECISION,
ADD COLUMN     "cost" DOUBLE PRECISION NOT NULL DEFAULT 0,
ADD COLUMN     "model_version_id" UUID,
ADD COLUMN     "policy_id" UUID,
ADD COLUMN     "settled_at" TIMESTAMPTZ(3),
ADD COLUMN     "slices" TEXT[];

-- AlterTable
ALTER TABLE "review" ADD COLUMN     "assigned_to_id" UUID,
ADD COLUMN     "bulk_decision_id" UUID,
ADD COLUMN     "deferred_until" TIMESTAMPTZ(3),
ADD COLUMN     "external_reviewer_id" UUID,
ADD COLUMN     "reason_code" TEXT,
ADD COLUMN     "unusable" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "use_case" ADD COLUMN     "blind_adjudication" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "reason_codes" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "reason_required" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "user" ADD COLUMN     "preferences" JSONB NOT NULL DEFAULT '{}';

-- CreateTable
CREATE TABLE "saved_view" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "place" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "query" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "saved_view_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "adjudication" (
    "id" UUID NOT NULL,
    "use_case_id" UUID NOT NULL,
    "item_id" UUID NOT NULL,
    "review_id" UUID NOT NULL,
    "root_cause" "root_cause",
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "adjudication_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "explanation" (
    "prediction_id" UUID NOT NULL,
    "result" JSONB,
    "failure" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "explanation_pkey" PRIMARY KEY ("prediction_id")
);

-- CreateTable
CREATE TABLE "external_reviewer" (
    "id" UUID NOT NULL,
    "use_case_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "external_reviewer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bulk_decision" (
    "id" UUID NOT NULL,
    "use_case_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "outcome" TEXT,
    "value" DOUBLE PRECISION,
    "reason_code" TEXT,
    "reason" TEXT NOT NULL,
    "items" INTEGER NOT NULL,
    "filter" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "undo_until" TIMESTAMPTZ(3) NOT NULL,
    "undone_at" TIMESTAMPTZ(3),

    CONSTRAINT "bulk_decision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "guideline_proposal" (
    "id" UUID NOT NULL,
    "use_case_id" UUID NOT NULL,
    "item_id" UUID,
    "status" "guideline_proposal_status" NOT NULL DEFAULT 'open',
    "text" TEXT NOT NULL,
    "text_salt" BYTEA NOT NULL,
    "author_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "settled_by_id" UUID,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "guideline_proposal_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook" (
    "id" UUID NOT NULL,
    "use_case_id" UUID,
    "url" TEXT NOT NULL,
    "events" TEXT[],
    "secret" BYTEA NOT NULL,
    "previous_secret" BYTEA,
    "previous_secret_until" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "disabled_at" TIMESTAMPTZ(3),
    "disabled_because" TEXT,

    CONSTRAINT "webhook_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_delivery" (
    "id" UUID NOT NULL,
    "webhook_id" UUID NOT NULL,
    "message_id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "status" "delivery_status" NOT NULL DEFAULT 'pending',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "next_attempt_at" TIMESTAMPTZ(3),
    "attempted_at" TIMESTAMPTZ(3),
    "answer_status" INTEGER,
    "answer" TEXT,
    "latency_ms" DOUBLE PRECISION,

    CONSTRAINT "webhook_delivery_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "saved_view_user_id_place_name_key" ON "saved_view"("user_id", "place", "name");

-- CreateIndex
CREATE UNIQUE INDEX "adjudication_review_id_key" ON "adjudication"("review_id");

-- CreateIndex
CREATE INDEX "adjudication_item_id_idx" ON "adjudication"("item_id");

-- CreateIndex
CREATE INDEX "adjudication_use_case_id_created_at_idx" ON "adjudication"("use_case_id", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "external_reviewer_use_case_id_name_key" ON "external_reviewer"("use_case_id", "name");

-- CreateIndex
CREATE INDEX "bulk_decision_use_case_id_id_idx" ON "bulk_decision"("use_case_id", "id");

-- CreateIndex
CREATE INDEX "guideline_proposal_use_case_id_status_id_idx" ON "guideline_proposal"("use_case_id", "status", "id");

-- CreateIndex
CREATE INDEX "webhook_use_case_id_idx" ON "webhook"("use_case_id");

-- CreateIndex
CREATE INDEX "webhook_delivery_webhook_id_id_idx" ON "webhook_delivery"("webhook_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "webhook_delivery_webhook_id_message_id_key" ON "webhook_delivery"("webhook_id", "message_id");

-- AddForeignKey
ALTER TABLE "saved_view" ADD CONSTRAINT "saved_view_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "adjudication" ADD CONSTRAINT "adjudication_use_case_id_fkey" FOREIGN KEY ("use_case_id") REFERENCES "use_case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "adjudication" ADD CONSTRAINT "adjudication_item_id_fkey" FOREIGN KEY ("item_id") REFERENCES "item"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "adjudication" ADD CONSTRAINT "adjudication_review_id_fkey" FOREIGN KEY ("review_id") REFERENCES "review"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "disagreement" ADD CONSTRAINT "disagreement_adjudication_id_fkey" FOREIGN KEY ("adjudication_id") REFERENCES "adjudication"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "disagreement" ADD CONSTRAINT "disagreement_model_version_id_fkey" FOREIGN KEY ("model_version_id") REFERENCES "model_version"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "disagreement" ADD CONSTRAINT "disagreement_policy_id_fkey" FOREIGN KEY ("policy_id") REFERENCES "policy"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "explanation" ADD CONSTRAINT "explanation_prediction_id_fkey" FOREIGN KEY ("prediction_id") REFERENCES "prediction"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "review" ADD CONSTRAINT "review_assigned_to_id_fkey" FOREIGN KEY ("assigned_to_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "review" ADD CONSTRAINT "review_external_reviewer_id_fkey" FOREIGN KEY ("external_reviewer_id") REFERENCES "external_reviewer"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "review" ADD CONSTRAINT "review_bulk_decision_id_fkey" FOREIGN KEY ("bulk_decision_id") REFERENCES "bulk_decision"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "external_reviewer" ADD CONSTRAINT "external_reviewer_use_case_id_fkey" FOREIGN KEY ("use_case_id") REFERENCES "use_case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bulk_decision" ADD CONSTRAINT "bulk_decision_use_case_id_fkey" FOREIGN KEY ("use_case_id") REFERENCES "use_case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bulk_decision" ADD CONSTRAINT "bulk_decision_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "guideline_proposal" ADD CONSTRAINT "guideline_proposal_use_case_id_fkey" FOREIGN KEY ("use_case_id") REFERENCES "use_case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "guideline_proposal" ADD CONSTRAINT "guideline_proposal_item_id_fkey" FOREIGN KEY ("item_id") REFERENCES "item"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "guideline_proposal" ADD CONSTRAINT "guideline_proposal_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "guideline_proposal" ADD CONSTRAINT "guideline_proposal_settled_by_id_fkey" FOREIGN KEY ("settled_by_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook" ADD CONSTRAINT "webhook_use_case_id_fkey" FOREIGN KEY ("use_case_id") REFERENCES "use_case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_delivery" ADD CONSTRAINT "webhook_delivery_webhook_id_fkey" FOREIGN KEY ("webhook_id") REFERENCES "webhook"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma's schema cannot say.

-- Deliveries that are due, soonest first.
CREATE INDEX "webhook_delivery_due" ON "webhook_delivery" ("next_attempt_at") WHERE "next_attempt_at" IS NOT NULL;
CREATE INDEX "webhook_delivery_due_of" ON "webhook_delivery" ("webhook_id", "next_attempt_at") WHERE "next_attempt_at" IS NOT NULL;

-- The queue's order: priority, then what is overdue or due next, then age.
DROP INDEX "review_queue";
CREATE INDEX "review_queue" ON "review" ("use_case_id", "priority" DESC, "due_at", "id") WHERE "status" = 'open';
-- What is put off.
CREATE INDEX "review_deferred" ON "review" ("use_case_id") WHERE "status" = 'open' AND "deferred_until" IS NOT NULL;

-- What is kept for a person.
CREATE INDEX "review_assigned" ON "review" ("assigned_to_id", "use_case_id") WHERE "status" = 'open' AND "assigned_to_id" IS NOT NULL;
CREATE INDEX "review_external" ON "review" ("external_reviewer_id", "item_id") WHERE "external_reviewer_id" IS NOT NULL;
CREATE INDEX "review_bulk" ON "review" ("bulk_decision_id") WHERE "bulk_decision_id" IS NOT NULL;

-- A verdict comes from a person who signs in or from one who works elsewhere.
ALTER TABLE "review" ADD CONSTRAINT "review_one_reviewer" CHECK ("reviewer_id" IS NULL OR "external_reviewer_id" IS NULL);

-- Disagreements that were opened before their filters were kept with them.
UPDATE "disagreement" d SET
  "model_version_id" = p."model_version_id",
  "confidence" = p."confidence"
FROM "prediction" p WHERE p."id" = coalesce(d."challenger_id", d."prediction_id");
UPDATE "disagreement" d SET "policy_id" = i."policy_id" FROM "item" i WHERE i."id" = d."item_id";
UPDATE "disagreement" d SET
  "cost" = coalesce((SELECT max(o."error_cost") FROM "outcome" o WHERE o."use_case_id" = d."use_case_id" AND o."key" IN (
    SELECT "outcome" FROM "prediction" WHERE "id" IN (d."prediction_id", d."challenger_id")
    UNION ALL SELECT "outcome" FROM "review" WHERE "id" IN (d."review_id", d."other_review_id"))), 0),
  "slices" = coalesce((SELECT array_agg(f."key" || '=' || (i."input" ->> f."key") ORDER BY f."position")
    FROM "input_field" f WHERE f."use_case_id" = d."use_case_id" AND f."slice" AND i."input" ->> f."key" IS NOT NULL), '{}')
FROM "item" i WHERE i."id" = d."item_id";

-- The queue of disagreements is read along one of these, or along (use_case_id, status, id).
CREATE INDEX "disagreement_by_kind" ON "disagreement" ("use_case_id", "status", "kind", "id");
CREATE INDEX "disagreement_by_model" ON "disagreement" ("use_case_id", "status", "model_version_id", "id");
CREATE INDEX "disagreement_by_policy" ON "disagreement" ("use_case_id", "status", "policy_id", "id");
