import { Table, TableTbody, TableTd, TableTh, TableThead, TableTr, Text } from "@mantine/core";
import { RelativeTime } from "@/components/ui/relative-time";
import { percentText } from "@/lib/engine/settings-changes";
import type { ServiceStretch } from "@/lib/policies/service-stretches";

/** When a model version was in force, and as what; the latest stretch first. */
export function ServiceList({ stretches }: { stretches: readonly ServiceStretch[] }) {
  if (stretches.length === 0) {
    return (
      <Text size="sm" c="dimmed" p="md" pt="xs">
        It was never in force. Make it champion, or let it challenge the champion first: a challenger answers unseen and
        counts for nothing.
      </Text>
    );
  }
  return (
    <Table className="numbers">
      <TableThead>
        <TableTr>
          <TableTh>As</TableTh>
          <TableTh>From</TableTh>
          <TableTh>Until</TableTh>
          <TableTh>Policies</TableTh>
        </TableTr>
      </TableThead>
      <TableTbody>
        {stretches.toReversed().map(({ role, share, beside, from, until, firstPolicy, lastPolicy }) => (
          <TableTr key={firstPolicy}>
            <TableTd>
              {role === "champion" ? "Champion" : `Challenger of version ${beside} on ${percentText(share ?? 0)}`}
            </TableTd>
            <TableTd>
              <RelativeTime at={from} />
            </TableTd>
            <TableTd>{until === null ? "now" : <RelativeTime at={until} />}</TableTd>
            <TableTd>{firstPolicy === lastPolicy ? firstPolicy : `${firstPolicy} to ${lastPolicy}`}</TableTd>
          </TableTr>
        ))}
      </TableTbody>
    </Table>
  );
}
