import { Table, TableTbody, TableTd, TableTh, TableThead, TableTr, Text } from "@mantine/core";
import classes from "@/components/agreement/agreement.module.css";
import { IntervalBar } from "@/components/agreement/interval-bar";
import { ShareText } from "@/components/agreement/share-text";
import { WideTable } from "@/components/ui/wide-table";
import type { OverrideBand } from "@/lib/reports/agreement-report";

const bandText = (from: number | null): string => {
  if (from === null) return "none given";
  return `${Math.round(from * 100)} to ${Math.round(from * 100) + 10}%`;
};

/** How often people went against the model, by how sure it was: with its answer in view, and without. */
export function OverrideBands({ bands }: { bands: readonly OverrideBand[] }) {
  if (bands.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        No final verdict stands beside an answer of the model yet.
      </Text>
    );
  }
  return (
    <WideTable label="Overrides by confidence" minWidth="40rem">
      <Table className="numbers" verticalSpacing="xs">
        <TableThead>
          <TableTr>
            <TableTh>Confidence</TableTh>
            <TableTh>Overridden, having seen its answer</TableTh>
            <TableTh className={classes.barCell ?? ""} aria-hidden="true" />
            <TableTh>Differs, not having seen it</TableTh>
            <TableTh className={classes.barCell ?? ""} aria-hidden="true" />
          </TableTr>
        </TableThead>
        <TableTbody>
          {bands.map(({ from, overridden, differed }) => (
            <TableTr key={from ?? "none"}>
              <TableTh scope="row" fz="sm" fw={400} c="var(--mantine-color-text)">
                {bandText(from)}
              </TableTh>
              <TableTd>
                <ShareText share={overridden} cases />
              </TableTd>
              <TableTd aria-hidden="true">
                <IntervalBar share={overridden} colour="var(--model)" />
              </TableTd>
              <TableTd>
                <ShareText share={differed} cases />
              </TableTd>
              <TableTd aria-hidden="true">
                <IntervalBar share={differed} colour="var(--person)" />
              </TableTd>
            </TableTr>
          ))}
        </TableTbody>
      </Table>
    </WideTable>
  );
}
