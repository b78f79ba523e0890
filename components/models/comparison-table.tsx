import { Table, TableTbody, TableTd, TableTh, TableThead, TableTr, Text } from "@mantine/core";
import { AgreementText } from "@/components/reports/agreement-text";
import { countText, shareText } from "@/components/ui/figure-text";
import { TextLink } from "@/components/ui/text-link";
import { WideTable } from "@/components/ui/wide-table";
import type { ModelPage } from "@/lib/reports/model-page-query";

interface ComparisonTableProps {
  slug: string;
  comparisons: ModelPage["comparisons"];
}

/** Champion and challengers side by side, each pair on the items that both answered. */
export function ComparisonTable({ slug, comparisons }: ComparisonTableProps) {
  return (
    <WideTable label="Champion and challengers" minWidth="40rem">
      <Table className="numbers">
        <TableThead>
          <TableTr>
            <TableTh>Challenger</TableTh>
            <TableTh>Answers that differ</TableTh>
            <TableTh>Challenger and people</TableTh>
            <TableTh>Champion and people, same items</TableTh>
          </TableTr>
        </TableThead>
        <TableTbody>
          {comparisons.map(({ challenger, name, comparison: { items, differ, ...agreement } }) => (
            <TableTr key={challenger}>
              <TableTd>
                <TextLink href={`/use-cases/${slug}/models/${challenger}`} size="sm">
                  {challenger}. {name}
                </TextLink>
              </TableTd>
              <TableTd>
                {items === 0 ? (
                  <Text size="sm" c="dimmed">
                    No item was answered by both yet
                  </Text>
                ) : (
                  <>
                    <strong>{shareText(differ / items)}</strong>{" "}
                    <Text component="span" size="sm" c="dimmed">
                      {countText(differ)} of {countText(items)} items
                    </Text>
                  </>
                )}
              </TableTd>
              <TableTd>
                <AgreementText agreement={agreement.challenger} />
              </TableTd>
              <TableTd>
                <AgreementText agreement={agreement.champion} />
              </TableTd>
            </TableTr>
          ))}
        </TableTbody>
      </Table>
    </WideTable>
  );
}
