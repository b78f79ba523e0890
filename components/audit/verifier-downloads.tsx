import { Anchor, Group, Text } from "@mantine/core";
import { Section } from "@/components/ui/section";

/** The verifier as files, for those who would rather not ask the application that they check. */
export function VerifierDownloads() {
  return (
    <Section title="Without this application">
      <Text size="sm">
        The same verifier lies in every bundle as two files that need nothing else, no network either. Take them from
        here once and keep them, so that no bundle brings its own judge.
      </Text>
      <Group gap="md" mt="xs">
        <Anchor href="/audit/verify.html" download underline="always">
          verify.html, to open in a browser
        </Anchor>
        <Anchor href="/audit/verify.mjs" download underline="always">
          verify.mjs, for Node
        </Anchor>
      </Group>
    </Section>
  );
}
