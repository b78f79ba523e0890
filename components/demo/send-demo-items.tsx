"use client";
import { Button, Group, Text } from "@mantine/core";
import { useState } from "react";
import { useAction } from "@/components/ui/use-action";
import type { ActionResult } from "@/lib/access/server-action";

interface SendDemoItemsProps {
  slug: string;
  /** Answers with how many were sent; fewer than asked for where the stream ends. */
  send: (input: { slug: string; count: number }) => Promise<ActionResult<number>>;
}

const count = 20;

/** Lets the next demo items arrive, as a caller would send them. */
export function SendDemoItems({ slug, send }: SendDemoItemsProps) {
  const { run, busy, error } = useAction(send);
  const [sent, setSent] = useState<number | null>(null);

  async function sendNext() {
    const answer = await run({ slug, count });
    setSent(answer.ok ? answer.result : null);
  }

  const said =
    error?.message ??
    (sent === null ? null : sent === 0 ? "The stream has ended." : `${sent} demo items have arrived.`);
  return (
    <Group gap="xs">
      {said !== null && (
        <Text size="xs" c="dimmed" role="status">
          {said}
        </Text>
      )}
      <Button variant="default" size="xs" loading={busy} onClick={sendNext}>
        Send {count} demo items
      </Button>
    </Group>
  );
}
