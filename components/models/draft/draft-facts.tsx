import { Box, SimpleGrid, Text } from "@mantine/core";
import classes from "@/components/models/draft/draft.module.css";
import { repairText } from "@/components/models/repair-text";
import { sizeText } from "@/components/models/size-text";
import { TensorTable } from "@/components/models/tensor-table";
import { countText } from "@/components/ui/figure-text";
import { Section } from "@/components/ui/section";
import type { ModelDraftView } from "@/lib/models/model-draft-view";

/** What an uploaded file is: size, hashes, repairs, inputs and outputs. */
export function DraftFacts({ draft }: { draft: ModelDraftView }) {
  const { fileName, size, originalSha256, sha256, repairs, signature, reference } = draft;
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
      <Section title="The file">
        <dl className={classes.facts}>
          {fileName !== null && <Fact name="File">{fileName}</Fact>}
          <Fact name="Size">{sizeText(size)}</Fact>
          {repairs.length > 0 && (
            <Fact name="As it came">
              <Hash value={originalSha256} />
            </Fact>
          )}
          <Fact name={repairs.length > 0 ? "Repaired" : "Hash"}>
            <Hash value={sha256} />
          </Fact>
          <Fact name="Training rows">
            {reference === null
              ? "none were sent along"
              : `${countText(reference.rows)}, with ${countText(reference.fields)} fields`}
          </Fact>
        </dl>
        {repairs.length === 0 ? (
          <Text size="sm" mt="sm">
            Nothing had to be repaired.
          </Text>
        ) : (
          <ul className={classes.repairs} aria-label="Repairs">
            {repairs.map((repair) => (
              <li key={`${repair.kind} ${repair.node}`}>{repairText(repair)}</li>
            ))}
          </ul>
        )}
      </Section>
      <Section title="Inputs and outputs" flush>
        <Box className={classes.tensors} role="region" aria-label="Inputs and outputs, all of them" tabIndex={0}>
          <TensorTable signature={signature} />
        </Box>
      </Section>
    </SimpleGrid>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="numbers">{children}</dd>
    </div>
  );
}

/** A SHA-256, as far as people compare it; all of it is its title. */
function Hash({ value }: { value: string }) {
  return <code title={`SHA-256 ${value}`}>{value.slice(0, 16)}…</code>;
}
