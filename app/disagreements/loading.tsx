import { Skeleton, VisuallyHidden } from "@mantine/core";
import { TableSkeleton } from "@/components/table/table-skeleton";
import { PageFrame } from "@/components/ui/page-frame";

export default function Loading() {
  return (
    <PageFrame title="Disagreements" lead="Where answers differ. Open one to say which is right, and what went wrong.">
      <VisuallyHidden>Loading</VisuallyHidden>
      <Skeleton height={36} />
      <TableSkeleton />
    </PageFrame>
  );
}
