import { Table, TableTbody, TableTd, TableTh, TableThead, TableTr, Text } from "@mantine/core";
import { numberText, shareText } from "@/components/ui/figure-text";
import type { FieldStatistics, Reference } from "@/lib/models/reference-schema";

interface ReferenceTableProps {
  reference: Reference;
  fields: readonly { key: string; label: string; unit?: string | undefined }[];
}

const day = (milliseconds: number) => new Date(milliseconds).toISOString().slice(0, 10);

/** What a column held, in a line. */
function summaryText(statistics: FieldStatistics, unit: string): string {
  switch (statistics.kind) {
    case "boolean": {
      const all = statistics.true + statistics.false;
      return all === 0 ? "" : `true in ${shareText(statistics.true / all)}`;
    }
    case "category": {
      const { top, other, count } = statistics;
      const most = top.slice(0, 3).map((entry) => `${entry.category} ${shareText(entry.count / count)}`);
      const rest = top.length - most.length;
      const more = rest > 0 || other > 0 ? `, ${other > 0 ? "many" : rest} more` : "";
      return `${most.join(", ")}${more}`;
    }
    default: {
      const { min, max, mean } = statistics;
      if (min === null || max === null || mean === null) return "";
      if (statistics.kind === "datetime") return `${day(min)} to ${day(max)}`;
      const number = (value: number) => numberText(Number(value.toPrecision(4)));
      const range = `${number(min)} to ${number(max)}, mean ${number(mean)}`;
      return statistics.kind === "text" ? `${range} characters` : `${range} ${unit}`.trim();
    }
  }
}

/** What a model was trained on, field by field. */
export function ReferenceTable({ reference, fields }: ReferenceTableProps) {
  const known = fields.filter(({ key }) => Object.hasOwn(reference.statistics, key));
  return (
    <Table className="numbers">
      <TableThead>
        <TableTr>
          <TableTh>Field</TableTh>
          <TableTh>In the training rows</TableTh>
          <TableTh ta="right">Missing</TableTh>
        </TableTr>
      </TableThead>
      <TableTbody>
        {known.map(({ key, label, unit = "" }) => {
          const statistics = reference.statistics[key];
          if (statistics === undefined) return null;
          const { missing } = statistics;
          return (
            <TableTr key={key}>
              <TableTd>{label}</TableTd>
              <TableTd style={{ overflowWrap: "anywhere" }}>
                {summaryText(statistics, unit) || (
                  <Text component="span" size="sm" c="dimmed">
                    no value at all
                  </Text>
                )}
              </TableTd>
              <TableTd ta="right">{missing === 0 ? "none" : shareText(missing / reference.rows)}</TableTd>
            </TableTr>
          );
        })}
      </TableTbody>
    </Table>
  );
}
