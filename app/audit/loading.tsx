import { Skeleton, VisuallyHidden } from "@mantine/core";
import { TableSkeleton } from "@/components/table/table-skeleton";
import { PageFrame } from "@/components/ui/page-frame";

export default function Loading() {
  return (
    <PageFrame
      title="Audit"
      lead="What happened, to what, by whom and when. Open an event for its record and its story."
    >
      <VisuallyHidden>Loading</VisuallyHidden>
      <Skeleton height={62} radius="md" />
      <Skeleton height={36} />
      <TableSkeleton />
    </PageFrame>
  );
}
