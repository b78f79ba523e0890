import { Table, TableTbody, TableTd, TableTh, TableThead, TableTr, Text } from "@mantine/core";
import { EstimateText } from "@/components/agreement/estimate-text";
import { ShareText } from "@/components/agreement/share-text";
import { countText } from "@/components/ui/figure-text";
import { WideTable } from "@/components/ui/wide-table";
import type { PeopleCompared } from "@/lib/reports/agreement-report";

/** People against each other, on items that several answered independently. */
export function PeopleAgreement({ people, numbers }: { people: PeopleCompared; numbers: boolean }) {
  if (people.items === 0) {
    return (
      <Text size="sm" c="dimmed">
        No item has independent verdicts of two people yet. Raise the reviews per item in the policy, or send in
        verdicts of people who work elsewhere.
      </Text>
    );
  }
  return (
    <WideTable label="People against each other" minWidth="44rem">
      <Table className="numbers">
        <TableThead>
          <TableTr>
            <TableTh ta="right">Items</TableTh>
            <TableTh ta="right">Verdicts</TableTh>
            <TableTh ta="right">Pairs</TableTh>
            <TableTh>{numbers ? "Pairs within tolerance" : "Pairs that agree"}</TableTh>
            {!numbers && (
              <>
                <TableTh>Fleiss' kappa</TableTh>
                <TableTh>Gwet's AC1</TableTh>
              </>
            )}
            <TableTh>Krippendorff's alpha</TableTh>
          </TableTr>
        </TableThead>
        <TableTbody>
          <TableTr>
            <TableTd ta="right">{countText(people.items)}</TableTd>
            <TableTd ta="right">{countText(people.verdicts)}</TableTd>
            <TableTd ta="right">{countText(people.n)}</TableTd>
            <TableTd>
              <ShareText share={people} />
            </TableTd>
            {!numbers && (
              <>
                <TableTd>
                  <EstimateText estimate={people.kappa} />
                </TableTd>
                <TableTd>
                  <EstimateText estimate={people.ac1} />
                </TableTd>
              </>
            )}
            <TableTd>
              <EstimateText estimate={people.alpha} />
            </TableTd>
          </TableTr>
        </TableTbody>
      </Table>
    </WideTable>
  );
}
