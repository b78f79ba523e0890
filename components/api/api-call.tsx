import { Box, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "@/components/api/api-page.module.css";
import { SchemaMembers, TypeText } from "@/components/api/schema-members";
import { CodeBlock } from "@/components/ui/code-block";
import { Section } from "@/components/ui/section";
import type { CallView } from "@/lib/api/document-view";

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Box>
      <Title order={3} mb={4}>
        {title}
      </Title>
      {children}
    </Box>
  );
}

/** One call: what it does, what it takes, what it answers, and a command line to try it with. */
export function ApiCall({ call }: { call: CallView }) {
  return (
    <div id={call.id} className={classes.anchor}>
      <Section title={call.summary} note={call.description === "" ? undefined : call.description}>
        <Stack gap="md">
          <div className={classes.line}>
            <span className={classes.method}>{call.method}</span>
            <span className={classes.path}>{call.path}</span>
          </div>
          <Text size="sm" c="dimmed">
            {call.scope === null ? "Needs no key." : `Needs a key with the scope ${call.scope}.`}
          </Text>
          <CodeBlock text={call.curl} what={`the command line for: ${call.summary}`} />
          {call.parameters.length > 0 && (
            <Part title="Parameters">
              <SchemaMembers members={call.parameters} />
            </Part>
          )}
          {call.bodies.length > 0 && (
            <Part title="Body">
              {call.bodies.map((body) => (
                <Box key={body.mediaType} mb={4}>
                  <Text size="sm">
                    {body.mediaType}: <TypeText type={body.type} refersTo={body.refersTo} />
                  </Text>
                  <SchemaMembers members={body.members} />
                </Box>
              ))}
            </Part>
          )}
          <Part title="Answers">
            {call.answers.map((answer) => (
              <Answer key={`${answer.status} ${answer.mediaType}`} answer={answer} />
            ))}
          </Part>
        </Stack>
      </Section>
    </div>
  );
}

function Answer({ answer }: { answer: CallView["answers"][number] }) {
  const line = (
    <>
      <span className={classes.status}>{answer.status}</span> {answer.description}:{" "}
      <TypeText type={answer.type} refersTo={answer.refersTo} />
    </>
  );
  if (answer.members.length === 0) return <div className={classes.answer}>{line}</div>;
  return (
    <details className={classes.answer}>
      <summary>{line}</summary>
      <SchemaMembers members={answer.members} />
    </details>
  );
}
