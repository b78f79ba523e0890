import { Skeleton, VisuallyHidden } from "@mantine/core";
import { PageFrame } from "@/components/ui/page-frame";
import { Section } from "@/components/ui/section";
import { SkeletonRows } from "@/components/ui/skeleton-rows";

/** A page on its way: title, one line, a panel of rows. */
export function PageSkeleton({ rows = 8 }: { rows?: number }) {
  return (
    <PageFrame
      title={
        <>
          <VisuallyHidden>Loading</VisuallyHidden>
          <Skeleton height={28} width={180} component="span" display="block" />
        </>
      }
      lead={<Skeleton height={16} width={320} mt={6} component="span" display="block" maw="100%" />}
    >
      <Section flush>
        <SkeletonRows rows={rows} />
      </Section>
    </PageFrame>
  );
}
