import { Text } from "@mantine/core";
import type { ReactNode } from "react";

/**
 * A number with what it rests on: `of` is the sample size in words ("of 214 items", "n = 214"), `interval` its
 * uncertainty ("95% interval 91.2 to 96.0%").
 */
export function Stat(props: { label: ReactNode; value: ReactNode; of?: ReactNode; interval?: ReactNode }) {
  const { label, value, of, interval } = props;
  return (
    <div className="numbers">
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <Text fz="1.375rem" fw={600} lh={1.3}>
        {value}
      </Text>
      {of !== undefined && (
        <Text size="xs" c="dimmed">
          {of}
        </Text>
      )}
      {interval !== undefined && (
        <Text size="xs" c="dimmed">
          {interval}
        </Text>
      )}
    </div>
  );
}
