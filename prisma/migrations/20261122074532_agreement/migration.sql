-- CreateEnum
CREATE TYPE "agreement_kind" AS ENUM ('model', 'people', 'truth', 'pace');

-- CreateTable
CREATE TABLE "agreement_pending" (
    "id" UUID NOT NULL,
    "item_id" UUID NOT NULL,

    CONSTRAINT "agreement_pending_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "agreement_item" (
    "item_id" UUID NOT NULL,
    "use_case_id" UUID NOT NULL,
    "cells" JSONB NOT NULL,
    "model_version_id" UUID,
    "measure" TEXT,
    "predicted" TEXT,
    "answered" TEXT,
    "predicted_value" DOUBLE PRECISION,
    "answered_value" DOUBLE PRECISION,
    "values" DOUBLE PRECISION[],

    CONSTRAINT "agreement_item_pkey" PRIMARY KEY ("item_id")
);

-- CreateTable
CREATE TABLE "agreement_cell" (
    "use_case_id" UUID NOT NULL,
    "kind" "agreement_kind" NOT NULL,
    "day" DATE NOT NULL,
    "subject_id" UUID NOT NULL,
    "measure" TEXT NOT NULL,
    "band" INTEGER NOT NULL,
    "one" TEXT NOT NULL,
    "two" TEXT NOT NULL,
    "three" TEXT NOT NULL,
    "n" INTEGER NOT NULL,

    CONSTRAINT "agreement_cell_pkey" PRIMARY KEY ("use_case_id","kind","day","subject_id","measure","band","one","two","three")
);

-- CreateIndex
CREATE INDEX "agreement_item_use_case_id_predicted_answered_item_id_idx" ON "agreement_item"("use_case_id", "predicted", "answered", "item_id");

-- AddForeignKey
ALTER TABLE "agreement_pending" ADD CONSTRAINT "agreement_pending_item_id_fkey" FOREIGN KEY ("item_id") REFERENCES "item"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agreement_item" ADD CONSTRAINT "agreement_item_item_id_fkey" FOREIGN KEY ("item_id") REFERENCES "item"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agreement_item" ADD CONSTRAINT "agreement_item_use_case_id_fkey" FOREIGN KEY ("use_case_id") REFERENCES "use_case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agreement_cell" ADD CONSTRAINT "agreement_cell_use_case_id_fkey" FOREIGN KEY ("use_case_id") REFERENCES "use_case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma's schema cannot say.

-- Every item with a final verdict is counted, by the worker.
INSERT INTO "agreement_pending" ("id", "item_id")
SELECT gen_random_uuid(), "item_id" FROM "review" WHERE "status" = 'settled' GROUP BY "item_id";
