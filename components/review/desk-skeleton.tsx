import { Skeleton, Stack } from "@mantine/core";

/** An item on its way, of the shape that items have here. */
export function DeskSkeleton({ fields = 8 }: { fields?: number }) {
  return (
    <Stack gap="md" p="lg" aria-hidden>
      <Skeleton height={22} width={160} />
      {Array.from({ length: Math.min(fields, 10) }, (_, row) => `row ${row}`).map((key) => (
        <Skeleton key={key} height={24} />
      ))}
    </Stack>
  );
}
