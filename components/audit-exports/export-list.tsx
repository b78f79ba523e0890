import { Progress, Table, TableTbody, TableTd, TableTh, TableThead, TableTr, Text } from "@mantine/core";
import { DownloadLink } from "@/components/audit-exports/download-link";
import classes from "@/components/audit-exports/export-list.module.css";
import { FilterText } from "@/components/audit-exports/filter-text";
import { ExactTime } from "@/components/ui/exact-time";
import { countText } from "@/components/ui/figure-text";
import { RelativeTime } from "@/components/ui/relative-time";
import type { ExportView } from "@/lib/audit/export/export-view";

/** One's exports: what each holds, how far it is, and its link. */
export function ExportList({ exports }: { exports: readonly ExportView[] }) {
  return (
    <Table>
      <TableThead>
        <TableTr>
          <TableTh>What it holds</TableTh>
          <TableTh visibleFrom="sm">Asked for</TableTh>
          <TableTh>State</TableTh>
        </TableTr>
      </TableThead>
      <TableTbody>
        {exports.map((view) => (
          <TableTr key={view.id}>
            <TableTd className={classes.what}>
              <Text className={classes.filter}>
                <FilterText parts={view.filter} />
              </Text>
              <Text size="xs" c="dimmed" className="numbers">
                {factsText(view)}
              </Text>
              <Text size="xs" c="dimmed" hiddenFrom="sm">
                <RelativeTime at={view.requestedAt} />
              </Text>
            </TableTd>
            <TableTd visibleFrom="sm">
              <RelativeTime at={view.requestedAt} />
            </TableTd>
            <TableTd className={classes.state}>
              <State view={view} />
            </TableTd>
          </TableTr>
        ))}
      </TableTbody>
    </Table>
  );
}

const sizeText = (bytes: number): string => {
  const units = ["bytes", "KB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
};

function factsText({ status, total, bytes, sha256 }: ExportView): string {
  if (status === "queued" || total === null) return "";
  const events = total === 1 ? "1 event" : `${countText(total)} events`;
  return [
    events,
    ...(bytes === null ? [] : [sizeText(bytes)]),
    ...(sha256 === null ? [] : [`manifest ${sha256.slice(0, 16)}…`]),
  ].join(" · ");
}

function State({ view }: { view: ExportView }) {
  const { id, status, done, total, ahead, link, fetchedAt, error } = view;
  switch (status) {
    case "queued":
      return ahead === null || ahead === 0 ? <>Waits for its turn</> : <>Waits for {countText(ahead)} before it</>;
    case "running":
      return total === null ? (
        <>Looks for the events, and waits until the newest are sealed</>
      ) : (
        <>
          <Text size="sm" className="numbers">
            {countText(done)} of {countText(total)}
          </Text>
          <Progress value={(100 * done) / Math.max(1, total)} aria-label="Events written" size="sm" mt={4} />
        </>
      );
    case "ready":
      return link === null ? null : (
        <>
          <DownloadLink href={`/audit/exports/${id}/bundle?secret=${link.secret}`} />
          <Text size="xs" c="dimmed" mt={4}>
            Once, until <ExactTime at={link.until} />
          </Text>
        </>
      );
    case "failed":
      return (
        <>
          <Text size="sm" fw={550}>
            It could not be made
          </Text>
          <Text size="sm">{error}</Text>
        </>
      );
    case "gone":
      return fetchedAt === null ? (
        (error ?? "Expired before it was downloaded")
      ) : (
        <>
          Downloaded <RelativeTime at={fetchedAt} />
        </>
      );
  }
}
