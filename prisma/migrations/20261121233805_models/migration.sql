-- AlterEnum
-- This migration adds more than one value to an enum.
-- With PostgreSQL versions 11 and earlier, this is not possible
-- in a single migration. This can be worked around by creating
-- multiple migrations, each migration adding only one value to
-- the enum.


ALTER TYPE "backend" ADD VALUE 'open_inference';
ALTER TYPE "backend" ADD VALUE 'tensorflow_serving';
ALTER TYPE "backend" ADD VALUE 'torchserve';

-- AlterTable
ALTER TABLE "disagreement" ADD COLUMN     "challenger_id" UUID;

-- AlterTable
ALTER TABLE "model_version" ADD COLUMN     "author_id" UUID,
ADD COLUMN     "author_name" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "endpoint" JSONB,
ADD COLUMN     "file_name" TEXT,
ADD COLUMN     "original_sha256" BYTEA,
ADD COLUMN     "repairs" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "secrets" BYTEA;

-- CreateTable
CREATE TABLE "model_artifact_part" (
    "sha256" BYTEA NOT NULL,
    "part" INTEGER NOT NULL,
    "bytes" BYTEA NOT NULL,

    CONSTRAINT "model_artifact_part_pkey" PRIMARY KEY ("sha256","part")
);

-- Files that are there already move into parts.
INSERT INTO "model_artifact_part" ("sha256", "part", "bytes")
SELECT a."sha256", p.part, substring(a."bytes" FROM p.part * 4194304 + 1 FOR 4194304)
FROM "model_artifact" a CROSS JOIN LATERAL generate_series(0, (a."size" - 1) / 4194304) AS p(part);
ALTER TABLE "model_artifact" DROP COLUMN "bytes";

-- CreateTable
CREATE TABLE "model_draft" (
    "id" UUID NOT NULL,
    "use_case_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "file_name" TEXT,
    "artifact_sha256" BYTEA,
    "original_sha256" BYTEA,
    "repairs" JSONB NOT NULL DEFAULT '[]',
    "signature" JSONB NOT NULL,
    "proposal" JSONB NOT NULL,
    "reference" JSONB,
    "author_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "model_draft_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "training_reference" (
    "model_version_id" UUID NOT NULL,
    "rows" INTEGER NOT NULL,
    "statistics" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "training_reference_pkey" PRIMARY KEY ("model_version_id")
);

-- CreateIndex
CREATE INDEX "model_draft_use_case_id_id_idx" ON "model_draft"("use_case_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "disagreement_challenger_id_key" ON "disagreement"("challenger_id");

-- AddForeignKey
ALTER TABLE "disagreement" ADD CONSTRAINT "disagreement_challenger_id_fkey" FOREIGN KEY ("challenger_id") REFERENCES "prediction"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "model_artifact_part" ADD CONSTRAINT "model_artifact_part_sha256_fkey" FOREIGN KEY ("sha256") REFERENCES "model_artifact"("sha256") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "model_draft" ADD CONSTRAINT "model_draft_use_case_id_fkey" FOREIGN KEY ("use_case_id") REFERENCES "use_case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "model_draft" ADD CONSTRAINT "model_draft_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "model_draft" ADD CONSTRAINT "model_draft_artifact_sha256_fkey" FOREIGN KEY ("artifact_sha256") REFERENCES "model_artifact"("sha256") ON DELETE RESTRICT ON UPDATE CASCADE;

-- A file that a model version needs cannot go.
ALTER TABLE "model_version" DROP CONSTRAINT "model_version_artifact_sha256_fkey";
ALTER TABLE "model_version" ADD CONSTRAINT "model_version_artifact_sha256_fkey" FOREIGN KEY ("artifact_sha256") REFERENCES "model_artifact"("sha256") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "model_version" ADD CONSTRAINT "model_version_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "training_reference" ADD CONSTRAINT "training_reference_model_version_id_fkey" FOREIGN KEY ("model_version_id") REFERENCES "model_version"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma's schema cannot say.

-- Model files do not shrink.
ALTER TABLE "model_artifact_part" ALTER COLUMN "bytes" SET STORAGE EXTERNAL;

-- Files are never changed; those of drafts that nobody confirmed are removed.
REVOKE UPDATE, TRUNCATE ON "model_artifact", "model_artifact_part" FROM countersign_app;
GRANT DELETE ON "model_artifact" TO countersign_app;
REVOKE UPDATE, DELETE, TRUNCATE ON "training_reference" FROM countersign_app;
