import { Skeleton, VisuallyHidden } from "@mantine/core";
import { TableSkeleton } from "@/components/table/table-skeleton";
import { PageFrame } from "@/components/ui/page-frame";

export default function Loading() {
  return (
    <PageFrame
      title="Erasures"
      lead="What was asked to be erased, and why. The log keeps that it happened, not what it was."
    >
      <VisuallyHidden>Loading</VisuallyHidden>
      <Skeleton height={36} />
      <TableSkeleton />
    </PageFrame>
  );
}
