import "server-only";
import { lockExclusive } from "@/lib/platform/advisory-lock";
import { database, type Prisma, type Transaction } from "@/lib/platform/database";
import { type Cell, type ComparedItem, type Contribution, contributionOf } from "@/lib/reports/agreement-cells";

/**
 * Counts items anew that were marked for it, at most `limit`, and moves the counts of the agreement pages by what that
 * changes. What an item added last is kept with it: so whatever happens to it, and however often it is counted, it stands
 * in the counts once. They are derived from what is on record, so this needs no event. One at a time, on any worker.
 * Answers whether there may be more.
 */
export async function countAgreement(limit = 2_000): Promise<boolean> {
  const taken = await database.$transaction(async (tx) => {
    await lockExclusive(tx, "count-agreement");
    const marks = await tx.agreementPending.findMany({ orderBy: { id: "asc" }, take: limit });
    if (marks.length === 0) return 0;
    const itemIds = [...new Set(marks.map(({ itemId }) => itemId))];
    const items = await readComparedItems(tx, itemIds);
    const rows = await tx.agreementItem.findMany({
      where: { itemId: { in: itemIds } },
      select: { itemId: true, cells: true },
    });
    const before = new Map(rows.map(({ itemId, cells }) => [itemId, cells as unknown as Cell[]]));
    const counted = items.map((item) => ({ ...item, ...contributionOf(item) }));
    await writeItems(tx, counted);
    await moveCells(
      tx,
      counted.flatMap((item) => [...stepsOf(item, before.get(item.id) ?? [], -1), ...stepsOf(item, item.cells, 1)]),
    );
    await tx.agreementPending.deleteMany({ where: { id: { in: marks.map(({ id }) => id) } } });
    return marks.length;
  });
  return taken === limit;
}

/** When an item arrived, as a day in UTC: what it adds stays there, whenever it is answered. */
interface DatedItem extends ComparedItem {
  day: string;
}

/** The first prediction is taken from a list of them: with LIMIT the planner may walk all predictions in their order. */
function readComparedItems(tx: Transaction, itemIds: readonly string[]): Promise<DatedItem[]> {
  return tx.$queryRaw<DatedItem[]>`
    SELECT i.id, i.use_case_id AS "useCaseId", to_char(i.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day,
           coalesce(u.target_tolerance, 0) AS tolerance,
           (SELECT json_agg(json_build_object('modelVersionId', p.model_version_id, 'outcome', p.outcome, 'value', p.value,
                                              'confidence', p.confidence) ORDER BY p.id) -> 0
            FROM prediction p WHERE p.item_id = i.id AND p.role = 'champion' AND p.failure IS NULL) AS champion,
           coalesce((SELECT json_agg(json_build_object(
              'id', r.id, 'purpose', r.purpose, 'reviewerId', coalesce(r.reviewer_id, r.external_reviewer_id),
              'seconds', r.seconds_spent, 'shown', r.suggestion_shown_at IS NOT NULL,
              'first', CASE WHEN r.first_answered_at IS NOT NULL AND coalesce(r.first_outcome, r.first_value::text) IS NOT NULL
                THEN json_build_object('outcome', r.first_outcome, 'value', r.first_value) END,
              'outcome', r.outcome, 'value', r.value) ORDER BY r.id)
            FROM review r WHERE r.item_id = i.id AND r.status = 'settled'), '[]') AS reviews
    FROM item i JOIN use_case u ON u.id = i.use_case_id
    WHERE i.id IN (SELECT jsonb_array_elements_text(${JSON.stringify(itemIds)}::jsonb)::uuid)`;
}

type Counted = DatedItem & Contribution;

async function writeItems(tx: Transaction, counted: readonly Counted[]): Promise<void> {
  const rows = counted.map(({ id, useCaseId, cells, compared, values }) => ({
    item: id,
    use_case: useCaseId,
    cells: cells satisfies Cell[] as unknown as Prisma.InputJsonArray,
    model: compared?.modelVersionId ?? null,
    measure: compared?.measure ?? null,
    predicted: compared?.predicted.outcome ?? null,
    answered: compared?.answered.outcome ?? null,
    predicted_value: compared?.predicted.value ?? null,
    answered_value: compared?.answered.value ?? null,
    values,
  }));
  await tx.$executeRaw`
    INSERT INTO agreement_item (item_id, use_case_id, cells, model_version_id, measure, predicted, answered,
                                predicted_value, answered_value, "values")
    SELECT item, use_case, cells, model, measure, predicted, answered, predicted_value, answered_value,
           ARRAY(SELECT jsonb_array_elements_text("values")::float8)
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(
      item uuid, use_case uuid, cells jsonb, model uuid, measure text, predicted text, answered text,
      predicted_value float8, answered_value float8, "values" jsonb)
    ON CONFLICT (item_id) DO UPDATE SET
      cells = excluded.cells, model_version_id = excluded.model_version_id, measure = excluded.measure,
      predicted = excluded.predicted, answered = excluded.answered, predicted_value = excluded.predicted_value,
      answered_value = excluded.answered_value, "values" = excluded."values"`;
}

interface Step extends Cell {
  useCaseId: string;
  day: string;
  n: number;
}

function stepsOf({ useCaseId, day }: DatedItem, cells: readonly Cell[], n: number): Step[] {
  return cells.map((cell) => ({ ...cell, useCaseId, day, n }));
}

async function moveCells(tx: Transaction, steps: readonly Step[]): Promise<void> {
  const sums = new Map<string, Step>();
  for (const step of steps) {
    const { useCaseId, day, kind, subjectId, measure, band, one, two, three } = step;
    const key = JSON.stringify([useCaseId, day, kind, subjectId, measure, band, one, two, three]);
    const sum = sums.get(key);
    if (sum === undefined) sums.set(key, { ...step });
    else sum.n += step.n;
  }
  const moved = [...sums.values()].filter(({ n }) => n !== 0);
  if (moved.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO agreement_cell (use_case_id, kind, day, subject_id, measure, band, one, two, three, n)
    SELECT "useCaseId", kind::agreement_kind, day, "subjectId", measure, band, one, two, three, n
    FROM jsonb_to_recordset(${JSON.stringify(moved)}::jsonb) AS r(
      "useCaseId" uuid, kind text, day date, "subjectId" uuid, measure text, band int, one text, two text, three text, n int)
    ON CONFLICT (use_case_id, kind, day, subject_id, measure, band, one, two, three)
    DO UPDATE SET n = agreement_cell.n + excluded.n`;
}
