import { Skeleton, VisuallyHidden } from "@mantine/core";
import { TableSkeleton } from "@/components/table/table-skeleton";
import { PageFrame } from "@/components/ui/page-frame";

export default function Loading() {
  return (
    <PageFrame title="Items" lead="Everything that came in, with what became of it. Open one for its whole story.">
      <VisuallyHidden>Loading</VisuallyHidden>
      <Skeleton height={36} />
      <TableSkeleton />
    </PageFrame>
  );
}
