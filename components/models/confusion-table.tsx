import { Table, TableTbody, TableTd, TableTh, TableThead, TableTr, Text } from "@mantine/core";
import type { CSSProperties } from "react";
import classes from "@/components/models/confusion-table.module.css";
import { countText, shareText } from "@/components/ui/figure-text";
import { TextLink } from "@/components/ui/text-link";
import { WideTable } from "@/components/ui/wide-table";
import type { ConfusionCell } from "@/lib/reports/version-answers-query";

interface ConfusionTableProps {
  cells: readonly ConfusionCell[];
  outcomes: readonly { key: string; label: string }[];
  /** Where the items behind a cell are listed; left out: nowhere. */
  hrefOf?: (predicted: string, answered: string) => string;
}

/** Above this many outcomes a square would be too wide to read; the pairs that differ most are told instead. */
const widest = 8;

const totalOf = (cells: readonly ConfusionCell[]) => cells.reduce((sum, { n }) => sum + n, 0);

/** What the model said against what people said: a square, or a list of the most frequent mix-ups where there are many outcomes. */
export function ConfusionTable({ cells, outcomes, hrefOf }: ConfusionTableProps) {
  const label = (key: string) => outcomes.find((outcome) => outcome.key === key)?.label ?? key;
  const seen = outcomes.filter(({ key }) =>
    cells.some(({ predicted, answered }) => [predicted, answered].includes(key)),
  );
  if (seen.length > widest) return <MixUps cells={cells} label={label} hrefOf={hrefOf} />;
  const countOf = (predicted: string, answered: string) =>
    cells.find((cell) => cell.predicted === predicted && cell.answered === answered)?.n ?? 0;
  return (
    <WideTable label="What the model said and what people said" minWidth="20rem">
      <Table className="numbers" w="auto" withRowBorders={false}>
        <TableThead>
          <TableTr>
            <TableTh>The model said</TableTh>
            {seen.map(({ key, label: name }) => (
              <TableTh key={key} ta="right">
                people: {name}
              </TableTh>
            ))}
          </TableTr>
        </TableThead>
        <TableTbody>
          {seen.map(({ key: predicted, label: name }) => {
            const row = totalOf(cells.filter((cell) => cell.predicted === predicted));
            return (
              <TableTr key={predicted}>
                <TableTh scope="row">{name}</TableTh>
                {seen.map(({ key: answered }) => {
                  const n = countOf(predicted, answered);
                  const share = row === 0 ? 0 : n / row;
                  const colour = predicted === answered ? "var(--model)" : "var(--disagreement)";
                  return (
                    <TableTd
                      key={answered}
                      ta="right"
                      className={classes.cell ?? ""}
                      style={{ "--cell-colour": colour, "--cell-share": `${Math.round(share * 28)}%` } as CSSProperties}
                    >
                      <Count n={n} href={hrefOf?.(predicted, answered)} label={`${name}, people: ${label(answered)}`} />
                      {row > 0 && (
                        <Text component="span" size="xs" ml={6}>
                          {shareText(share)}
                        </Text>
                      )}
                    </TableTd>
                  );
                })}
              </TableTr>
            );
          })}
        </TableTbody>
      </Table>
    </WideTable>
  );
}

/** A number that leads to the items behind it, if there are any. `label` says which, for those who do not see its place. */
function Count({ n, href, label }: { n: number; href: string | undefined; label: string }) {
  if (href === undefined || n === 0) return countText(n);
  return (
    <TextLink href={href} aria-label={`${countText(n)} items: the model said ${label}`}>
      {countText(n)}
    </TextLink>
  );
}

interface MixUpsProps {
  cells: readonly ConfusionCell[];
  label: (key: string) => string;
  hrefOf: ConfusionTableProps["hrefOf"] | undefined;
}

function MixUps({ cells, label, hrefOf }: MixUpsProps) {
  const differing = cells.filter(({ predicted, answered }) => predicted !== answered).toSorted((a, b) => b.n - a.n);
  if (differing.length === 0) return <Text size="sm">No answer differs from people's.</Text>;
  return (
    <Table className="numbers">
      <TableThead>
        <TableTr>
          <TableTh>The model said</TableTh>
          <TableTh>People said</TableTh>
          <TableTh ta="right">Times</TableTh>
        </TableTr>
      </TableThead>
      <TableTbody>
        {differing.slice(0, 10).map(({ predicted, answered, n }) => (
          <TableTr key={`${predicted} ${answered}`}>
            <TableTd>{label(predicted)}</TableTd>
            <TableTd>{label(answered)}</TableTd>
            <TableTd ta="right">
              <Count
                n={n}
                href={hrefOf?.(predicted, answered)}
                label={`${label(predicted)}, people: ${label(answered)}`}
              />
            </TableTd>
          </TableTr>
        ))}
      </TableTbody>
    </Table>
  );
}
