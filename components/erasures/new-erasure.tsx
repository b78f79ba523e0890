"use client";
import { Button, Group, Radio, Select, Stack, Text, TextInput } from "@mantine/core";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { ErasureEffects } from "@/components/erasures/erasure-effects";
import { itemsText, kindName } from "@/components/erasures/erasure-words";
import classes from "@/components/erasures/erasures.module.css";
import { FormProblem } from "@/components/ui/form-problem";
import { Section } from "@/components/ui/section";
import { useAction } from "@/components/ui/use-action";
import type { ActionResult } from "@/lib/access/server-action";
import type { ErasureDraft } from "@/lib/erasure/erasure-draft-schema";
import type { ErasurePreview } from "@/lib/erasure/erasure-preview-query";
import { type LegalBasisKey, legalBases, legalBasisKeys } from "@/lib/erasure/legal-basis";

type Kind = ErasureDraft["kind"];

interface NewErasureProps {
  kinds: readonly Kind[];
  useCases: readonly { id: string; name: string }[];
  /** What the page was opened for. */
  start: { kind: Kind; useCaseId: string | null; subject: string };
  preview: (draft: ErasureDraft) => Promise<ActionResult<ErasurePreview>>;
  ask: (
    input: ErasurePreview["subject"] & { legalBasis: LegalBasisKey; reference: string },
  ) => Promise<ActionResult<{ id: string }>>;
}

const subjects: Record<Kind, { label: string; description: string }> = {
  item: { label: "External id", description: "As the item was sent with." },
  entity: { label: "Entity key", description: "Of the customer or device whose items are meant." },
  user: { label: "E-mail address", description: "That the person signs in with." },
  external_reviewer: { label: "Name", description: "As their verdicts were sent with." },
};

/** Says what is to be erased and why, shows what would go, and asks a second person for it. */
export function NewErasure({ kinds, useCases, start, preview, ask }: NewErasureProps) {
  const router = useRouter();
  const [kind, setKind] = useState(start.kind);
  const [useCaseId, setUseCaseId] = useState(start.useCaseId ?? useCases[0]?.id ?? null);
  const [subject, setSubject] = useState(start.subject);
  const [legalBasis, setLegalBasis] = useState<LegalBasisKey | null>(null);
  const [reference, setReference] = useState("");
  const [shown, setShown] = useState<ErasurePreview | null>(null);
  const [missing, setMissing] = useState(false);
  const looking = useAction(preview);
  const asking = useAction(ask);
  const ofUseCase = kind !== "user";

  /** What was shown is no longer what would be asked for. */
  function change(apply: () => void) {
    apply();
    setShown(null);
    looking.clear();
    asking.clear();
  }

  async function show() {
    setMissing(legalBasis === null);
    if (legalBasis === null) return;
    const answer = await looking.run({ kind, useCaseId: ofUseCase ? useCaseId : null, subject, legalBasis });
    if (answer.ok) setShown(answer.result);
  }

  async function send(event: FormEvent) {
    event.preventDefault();
    if (shown === null || legalBasis === null) return show();
    const answer = await asking.run({ ...shown.subject, legalBasis, reference });
    if (answer.ok) router.push(`/audit/erasures/${answer.result.id}`);
  }

  return (
    <form onSubmit={send} noValidate>
      <Stack gap="lg">
        <Section title="What">
          <Stack gap="md" maw={560}>
            <Select
              label="Kind"
              data={kinds.map((value) => ({ value, label: kindName[value] }))}
              allowDeselect={false}
              value={kind}
              onChange={(value) => {
                const chosen = kinds.find((one) => one === value);
                if (chosen !== undefined && chosen !== kind) {
                  change(() => {
                    setKind(chosen);
                    setSubject("");
                  });
                }
              }}
            />
            {ofUseCase && (
              <Select
                label="Use case"
                data={useCases.map(({ id, name }) => ({ value: id, label: name }))}
                allowDeselect={false}
                searchable={useCases.length > 10}
                value={useCaseId}
                onChange={(value) => change(() => setUseCaseId(value))}
              />
            )}
            <TextInput
              {...subjects[kind]}
              value={subject}
              error={looking.problemAt("subject")}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => {
                const text = event.currentTarget.value;
                change(() => setSubject(text));
              }}
            />
          </Stack>
        </Section>
        <Section title="Why">
          <Stack gap="md" maw={560}>
            <Radio.Group
              label="Legal basis"
              description="What gives the person the right to it. It goes on record."
              value={legalBasis}
              error={missing && legalBasis === null ? "Choose the legal basis." : undefined}
              onChange={(value) => {
                const chosen = legalBasisKeys.find((key) => key === value);
                if (chosen !== undefined) change(() => setLegalBasis(chosen));
              }}
            >
              <Stack gap="xs" my="xs">
                {legalBasisKeys.map((key) => (
                  <Radio key={key} value={key} label={legalBases[key].label} description={legalBases[key].sentence} />
                ))}
              </Stack>
            </Radio.Group>
            <TextInput
              label="Reference"
              description="The number of the case in your files. No names: it stays on record."
              value={reference}
              error={asking.problemAt("reference")}
              autoComplete="off"
              onChange={(event) => setReference(event.currentTarget.value)}
            />
          </Stack>
        </Section>
        {shown !== null && (
          <Section title="What would happen">
            <Stack gap="md">
              <div>
                <Text fw={550} style={{ overflowWrap: "anywhere" }}>
                  {shown.what}
                </Text>
                {shown.affects !== null && kind !== "item" && (
                  <Text size="sm" c="dimmed" className="numbers">
                    {itemsText(shown.affects)} to erase.
                  </Text>
                )}
              </div>
              {shown.blockedBy !== null && <Text className={classes.blocked}>{shown.blockedBy}</Text>}
              <ErasureEffects kind={kind} />
            </Stack>
          </Section>
        )}
        <FormProblem error={looking.error} shown={["subject"]} />
        <FormProblem error={asking.error} shown={["reference"]} />
        <Group gap="md">
          {shown === null ? (
            <Button type="submit" loading={looking.busy}>
              Show what would go
            </Button>
          ) : (
            <Button type="submit" loading={asking.busy} disabled={!shown.askable}>
              Ask for the erasure
            </Button>
          )}
          <Text size="sm" c="dimmed">
            Nothing goes until a second person has approved it.
          </Text>
        </Group>
      </Stack>
    </form>
  );
}
