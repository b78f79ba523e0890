"use client";
import { Button, Group, Text } from "@mantine/core";
import type { Editor, FittingEncodings } from "@/components/models/mapping-editor/editor";
import { MappingEditor } from "@/components/models/mapping-editor/mapping-editor";
import { templateMapping } from "@/components/models/template-mapping";
import type { useRemoteMapping } from "@/components/models/use-remote-mapping";
import { ProblemNote } from "@/components/ui/problem-note";
import { Section } from "@/components/ui/section";
import type { ModelDescription } from "@/lib/inference/tensor";
import type { Proposal } from "@/lib/models/proposal-schema";
import type { Problem } from "@/lib/platform/errors";

interface RemoteMappingProps {
  remote: ReturnType<typeof useRemoteMapping>;
  definition: Editor["definition"];
  fitting: FittingEncodings;
  /** What the server said when it was last asked. */
  signature: ModelDescription | null;
  proposal: Proposal | null;
  labels: readonly string[] | null;
  problems: readonly Problem[];
}

const isElsewhere = ({ path }: Problem) => !/^mapping\.(inputs\.\d|output)/.test(path);

/** How fields reach a model on a server, and what its answers mean: begun from what the server says, or from the fields. */
export function RemoteMapping(props: RemoteMappingProps) {
  const { remote, definition, fitting, signature, proposal, labels, problems } = props;
  const { state, dispatch } = remote;
  const places = remote.places(problems);
  const template = { mapping: templateMapping(definition) as Proposal["mapping"], questions: [] };
  return (
    <>
      <Section
        title="Mapping"
        note="Which field goes into which input, and which outcome each score is for."
        actions={
          state !== null && (
            <Button variant="default" size="xs" onClick={remote.drop}>
              Begin again
            </Button>
          )
        }
      >
        {state === null && (
          <>
            <Text size="sm" mb="sm">
              {proposal === null
                ? "Test the connection first: many servers say what their model takes, and a mapping is proposed. Otherwise begin from the fields and put in the names that the model has for them."
                : "The server says what its model takes and gives."}
            </Text>
            <Group gap="xs">
              {proposal !== null && (
                <Button variant="default" size="xs" onClick={() => remote.open(proposal)}>
                  Begin with what the server says
                </Button>
              )}
              <Button variant="default" size="xs" onClick={() => remote.open(template, { asJson: true })}>
                Begin from this use case's fields
              </Button>
            </Group>
          </>
        )}
        {problems
          .filter((problem) => state === null || isElsewhere(problem))
          .map(({ path, message }) => (
            <ProblemNote key={`${path} ${message}`}>{message}</ProblemNote>
          ))}
        {state !== null && (
          <Text size="sm" c="dimmed">
            Test the connection to see what it makes of an item.
          </Text>
        )}
      </Section>
      {state !== null && places !== null && (
        <MappingEditor
          state={state}
          editor={{
            definition,
            fitting,
            signature: signature ?? { inputs: [], outputs: [] },
            classNames: labels,
            dispatch,
            ...places,
          }}
        />
      )}
    </>
  );
}
