import "server-only";
import type { UserActor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { checkInput } from "@/lib/command";
import { matchVerdictColumns } from "@/lib/items/match-verdict-columns";
import { parseVerdict } from "@/lib/items/parse-verdict";
import { readVerdictPart } from "@/lib/items/read-verdict-part";
import { readVerdictRows } from "@/lib/items/read-verdict-rows";
import { rowProblem } from "@/lib/items/row-problem";
import { saysTheSame } from "@/lib/items/says-the-same";
import { type VerdictPart, verdictHeadSchema, verdictPartSchema } from "@/lib/items/verdict-file-schema";
import type { PartPreview, RowProblem, VerdictHead } from "@/lib/items/verdict-file-view";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { AppError } from "@/lib/platform/errors";
import { findUseCase } from "@/lib/use-cases/use-case-query";

/** Rows of a file that are shown for choosing its columns. */
const rowsShown = 5;

/** The columns of a file of verdicts, what each seems to hold, and its first rows. Throws `invalid_input`. */
export async function readVerdictHead(actor: UserActor, raw: Omit<VerdictPart, "columns">): Promise<VerdictHead> {
  const { useCaseId, ...part } = checkInput(verdictHeadSchema, raw);
  authorize(actor, "verdict.submit", useCaseId);
  const { names, rows } = readVerdictPart(part);
  if (names.length < 3) {
    throw new AppError(
      "invalid_input",
      "This file has fewer than three columns. It needs the items' external ids, who answered, and the answers.",
    );
  }
  return { names, proposed: matchVerdictColumns(names), rows: rows.slice(0, rowsShown).map(({ cells }) => cells) };
}

/**
 * What taking in a part of a file of verdicts would do, as things stand: what is new, what is on record already, and what
 * is wrong, by line. Changes nothing. Throws `invalid_input` where the part cannot be read.
 */
export async function previewVerdictPart(actor: UserActor, raw: VerdictPart): Promise<PartPreview> {
  const { useCaseId, columns, ...part } = checkInput(verdictPartSchema, raw);
  authorize(actor, "verdict.submit", useCaseId);
  const useCase = await findUseCase(useCaseId);
  if (useCase === null) throw new AppError("not_found", "There is no such use case.");
  const rows = readVerdictRows(readVerdictPart(part), columns, useCase.definition);
  const problems: RowProblem[] = [];
  const parsed = rows.flatMap((row) => {
    const { line, externalId } = row;
    const verdict = "problem" in row ? row.problem : parseVerdict(useCase.definition, row.body, clock.now());
    if (typeof verdict !== "string" && !(verdict instanceof AppError)) return [{ line, verdict }];
    problems.push(typeof verdict === "string" ? { line, externalId, message: verdict } : rowProblem(row, verdict));
    return [];
  });
  const found = await findStored(
    useCaseId,
    parsed.map(({ verdict }) => verdict),
  );
  const fresh: PartPreview["fresh"] = [];
  let repeated = 0;
  for (const { line, verdict } of parsed) {
    const { externalId, reviewer, outcome, value, at, suggestionVisible, secondsSpent } = verdict;
    if (!found.items.has(externalId)) {
      problems.push({ line, externalId, message: "There is no item with this external id." });
      continue;
    }
    const pair = `${externalId}\n${reviewer}`;
    const stored = found.verdicts.get(pair);
    if (stored === undefined) {
      const says = JSON.stringify([outcome, value, at, suggestionVisible, secondsSpent]);
      fresh.push({ line, externalId, pair, says });
    } else if (saysTheSame(verdict, stored)) repeated++;
    else {
      problems.push({ line, externalId, message: `${reviewer} has given another verdict on this item before.` });
    }
  }
  problems.sort((one, other) => one.line - other.line);
  return { rows: rows.length, fresh, repeated, problems };
}

interface Stored {
  externalId: string;
  reviewer: string;
  outcome: string | null;
  value: number | null;
  at: Date;
  suggestionVisible: boolean;
  secondsSpent: number | null;
}

/** Which of these items there are, and what these people have said about them, by item and reviewer. */
async function findStored(
  useCaseId: string,
  asked: readonly { externalId: string; reviewer: string }[],
): Promise<{ items: Set<string>; verdicts: Map<string, Stored> }> {
  const ids = JSON.stringify([...new Set(asked.map(({ externalId }) => externalId))]);
  const pairs = JSON.stringify(asked.map(({ externalId, reviewer }) => ({ item: externalId, who: reviewer })));
  const [items, verdicts] = await Promise.all([
    database.$queryRaw<{ externalId: string }[]>`
      SELECT external_id AS "externalId" FROM item
      WHERE use_case_id = ${useCaseId}::uuid AND external_id IN (SELECT jsonb_array_elements_text(${ids}::jsonb))`,
    database.$queryRaw<Stored[]>`
      SELECT i.external_id AS "externalId", x.name AS reviewer, r.outcome, r.value, r.answered_at AS at,
             r.suggestion_shown_at IS NOT NULL AS "suggestionVisible", r.seconds_spent AS "secondsSpent"
      FROM json_to_recordset(${pairs}::json) AS p(item text, who text)
      JOIN item i ON i.use_case_id = ${useCaseId}::uuid AND i.external_id = p.item
      JOIN external_reviewer x ON x.use_case_id = i.use_case_id AND x.name = p.who
      JOIN review r ON r.item_id = i.id AND r.external_reviewer_id = x.id AND r.purpose = 'external'`,
  ]);
  return {
    items: new Set(items.map(({ externalId }) => externalId)),
    verdicts: new Map(verdicts.map((row) => [`${row.externalId}\n${row.reviewer}`, row])),
  };
}
