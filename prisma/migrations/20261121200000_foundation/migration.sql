-- CreateEnum
CREATE TYPE "role" AS ENUM ('reviewer', 'adjudicator', 'manager', 'auditor');

-- CreateEnum
CREATE TYPE "disagreement_kind" AS ENUM ('model_human', 'human_human', 'champion_challenger');

-- CreateEnum
CREATE TYPE "disagreement_status" AS ENUM ('open', 'settled');

-- CreateEnum
CREATE TYPE "item_status" AS ENUM ('in_review', 'decided');

-- CreateEnum
CREATE TYPE "decided_by" AS ENUM ('model', 'human', 'fallback');

-- CreateEnum
CREATE TYPE "mode" AS ENUM ('human_only', 'shadow', 'ai_assist', 'partial_automation', 'full_automation');

-- CreateEnum
CREATE TYPE "prediction_role" AS ENUM ('champion', 'challenger');

-- CreateEnum
CREATE TYPE "backend" AS ENUM ('onnx', 'supplied');

-- CreateEnum
CREATE TYPE "proposal_status" AS ENUM ('pending', 'approved', 'declined', 'withdrawn', 'outdated');

-- CreateEnum
CREATE TYPE "review_purpose" AS ENUM ('decide', 'second_opinion', 'quality_control', 'adjudicate');

-- CreateEnum
CREATE TYPE "review_status" AS ENUM ('open', 'answered', 'settled', 'cancelled');

-- CreateEnum
CREATE TYPE "reveal" AS ENUM ('before', 'after', 'never');

-- CreateEnum
CREATE TYPE "use_case_kind" AS ENUM ('classification', 'regression');

-- CreateEnum
CREATE TYPE "field_kind" AS ENUM ('text', 'long_text', 'number', 'integer', 'boolean', 'category', 'datetime', 'image');

-- CreateEnum
CREATE TYPE "unit" AS ENUM ('item', 'entity');

-- CreateTable
CREATE TABLE "user" (
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "password_hash" TEXT,
    "is_admin" BOOLEAN NOT NULL DEFAULT false,
    "is_simulated" BOOLEAN NOT NULL DEFAULT false,
    "session_version" INTEGER NOT NULL DEFAULT 1,
    "disabled_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "membership" (
    "user_id" UUID NOT NULL,
    "use_case_id" UUID NOT NULL,
    "role" "role" NOT NULL,

    CONSTRAINT "membership_pkey" PRIMARY KEY ("user_id","use_case_id","role")
);

-- CreateTable
CREATE TABLE "api_key" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "key_sha256" BYTEA NOT NULL,
    "scopes" TEXT[],
    "requests_per_minute" INTEGER,
    "created_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_key_window" (
    "api_key_id" UUID NOT NULL,
    "minute" TIMESTAMPTZ(0) NOT NULL,
    "requests" INTEGER NOT NULL,

    CONSTRAINT "api_key_window_pkey" PRIMARY KEY ("api_key_id","minute")
);

-- CreateTable
CREATE TABLE "sign_in_window" (
    "subject" BYTEA NOT NULL,
    "window" TIMESTAMPTZ(0) NOT NULL,
    "failures" INTEGER NOT NULL,

    CONSTRAINT "sign_in_window_pkey" PRIMARY KEY ("subject","window")
);

