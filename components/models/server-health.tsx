"use client";
import { Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import { useCallback, useEffect, useState } from "react";
import { countText } from "@/components/ui/figure-text";
import { ProblemNote } from "@/components/ui/problem-note";
import { RelativeTime } from "@/components/ui/relative-time";
import type { ActionResult } from "@/lib/access/server-action";
import type { ModelServerHealth } from "@/lib/models/model-server-view";

interface ServerHealthProps {
  slug: string;
  version: number;
}

function headline({ reachable, ready }: ModelServerHealth): string {
  if (ready) return "Reachable and ready.";
  return reachable ? "Reachable, but not ready." : "Not reachable.";
}

function restText(restsForMs: number): string {
  if (restsForMs === 0) return "Items are sent to it.";
  const seconds = Math.max(1, Math.round(restsForMs / 1000));
  return `It failed several times in a row, so items go to their fallback; it is tried again in ${seconds} s.`;
}

function askedText({ version, headers, timeoutMs, concurrency }: ModelServerHealth["asked"]): string {
  const pinned = version === null ? "No version is pinned" : `Version ${version} is pinned`;
  const secret = headers.length === 0 ? "no secret headers" : `secret headers: ${headers.join(", ")}`;
  const requests = concurrency === 1 ? "1 request" : `${concurrency} requests`;
  return `${pinned}; ${secret}; at most ${countText(timeoutMs)} ms, ${requests} at once.`;
}

const unanswered: ActionResult<ModelServerHealth> = {
  ok: false,
  error: {
    code: "unavailable",
    message: "This could not be asked. Check your connection, then try again.",
    problems: [],
  },
};

async function askHealth({ slug, version }: ServerHealthProps): Promise<ActionResult<ModelServerHealth>> {
  try {
    const response = await fetch(`/api/models/${slug}/${version}/health`, { method: "POST" });
    return await response.json();
  } catch {
    return unanswered;
  }
}

/** How a model's server is, asked when the page is opened and by a button. */
export function ServerHealth({ slug, version }: ServerHealthProps) {
  const [answer, setAnswer] = useState<ActionResult<ModelServerHealth> | null>(null);
  const [busy, setBusy] = useState(false);
  const check = useCallback(async () => {
    setBusy(true);
    setAnswer(await askHealth({ slug, version }));
    setBusy(false);
  }, [slug, version]);
  useEffect(() => void check(), [check]);
  const health = answer?.ok === true ? answer.result : null;
  return (
    <Stack gap="sm" aria-live="polite">
      {answer?.ok === false && <ProblemNote>{answer.error.message}</ProblemNote>}
      {answer === null && (
        <Stack gap={6} aria-hidden>
          <Skeleton height={22} width="40%" />
          <Skeleton height={18} width="70%" />
        </Stack>
      )}
      {health !== null && (
        <Stack gap={4}>
          <Text fw={600}>{headline(health)}</Text>
          {health.message !== null && (
            <Text size="sm" style={{ overflowWrap: "anywhere" }}>
              {health.message}
            </Text>
          )}
          <Text size="sm">{restText(health.restsForMs)}</Text>
          <Text size="sm" className="numbers">
            {askedText(health.asked)}
          </Text>
          <Text size="sm" c="dimmed" className="numbers">
            Asked <RelativeTime at={health.checkedAt} />, it took {health.tookMs} ms.
          </Text>
        </Stack>
      )}
      {health !== null && health.failures.length > 0 && (
        <div>
          <Text size="sm" c="dimmed">
            What went wrong last
          </Text>
          {health.failures.map(({ at, message }) => (
            <Text key={`${at} ${message}`} size="sm" style={{ overflowWrap: "anywhere" }}>
              <RelativeTime at={at} />: {message}
            </Text>
          ))}
        </div>
      )}
      <Group>
        <Button variant="default" size="xs" loading={busy} onClick={check}>
          Check again
        </Button>
      </Group>
    </Stack>
  );
}
