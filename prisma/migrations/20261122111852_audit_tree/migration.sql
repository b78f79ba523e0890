-- CreateEnum
CREATE TYPE "export_status" AS ENUM ('queued', 'running', 'ready', 'failed', 'gone');

-- DropForeignKey
ALTER TABLE "audit_pending" DROP CONSTRAINT "audit_pending_event_id_fkey";

-- CreateTable
CREATE TABLE "audit_leaf" (
    "index" BIGINT NOT NULL,
    "event_id" UUID NOT NULL,
    "leaf_hash" BYTEA NOT NULL,

    CONSTRAINT "audit_leaf_pkey" PRIMARY KEY ("index")
);

-- CreateTable
CREATE TABLE "audit_tile" (
    "level" INTEGER NOT NULL,
    "index" BIGINT NOT NULL,
    "hashes" BYTEA NOT NULL,
    "root" BYTEA NOT NULL,

    CONSTRAINT "audit_tile_pkey" PRIMARY KEY ("level","index")
);

-- CreateTable
CREATE TABLE "audit_key" (
    "id" TEXT NOT NULL,
    "verifier_key" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "audit_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_checkpoint" (
    "size" BIGINT NOT NULL,
    "previous_size" BIGINT NOT NULL,
    "root" BYTEA NOT NULL,
    "note" TEXT NOT NULL,
    "key_id" TEXT NOT NULL,
    "signed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "audit_checkpoint_pkey" PRIMARY KEY ("size")
);

-- CreateTable
CREATE TABLE "audit_anchoring" (
    "id" UUID NOT NULL,
    "size" BIGINT NOT NULL,
    "anchor" TEXT NOT NULL,
    "ok" BOOLEAN NOT NULL,
    "detail" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "audit_anchoring_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_term" (
    "term" TEXT NOT NULL,
    "event_id" UUID NOT NULL,

    CONSTRAINT "audit_term_pkey" PRIMARY KEY ("term","event_id")
);

-- CreateTable
CREATE TABLE "export_job" (
    "id" UUID NOT NULL,
    "requested_by_id" UUID NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "filter" JSONB NOT NULL,
    "status" "export_status" NOT NULL,
    "done" INTEGER NOT NULL DEFAULT 0,
    "total" INTEGER,
    "bytes" BIGINT,
    "sha256" BYTEA,
    "link_hash" BYTEA,
    "link_expires_at" TIMESTAMPTZ(3),
    "fetched_at" TIMESTAMPTZ(3),
    "error" TEXT,

    CONSTRAINT "export_job_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "audit_leaf_event_id_key" ON "audit_leaf"("event_id");

-- CreateIndex
CREATE UNIQUE INDEX "audit_checkpoint_previous_size_key" ON "audit_checkpoint"("previous_size");

-- CreateIndex
CREATE INDEX "audit_anchoring_anchor_id_idx" ON "audit_anchoring"("anchor", "id");

-- CreateIndex
CREATE UNIQUE INDEX "export_job_link_hash_key" ON "export_job"("link_hash");

-- CreateIndex
CREATE INDEX "export_job_requested_by_id_id_idx" ON "export_job"("requested_by_id", "id");

-- CreateIndex
CREATE INDEX "export_job_status_id_idx" ON "export_job"("status", "id");

-- AddForeignKey
ALTER TABLE "audit_leaf" ADD CONSTRAINT "audit_leaf_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "audit_event"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "audit_checkpoint" ADD CONSTRAINT "audit_checkpoint_key_id_fkey" FOREIGN KEY ("key_id") REFERENCES "audit_key"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "audit_anchoring" ADD CONSTRAINT "audit_anchoring_size_fkey" FOREIGN KEY ("size") REFERENCES "audit_checkpoint"("size") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "export_job" ADD CONSTRAINT "export_job_requested_by_id_fkey" FOREIGN KEY ("requested_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma's schema cannot say.

ALTER TABLE "audit_leaf" ADD CONSTRAINT "audit_leaf_index" CHECK ("index" >= 0);
ALTER TABLE "audit_tile" ADD CONSTRAINT "audit_tile_full" CHECK (length("hashes") = 8192 AND length("root") = 32);
ALTER TABLE "audit_checkpoint" ADD CONSTRAINT "audit_checkpoint_grows" CHECK ("size" > "previous_size" AND "previous_size" >= 0);

-- The tree, its checkpoints and their keys are only ever added to.
REVOKE UPDATE, DELETE, TRUNCATE ON "audit_leaf", "audit_tile", "audit_key", "audit_checkpoint", "audit_anchoring", "audit_term"
  FROM countersign_app;

-- An event stops waiting once it has its place in the tree, and not before: the application may only ask for that.
CREATE FUNCTION public.audit_forget_pending(event_ids uuid[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
  DELETE FROM public.audit_pending p USING public.audit_leaf l WHERE p.event_id = ANY(event_ids) AND l.event_id = p.event_id
$$;
REVOKE ALL ON FUNCTION public.audit_forget_pending(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.audit_forget_pending(uuid[]) TO countersign_app;