-- CreateTable
CREATE TABLE "audit_event" (
    "id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "use_case_id" UUID,
    "subject_type" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "subject_seq" INTEGER NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "leaf_hash" BYTEA NOT NULL,
    "envelope" BYTEA NOT NULL,

    CONSTRAINT "audit_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_pending" (
    "event_id" UUID NOT NULL,

    CONSTRAINT "audit_pending_pkey" PRIMARY KEY ("event_id")
);

-- CreateTable
CREATE TABLE "disagreement" (
    "id" UUID NOT NULL,
    "use_case_id" UUID NOT NULL,
    "item_id" UUID NOT NULL,
    "kind" "disagreement_kind" NOT NULL,
    "status" "disagreement_status" NOT NULL DEFAULT 'open',
    "prediction_id" UUID,
    "review_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "disagreement_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "item" (
    "id" UUID NOT NULL,
    "use_case_id" UUID NOT NULL,
    "external_id" TEXT NOT NULL,
    "input" JSONB NOT NULL,
    "unlisted" TEXT[],
    "body_sha256" BYTEA NOT NULL,
    "input_salt" BYTEA NOT NULL,
    "entity_key" TEXT,
    "tags" TEXT[],
    "simulated" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "route" JSONB NOT NULL,
    "mode" "mode" NOT NULL,
    "policy_id" UUID NOT NULL,
    "model_version_id" UUID,
    "status" "item_status" NOT NULL,
    "outcome" TEXT,
    "value" DOUBLE PRECISION,
    "decided_by" "decided_by",
    "decided_at" TIMESTAMPTZ(3),

    CONSTRAINT "item_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "prediction" (
    "id" UUID NOT NULL,
    "item_id" UUID NOT NULL,
    "model_version_id" UUID NOT NULL,
    "role" "prediction_role" NOT NULL,
    "supplied" BOOLEAN NOT NULL DEFAULT false,
    "outcome" TEXT,
    "scores" JSONB,
    "value" DOUBLE PRECISION,
    "spread" DOUBLE PRECISION,
    "confidence" DOUBLE PRECISION,
    "failure" JSONB,
    "latency_ms" DOUBLE PRECISION NOT NULL,
    "runtime" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "prediction_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "decision" (
    "id" UUID NOT NULL,
    "item_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "outcome" TEXT,
    "value" DOUBLE PRECISION,
    "decided_by" "decided_by" NOT NULL,
    "policy_id" UUID NOT NULL,
    "prediction_id" UUID,
    "review_id" UUID,
    "decided_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "decision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "model_artifact" (
    "sha256" BYTEA NOT NULL,
    "bytes" BYTEA NOT NULL,
    "size" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "model_artifact_pkey" PRIMARY KEY ("sha256")
);

-- CreateTable
CREATE TABLE "model_version" (
    "id" UUID NOT NULL,
    "use_case_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "backend" "backend" NOT NULL,
    "artifact_sha256" BYTEA,
    "mapping" JSONB,
    "signature" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "model_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "policy" (
    "id" UUID NOT NULL,
    "use_case_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "settings" JSONB NOT NULL,
    "sha256" BYTEA NOT NULL,
    "reason" TEXT NOT NULL,
    "author_id" UUID,
    "author_name" TEXT NOT NULL,
    "approved_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "replaced_at" TIMESTAMPTZ(3),

    CONSTRAINT "policy_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "policy_change" (
    "id" UUID NOT NULL,
    "use_case_id" UUID NOT NULL,
    "base_policy_id" UUID NOT NULL,
    "settings" JSONB NOT NULL,
    "reason" TEXT NOT NULL,
    "status" "proposal_status" NOT NULL DEFAULT 'pending',
    "author_id" UUID,
    "author_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "settled_by_id" UUID,
    "settled_at" TIMESTAMPTZ(3),
    "settled_note" TEXT,
    "policy_id" UUID,

    CONSTRAINT "policy_change_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "review" (
    "id" UUID NOT NULL,
    "item_id" UUID NOT NULL,
    "use_case_id" UUID NOT NULL,
    "purpose" "review_purpose" NOT NULL,
    "status" "review_status" NOT NULL DEFAULT 'open',
    "reveal" "reveal" NOT NULL,
    "priority" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "reviewer_id" UUID,
    "claimed_at" TIMESTAMPTZ(3),
    "lease_until" TIMESTAMPTZ(3),
    "draft" JSONB,
    "suggestion_shown_at" TIMESTAMPTZ(3),
    "first_outcome" TEXT,
    "first_value" DOUBLE PRECISION,
    "first_answered_at" TIMESTAMPTZ(3),
    "outcome" TEXT,
    "value" DOUBLE PRECISION,
    "note" TEXT,
    "note_salt" BYTEA,
    "answered_at" TIMESTAMPTZ(3),
    "undo_until" TIMESTAMPTZ(3),
    "settled_at" TIMESTAMPTZ(3),
    "seconds_spent" DOUBLE PRECISION,
    "simulated" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "review_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "review_skip" (
    "review_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "reason" TEXT NOT NULL DEFAULT '',
    "skipped_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "review_skip_pkey" PRIMARY KEY ("review_id","user_id")
);

-- CreateTable
CREATE TABLE "use_case" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" "use_case_kind" NOT NULL,
    "guideline" TEXT NOT NULL DEFAULT '',
    "second_person_to_raise" BOOLEAN NOT NULL DEFAULT true,
    "unit" "unit" NOT NULL DEFAULT 'item',
    "review_cost" DOUBLE PRECISION,
    "target_unit" TEXT,
    "target_tolerance" DOUBLE PRECISION,
    "target_min" DOUBLE PRECISION,
    "target_max" DOUBLE PRECISION,
    "definition_version" INTEGER NOT NULL DEFAULT 1,
    "policy_id" UUID,
    "halted_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "use_case_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "input_field" (
    "id" UUID NOT NULL,
    "use_case_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "help" TEXT NOT NULL DEFAULT '',
    "kind" "field_kind" NOT NULL,
    "required" BOOLEAN NOT NULL DEFAULT false,
    "position" INTEGER NOT NULL,
    "unit" TEXT,
    "min" DOUBLE PRECISION,
    "max" DOUBLE PRECISION,
    "categories" TEXT[],
    "open" BOOLEAN NOT NULL DEFAULT false,
    "slice" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "input_field_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outcome" (
    "id" UUID NOT NULL,
    "use_case_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "colour" TEXT NOT NULL,
    "hotkey" TEXT NOT NULL,
    "error_cost" DOUBLE PRECISION NOT NULL DEFAULT 1,
    "position" INTEGER NOT NULL,

    CONSTRAINT "outcome_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "user_email_key" ON "user"("email");

-- CreateIndex
CREATE INDEX "membership_use_case_id_idx" ON "membership"("use_case_id");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_key_sha256_key" ON "api_key"("key_sha256");

-- CreateIndex
CREATE INDEX "audit_event_use_case_id_id_idx" ON "audit_event"("use_case_id", "id");

-- CreateIndex
CREATE INDEX "audit_event_actor_id_id_idx" ON "audit_event"("actor_id", "id");

-- CreateIndex
CREATE INDEX "audit_event_use_case_id_type_id_idx" ON "audit_event"("use_case_id", "type", "id");

-- CreateIndex
CREATE UNIQUE INDEX "audit_event_subject_type_subject_id_subject_seq_key" ON "audit_event"("subject_type", "subject_id", "subject_seq");

-- CreateIndex
CREATE INDEX "disagreement_use_case_id_status_id_idx" ON "disagreement"("use_case_id", "status", "id");

-- CreateIndex
CREATE INDEX "disagreement_item_id_idx" ON "disagreement"("item_id");

-- CreateIndex
CREATE UNIQUE INDEX "disagreement_review_id_prediction_id_key" ON "disagreement"("review_id", "prediction_id");

-- CreateIndex
CREATE INDEX "item_use_case_id_id_idx" ON "item"("use_case_id", "id");

-- CreateIndex
CREATE INDEX "item_use_case_id_status_decided_by_outcome_mode_id_idx" ON "item"("use_case_id", "status", "decided_by", "outcome", "mode", "id");

-- CreateIndex
CREATE UNIQUE INDEX "item_use_case_id_external_id_key" ON "item"("use_case_id", "external_id");

-- CreateIndex
CREATE UNIQUE INDEX "prediction_item_id_model_version_id_key" ON "prediction"("item_id", "model_version_id");

-- CreateIndex
CREATE UNIQUE INDEX "decision_item_id_seq_key" ON "decision"("item_id", "seq");

-- CreateIndex
CREATE UNIQUE INDEX "model_version_use_case_id_version_key" ON "model_version"("use_case_id", "version");

-- CreateIndex
CREATE UNIQUE INDEX "policy_use_case_id_version_key" ON "policy"("use_case_id", "version");

-- CreateIndex
CREATE UNIQUE INDEX "policy_change_policy_id_key" ON "policy_change"("policy_id");

-- CreateIndex
CREATE INDEX "policy_change_use_case_id_status_idx" ON "policy_change"("use_case_id", "status");

-- CreateIndex
CREATE INDEX "review_item_id_idx" ON "review"("item_id");

-- CreateIndex
CREATE INDEX "review_reviewer_id_answered_at_idx" ON "review"("reviewer_id", "answered_at");

-- CreateIndex
CREATE INDEX "review_skip_user_id_idx" ON "review_skip"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "use_case_slug_key" ON "use_case"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "use_case_policy_id_key" ON "use_case"("policy_id");

-- CreateIndex
CREATE UNIQUE INDEX "input_field_use_case_id_key_key" ON "input_field"("use_case_id", "key");

-- CreateIndex
CREATE UNIQUE INDEX "outcome_use_case_id_key_key" ON "outcome"("use_case_id", "key");

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_use_case_id_fkey" FOREIGN KEY ("use_case_id") REFERENCES "use_case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_key_window" ADD CONSTRAINT "api_key_window_api_key_id_fkey" FOREIGN KEY ("api_key_id") REFERENCES "api_key"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "audit_pending" ADD CONSTRAINT "audit_pending_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "audit_event"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "disagreement" ADD CONSTRAINT "disagreement_use_case_id_fkey" FOREIGN KEY ("use_case_id") REFERENCES "use_case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "disagreement" ADD CONSTRAINT "disagreement_item_id_fkey" FOREIGN KEY ("item_id") REFERENCES "item"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "disagreement" ADD CONSTRAINT "disagreement_prediction_id_fkey" FOREIGN KEY ("prediction_id") REFERENCES "prediction"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "disagreement" ADD CONSTRAINT "disagreement_review_id_fkey" FOREIGN KEY ("review_id") REFERENCES "review"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "item" ADD CONSTRAINT "item_use_case_id_fkey" FOREIGN KEY ("use_case_id") REFERENCES "use_case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "item" ADD CONSTRAINT "item_policy_id_fkey" FOREIGN KEY ("policy_id") REFERENCES "policy"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "item" ADD CONSTRAINT "item_model_version_id_fkey" FOREIGN KEY ("model_version_id") REFERENCES "model_version"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "prediction" ADD CONSTRAINT "prediction_item_id_fkey" FOREIGN KEY ("item_id") REFERENCES "item"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "prediction" ADD CONSTRAINT "prediction_model_version_id_fkey" FOREIGN KEY ("model_version_id") REFERENCES "model_version"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "decision" ADD CONSTRAINT "decision_item_id_fkey" FOREIGN KEY ("item_id") REFERENCES "item"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "decision" ADD CONSTRAINT "decision_policy_id_fkey" FOREIGN KEY ("policy_id") REFERENCES "policy"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "decision" ADD CONSTRAINT "decision_prediction_id_fkey" FOREIGN KEY ("prediction_id") REFERENCES "prediction"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "decision" ADD CONSTRAINT "decision_review_id_fkey" FOREIGN KEY ("review_id") REFERENCES "review"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "model_version" ADD CONSTRAINT "model_version_use_case_id_fkey" FOREIGN KEY ("use_case_id") REFERENCES "use_case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "model_version" ADD CONSTRAINT "model_version_artifact_sha256_fkey" FOREIGN KEY ("artifact_sha256") REFERENCES "model_artifact"("sha256") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "policy" ADD CONSTRAINT "policy_use_case_id_fkey" FOREIGN KEY ("use_case_id") REFERENCES "use_case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "policy" ADD CONSTRAINT "policy_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "policy" ADD CONSTRAINT "policy_approved_by_id_fkey" FOREIGN KEY ("approved_by_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "policy_change" ADD CONSTRAINT "policy_change_use_case_id_fkey" FOREIGN KEY ("use_case_id") REFERENCES "use_case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "policy_change" ADD CONSTRAINT "policy_change_base_policy_id_fkey" FOREIGN KEY ("base_policy_id") REFERENCES "policy"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "policy_change" ADD CONSTRAINT "policy_change_policy_id_fkey" FOREIGN KEY ("policy_id") REFERENCES "policy"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "policy_change" ADD CONSTRAINT "policy_change_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "policy_change" ADD CONSTRAINT "policy_change_settled_by_id_fkey" FOREIGN KEY ("settled_by_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "review" ADD CONSTRAINT "review_item_id_fkey" FOREIGN KEY ("item_id") REFERENCES "item"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "review" ADD CONSTRAINT "review_use_case_id_fkey" FOREIGN KEY ("use_case_id") REFERENCES "use_case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "review" ADD CONSTRAINT "review_reviewer_id_fkey" FOREIGN KEY ("reviewer_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "review_skip" ADD CONSTRAINT "review_skip_review_id_fkey" FOREIGN KEY ("review_id") REFERENCES "review"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "review_skip" ADD CONSTRAINT "review_skip_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "use_case" ADD CONSTRAINT "use_case_policy_id_fkey" FOREIGN KEY ("policy_id") REFERENCES "policy"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "input_field" ADD CONSTRAINT "input_field_use_case_id_fkey" FOREIGN KEY ("use_case_id") REFERENCES "use_case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "outcome" ADD CONSTRAINT "outcome_use_case_id_fkey" FOREIGN KEY ("use_case_id") REFERENCES "use_case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma's schema cannot say.

-- The desk's queue: what is open, most urgent first.
CREATE INDEX "review_queue" ON "review" ("use_case_id", "priority" DESC, "id") WHERE "status" = 'open';

-- A person's live claims.
CREATE INDEX "review_claim" ON "review" ("reviewer_id", "use_case_id") WHERE "status" = 'open';

-- Verdicts that wait for their undo window to close.
CREATE INDEX "review_undo" ON "review" ("undo_until") WHERE "status" = 'answered';

-- Final verdicts, newest first: how people and model agree.
CREATE INDEX "review_settled" ON "review" ("use_case_id", "settled_at") WHERE "status" = 'settled';

-- Predictions that failed, newest first: what goes wrong with a model lately.
CREATE INDEX "prediction_failed" ON "prediction" ("model_version_id", "id") WHERE "failure" IS NOT NULL;

-- External ids by prefix, whatever the database's collation.
CREATE INDEX "item_external_id_prefix" ON "item" ("use_case_id", "external_id" text_pattern_ops);

-- Items that the engine could not automate though it was meant to: lost coverage.
CREATE INDEX "item_fallback" ON "item" ("use_case_id", "status", "decided_by", "outcome", "mode", "id") WHERE ("route" ->> 'fallback') = 'true';

-- One proposal waits at a time.
CREATE UNIQUE INDEX "policy_change_pending" ON "policy_change" ("use_case_id") WHERE "status" = 'pending';

ALTER TABLE "prediction" ADD CONSTRAINT "prediction_confidence" CHECK ("confidence" BETWEEN 0 AND 1);
ALTER TABLE "item" ADD CONSTRAINT "item_decided" CHECK (("status" = 'decided') = ("decided_by" IS NOT NULL AND "decided_at" IS NOT NULL));
ALTER TABLE "item" ADD CONSTRAINT "item_undecided" CHECK ("status" = 'decided' OR ("outcome" IS NULL AND "value" IS NULL));
ALTER TABLE "decision" ADD CONSTRAINT "decision_answer" CHECK (("outcome" IS NULL) <> ("value" IS NULL));

-- Model files do not shrink, and are read a slice at a time.
ALTER TABLE "model_artifact" ALTER COLUMN "bytes" SET STORAGE EXTERNAL;

-- Counters: a crash may forget them.
ALTER TABLE "api_key_window" SET UNLOGGED;
ALTER TABLE "sign_in_window" SET UNLOGGED;

-- The log is only ever added to.
REVOKE UPDATE, DELETE, TRUNCATE ON "audit_event" FROM countersign_app;
REVOKE UPDATE, DELETE, TRUNCATE ON "audit_pending" FROM countersign_app;
-- Records that are only ever added to, too.
REVOKE UPDATE, DELETE, TRUNCATE ON "prediction", "decision", "model_artifact", "model_version" FROM countersign_app;
