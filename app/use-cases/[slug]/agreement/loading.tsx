import { Skeleton, VisuallyHidden } from "@mantine/core";
import { PageFrame } from "@/components/ui/page-frame";
import { Section } from "@/components/ui/section";
import { SkeletonRows } from "@/components/ui/skeleton-rows";

export default function Loading() {
  return (
    <PageFrame
      title="Agreement"
      lead="How the model and people agree, and people among themselves. Final verdicts only, by the day their items arrived."
    >
      <VisuallyHidden>Loading</VisuallyHidden>
      <Skeleton height={36} />
      {["model", "answers", "people"].map((part) => (
        <Section key={part} flush>
          <SkeletonRows rows={4} />
        </Section>
      ))}
    </PageFrame>
  );
}
