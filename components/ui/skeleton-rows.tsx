import { Skeleton, Stack } from "@mantine/core";

/** Rows in the place of rows that are on their way. Give each the height of the real ones, so that nothing jumps. */
export function SkeletonRows({ rows = 8, height = 36 }: { rows?: number; height?: number }) {
  return (
    <Stack gap={6} p="md" aria-hidden>
      {Array.from({ length: rows }, (_, row) => `row ${row}`).map((key) => (
        <Skeleton key={key} height={height - 6} radius="sm" />
      ))}
    </Stack>
  );
}
