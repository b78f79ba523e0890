import { SimpleGrid, Skeleton, VisuallyHidden } from "@mantine/core";
import { PageFrame } from "@/components/ui/page-frame";
import { Section } from "@/components/ui/section";
import { SkeletonRows } from "@/components/ui/skeleton-rows";

export default function Loading() {
  return (
    <PageFrame
      title={
        <>
          <VisuallyHidden>Loading </VisuallyHidden>Automation
        </>
      }
      lead={<Skeleton height={16} width={420} mt={6} component="span" display="block" maw="100%" />}
    >
      <Section>
        <Skeleton height={24} width="60%" mb="md" />
        <Skeleton height={220} />
      </Section>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Section flush>
          <SkeletonRows rows={7} height={40} />
        </Section>
        <Section flush>
          <SkeletonRows rows={5} height={40} />
        </Section>
      </SimpleGrid>
    </PageFrame>
  );
}
