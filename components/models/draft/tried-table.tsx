import { Box, Table, TableTbody, TableTd, TableTh, TableThead, TableTr, Text } from "@mantine/core";
import { AnswerChip, type AnswerNames } from "@/components/items/answer-chip";
import classes from "@/components/models/draft/draft.module.css";
import { decidedAnswer, predictedAnswer } from "@/components/models/draft/shown-answer";
import { numberText, shareText } from "@/components/ui/figure-text";
import { answersAgree } from "@/lib/engine/answers-agree";
import type { ShownAnswer } from "@/lib/items/item-list-view";
import type { TriedRow } from "@/lib/models/try-model-draft";

interface TriedTableProps {
  rows: readonly TriedRow[];
  /** They are items, which may have been decided; else lines of a file. */
  ofItems: boolean;
  /** The mapping is another one by now. */
  outdated: boolean;
  tolerance: number;
  names: AnswerNames;
}

const plain = (answer: ShownAnswer) =>
  "value" in answer ? { outcome: null, value: answer.value } : { outcome: answer.outcome, value: null };

function agrees(row: TriedRow, tolerance: number): boolean | null {
  const predicted = predictedAnswer(row.prediction);
  const decided = decidedAnswer(row);
  if (predicted === null || decided === null) return null;
  return answersAgree(plain(predicted), plain(decided), tolerance);
}

/** What a model said of rows, beside the decisions in force where there are any. */
export function TriedTable({ rows, ofItems, outdated, tolerance, names }: TriedTableProps) {
  const compared = rows.map((row) => agrees(row, tolerance)).filter((agree) => agree !== null);
  const failed = rows.filter(({ prediction }) => !prediction.ok).length;
  const decided = rows.some(({ decision }) => decision !== undefined);
  return (
    <div data-outdated={outdated || undefined} className={classes.tried}>
      <Text size="sm" px="md" pb="xs" className="numbers">
        {compared.length > 0 &&
          `Agrees with ${compared.filter(Boolean).length} of ${compared.length} decisions in force.`}
        {compared.length === 0 && ofItems && "None of these has a decision in force to hold it against."}
        {!ofItems && `${rows.length} ${rows.length === 1 ? "line" : "lines"}.`}
        {failed > 0 && ` No prediction for ${failed} of ${rows.length}.`}
      </Text>
      <Box className={classes.triedRows} role="region" aria-label="Rows that were tried" tabIndex={0}>
        <Table verticalSpacing={6} aria-label="Tried out">
          <TableThead>
            <TableTr>
              <TableTh>{ofItems ? "Item" : "Line"}</TableTh>
              <TableTh>The model says</TableTh>
              {decided && <TableTh>In force</TableTh>}
              {decided && <TableTh>Same?</TableTh>}
            </TableTr>
          </TableThead>
          <TableTbody>
            {rows.map((row) => (
              <TriedLine key={row.label} row={row} decided={decided} agree={agrees(row, tolerance)} names={names} />
            ))}
          </TableTbody>
        </Table>
      </Box>
    </div>
  );
}

function TriedLine(props: { row: TriedRow; decided: boolean; agree: boolean | null; names: AnswerNames }) {
  const { row, decided, agree, names } = props;
  const { prediction } = row;
  const predicted = predictedAnswer(prediction);
  const decision = decidedAnswer(row);
  return (
    <TableTr>
      <TableTd className={classes.label ?? ""}>{row.label}</TableTd>
      <TableTd>
        {!prediction.ok && <Text size="sm">No prediction. {prediction.failure.message}</Text>}
        {predicted !== null && <AnswerChip answer={predicted} names={names} />}
        {prediction.ok && "confidence" in prediction && (
          <span className={`numbers ${classes.beside}`}>{shareText(prediction.confidence)}</span>
        )}
        {prediction.ok && "spread" in prediction && prediction.spread !== undefined && (
          <span className={`numbers ${classes.beside}`}>± {numberText(prediction.spread)}</span>
        )}
      </TableTd>
      {decided && <TableTd>{decision !== null && <AnswerChip answer={decision} names={names} />}</TableTd>}
      {decided && <TableTd>{agree === null ? "" : agree ? "Yes" : <b>No</b>}</TableTd>}
    </TableTr>
  );
}
