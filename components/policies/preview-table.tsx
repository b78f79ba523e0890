import { Stack, Table, TableTbody, TableTd, TableTh, TableThead, TableTr, Text } from "@mantine/core";
import {
  guardrailFigures,
  hoursBasis,
  type PreviewFigure,
  previewFigures,
  reviewerHours,
} from "@/components/policies/preview-figures";
import classes from "@/components/policies/preview-table.module.css";
import type { PolicyPreview } from "@/lib/policies/preview-policy";

const number = (value: number) => value.toLocaleString("en-GB");

function FigureRow({ label, note, part, proposed, inForce, difference }: PreviewFigure) {
  return (
    <TableTr>
      <TableTh scope="row" className={classes.label ?? ""} data-part={part || undefined}>
        {label}
        {note !== "" && <span className={classes.note}>{note}</span>}
      </TableTh>
      <TableTd className={classes.figure ?? ""}>{number(proposed)}</TableTd>
      <TableTd className={`${classes.figure} ${classes.before}`}>{number(inForce)}</TableTd>
      <TableTd className={classes.figure ?? ""} data-same={difference === "0" || undefined}>
        {difference}
      </TableTd>
    </TableTr>
  );
}

function GroupRow({ children }: { children: string }) {
  return (
    <TableTr>
      <TableTh scope="colgroup" colSpan={4} className={classes.group ?? ""}>
        {children}
      </TableTh>
    </TableTr>
  );
}

interface PreviewTableProps {
  preview: PolicyPreview;
  /** How guardrails are called, by key. */
  guardrailNames: Readonly<Record<string, string>>;
}

/** What a change would have made of the last items, figure by figure beside the policy in force. */
export function PreviewTable({ preview, guardrailNames }: PreviewTableProps) {
  const { acting, watching } = guardrailFigures(preview, (key) => guardrailNames[key] ?? key);
  const hours = reviewerHours(preview);
  return (
    <Stack gap="xs">
      <Table className={`${classes.table} numbers`} verticalSpacing={3} horizontalSpacing={6} withRowBorders={false}>
        <TableThead>
          <TableTr>
            <TableTh>Items</TableTh>
            <TableTh className={classes.figure ?? ""}>Proposed</TableTh>
            <TableTh className={classes.figure ?? ""}>In force</TableTh>
            <TableTh className={classes.figure ?? ""}>Change</TableTh>
          </TableTr>
        </TableThead>
        <TableTbody>
          {previewFigures(preview).map((figure) => (
            <FigureRow {...figure} key={figure.key} />
          ))}
          {acting.length > 0 && <GroupRow>Stopped by guardrails</GroupRow>}
          {acting.map((figure) => (
            <FigureRow {...figure} key={figure.key} />
          ))}
          {watching.length > 0 && <GroupRow>Would be stopped; only watched</GroupRow>}
          {watching.map((figure) => (
            <FigureRow {...figure} key={figure.key} />
          ))}
        </TableTbody>
      </Table>
      <div className={`${classes.hours} numbers`}>
        <Text size="sm">
          {hours === null ? (
            "Reviewers' hours are not known yet."
          ) : (
            <>
              Reviewers: <strong>{hours.value}</strong>
              {hours.difference !== "" && ` (${hours.difference})`}
            </>
          )}
        </Text>
        <Text size="xs" c="dimmed">
          {hoursBasis(preview)}
        </Text>
      </div>
    </Stack>
  );
}
