-- CreateEnum
CREATE TYPE "erasure_kind" AS ENUM ('item', 'entity', 'user', 'external_reviewer');

-- CreateEnum
CREATE TYPE "erasure_status" AS ENUM ('pending', 'approved', 'done', 'declined', 'withdrawn');

-- AlterTable
ALTER TABLE "item" ADD COLUMN     "erased_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "use_case" ADD COLUMN     "erase_months" INTEGER,
ADD COLUMN     "erased_before" TIMESTAMPTZ(3),
ADD COLUMN     "held_at" TIMESTAMPTZ(3),
ADD COLUMN     "held_by" TEXT,
ADD COLUMN     "hold_reason" TEXT,
ADD COLUMN     "keep_months" INTEGER NOT NULL DEFAULT 6;

-- AlterTable
ALTER TABLE "user" ADD COLUMN     "erased_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "erasure" (
    "id" UUID NOT NULL,
    "kind" "erasure_kind" NOT NULL,
    "status" "erasure_status" NOT NULL DEFAULT 'pending',
    "use_case_id" UUID,
    "item_id" UUID,
    "entity_key" TEXT,
    "user_id" UUID,
    "external_reviewer_id" UUID,
    "legal_basis" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "author_id" UUID,
    "author_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "settled_by_id" UUID,
    "settled_at" TIMESTAMPTZ(3),
    "settled_note" TEXT,
    "items" INTEGER NOT NULL DEFAULT 0,
    "done_at" TIMESTAMPTZ(3),

    CONSTRAINT "erasure_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "erasure_use_case_id_status_id_idx" ON "erasure"("use_case_id", "status", "id");

-- CreateIndex
CREATE INDEX "erasure_status_id_idx" ON "erasure"("status", "id");

-- AddForeignKey
ALTER TABLE "erasure" ADD CONSTRAINT "erasure_use_case_id_fkey" FOREIGN KEY ("use_case_id") REFERENCES "use_case"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "erasure" ADD CONSTRAINT "erasure_item_id_fkey" FOREIGN KEY ("item_id") REFERENCES "item"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "erasure" ADD CONSTRAINT "erasure_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "erasure" ADD CONSTRAINT "erasure_external_reviewer_id_fkey" FOREIGN KEY ("external_reviewer_id") REFERENCES "external_reviewer"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "erasure" ADD CONSTRAINT "erasure_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "erasure" ADD CONSTRAINT "erasure_settled_by_id_fkey" FOREIGN KEY ("settled_by_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- The law asks for six months at least; the longest time never ends before the shortest.
ALTER TABLE "use_case" ADD CONSTRAINT "use_case_keep_months" CHECK ("keep_months" >= 6);
ALTER TABLE "use_case" ADD CONSTRAINT "use_case_erase_months" CHECK ("erase_months" >= "keep_months");
ALTER TABLE "use_case" ADD CONSTRAINT "use_case_held" CHECK (("held_at" IS NULL) = ("held_by" IS NULL) AND ("held_at" IS NULL) = ("hold_reason" IS NULL));

-- What is erased has neither value nor salt.
ALTER TABLE "item" ADD CONSTRAINT "item_erased" CHECK ("erased_at" IS NULL OR ("input" = '{}'::jsonb AND "input_salt" = ''::bytea));

-- Nobody is the second person for a request of their own.
ALTER TABLE "erasure" ADD CONSTRAINT "erasure_second_person" CHECK ("status" NOT IN ('approved', 'done') OR "author_id" IS NULL OR "settled_by_id" <> "author_id");
ALTER TABLE "erasure" ADD CONSTRAINT "erasure_settled" CHECK (("status" = 'pending') = ("settled_at" IS NULL));

-- The items of an entity. Those without one cost nothing.
CREATE INDEX "item_entity" ON "item" ("use_case_id", "entity_key") WHERE "entity_key" IS NOT NULL;

-- Predictions and model versions are records that the application cannot change. What may stand in them of an input that is
-- erased, or of a person, goes by these only: a model server's message, and the name of a key that added a model.
CREATE FUNCTION public.erase_prediction_messages(item_ids uuid[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
  UPDATE public.prediction p SET failure = jsonb_set(p.failure, '{message}', '"Erased"')
  FROM public.item i
  WHERE p.item_id = ANY(item_ids) AND p.failure IS NOT NULL AND i.id = p.item_id AND i.erased_at IS NOT NULL
$$;
REVOKE ALL ON FUNCTION public.erase_prediction_messages(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.erase_prediction_messages(uuid[]) TO countersign_app;

CREATE FUNCTION public.erase_model_authors(key_names text[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
  UPDATE public.model_version m SET author_name = 'Erased key'
  FROM public.api_key k JOIN public."user" u ON u.id = k.created_by_id
  WHERE k.name = ANY(key_names) AND u.erased_at IS NOT NULL AND m.author_name = k.name AND m.author_id IS NULL
$$;
REVOKE ALL ON FUNCTION public.erase_model_authors(text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.erase_model_authors(text[]) TO countersign_app;
