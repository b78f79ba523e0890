"use client";
import { Button, Group, Select, Text } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { FormProblem } from "@/components/ui/form-problem";
import { Section } from "@/components/ui/section";
import { useAction } from "@/components/ui/use-action";
import type { ActionResult } from "@/lib/access/server-action";

interface Person {
  id: string;
  name: string;
}

type Assign = (input: { useCaseId: string; itemId: string; userId: string }) => Promise<ActionResult<null>>;

interface AssignControlProps {
  useCaseId: string;
  itemId: string;
  /** Whom a review of the item is kept for. */
  assigned: readonly Person[];
  /** Who else could be given one. */
  people: readonly Person[];
  assign: Assign;
  unassign: Assign;
}

/** Keeps an item's review for a person, or keeps it for them no longer. */
export function AssignControl({ useCaseId, itemId, assigned, people, assign, unassign }: AssignControlProps) {
  const router = useRouter();
  const [chosen, setChosen] = useState<string | null>(null);
  const giving = useAction(assign);
  const taking = useAction(unassign);

  async function send(action: typeof giving, userId: string) {
    giving.clear();
    taking.clear();
    const answer = await action.run({ useCaseId, itemId, userId });
    if (!answer.ok) return;
    setChosen(null);
    router.refresh();
  }

  return (
    <Section title="Assignment" note="A review that is kept for a person is offered to nobody else, and to them first.">
      {assigned.map((person) => (
        <Group key={person.id} gap="sm" mb="sm" wrap="nowrap">
          <Text size="sm">
            Kept for <strong>{person.name}</strong>
          </Text>
          <Button
            size="compact-sm"
            variant="default"
            loading={taking.busy}
            aria-label={`Keep it no longer for ${person.name}`}
            onClick={() => send(taking, person.id)}
          >
            Unassign
          </Button>
        </Group>
      ))}
      <Group gap="sm" align="flex-end">
        <Select
          label="Reviewer"
          placeholder="Choose a person"
          w={{ base: "100%", xs: 260 }}
          searchable
          nothingFoundMessage="Nobody of that name reviews here."
          data={people.map(({ id, name }) => ({ value: id, label: name }))}
          value={chosen}
          onChange={setChosen}
        />
        <Button
          variant="default"
          disabled={chosen === null}
          loading={giving.busy}
          onClick={() => chosen !== null && send(giving, chosen)}
        >
          Assign
        </Button>
      </Group>
      <FormProblem error={giving.error ?? taking.error} />
    </Section>
  );
}
