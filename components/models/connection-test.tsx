import { Group, Stack, Text } from "@mantine/core";
import { ScoreBars } from "@/components/items/score-bars";
import { CodeBlock } from "@/components/ui/code-block";
import { numberText } from "@/components/ui/figure-text";
import { ProblemNote } from "@/components/ui/problem-note";
import type { Answer } from "@/lib/inference/prediction";
import type { InspectedServer } from "@/lib/models/inspect-server";
import type { Definition } from "@/lib/use-cases/definition-schema";

interface ConnectionTestProps {
  result: InspectedServer;
  definition: Pick<Definition, "outcomes" | "target">;
}

/** JSON on lines of its own, except for lists of plain values, which stay on one. */
function bodyText(text: string): string {
  try {
    const spread = JSON.stringify(JSON.parse(text), null, 2);
    return spread.replace(/\[\n\s*([^[\]{}]*?)\n\s*\]/g, (_, values: string) => `[${values.replace(/\n\s*/g, " ")}]`);
  } catch {
    return text;
  }
}

function Reading({ answer, definition }: { answer: Answer; definition: ConnectionTestProps["definition"] }) {
  if (!answer.ok) return <ProblemNote>{answer.failure.message}</ProblemNote>;
  if ("value" in answer) {
    const unit = definition.target?.unit ?? "";
    const spread = answer.spread === undefined ? "" : `, give or take ${numberText(answer.spread)}`;
    return (
      <Text fw={600} className="numbers">
        {numberText(answer.value)} {unit}
        {spread}
      </Text>
    );
  }
  const label = definition.outcomes.find(({ key }) => key === answer.outcome)?.label ?? answer.outcome;
  const scores = Object.entries(answer.scores).map(([outcome, score]) => ({ outcome, score }));
  return (
    <Stack gap={4}>
      <Text fw={600}>{label}</Text>
      {scores.length === 0 ? (
        <Text size="sm" c="dimmed">
          Without a score.
        </Text>
      ) : (
        <ScoreBars
          scores={scores.toSorted((a, b) => b.score - a.score)}
          names={{ outcomes: definition.outcomes, unit: "" }}
          threshold={null}
        />
      )}
    </Stack>
  );
}

function Exchange({ exchange }: { exchange: NonNullable<NonNullable<InspectedServer["tried"]>["exchange"]> }) {
  const { request, response, tookMs } = exchange;
  const head = [
    `${request.method} ${request.url}`,
    ...Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`),
  ];
  const sent = [...head, "", bodyText(request.body)].join("\n");
  return (
    <>
      <Text size="sm" fw={600}>
        What was sent
      </Text>
      <CodeBlock text={sent} what="Copy what was sent" wrap />
      <Group justify="space-between" gap="xs">
        <Text size="sm" fw={600}>
          What came back
        </Text>
        <Text size="sm" c="dimmed" className="numbers">
          after {tookMs} ms
        </Text>
      </Group>
      {response === null ? (
        <Text size="sm">Nothing.</Text>
      ) : (
        <CodeBlock
          text={[`Status ${response.status}`, "", bodyText(response.body)].join("\n")}
          what="Copy what came back"
          wrap
        />
      )}
    </>
  );
}

/** What a model server did when it was asked: is it there, what was sent, what came back, and what that means. */
export function ConnectionTest({ result, definition }: ConnectionTestProps) {
  const { status, tried, proposal, signature, problems, warnings } = result;
  const state = status.ready ? "The server is there, and ready." : status.message;
  return (
    <Stack gap="sm">
      <Text size="sm" style={{ overflowWrap: "anywhere" }}>
        {state} <span className="numbers">({status.tookMs} ms)</span>
      </Text>
      {problems.length > 0 && <ProblemNote>The mapping does not fit yet: it says where.</ProblemNote>}
      {tried === null && problems.length === 0 && (
        <Text size="sm" c="dimmed">
          {proposal !== null
            ? "It says what its model takes and gives. Begin the mapping with that, look it over, and test again."
            : signature === null
              ? "It does not say what its model takes and gives. Write the mapping to send it a real request."
              : "What its model takes and gives cannot be matched to this use case by names alone. Write the mapping to send it a real request."}
        </Text>
      )}
      {tried !== null && (
        <>
          <Text size="sm" fw={600}>
            What it means {tried.madeUp ? "for a made-up item" : "for the latest item"}
          </Text>
          <Reading answer={tried.answer} definition={definition} />
          {tried.exchange !== null && <Exchange exchange={tried.exchange} />}
        </>
      )}
      {warnings.map((warning) => (
        <Text key={warning} size="sm">
          {warning}
        </Text>
      ))}
    </Stack>
  );
}
