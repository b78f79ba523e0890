"use client";
import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import type { ModelActions } from "@/components/models/model-actions";
import { FormProblem } from "@/components/ui/form-problem";
import { useAction } from "@/components/ui/use-action";

interface AddSuppliedProps {
  useCase: { id: string; slug: string };
  addSupplied: ModelActions["addSupplied"];
}

/** The button and the form for a model that runs with the caller, who sends its predictions. */
export function AddSupplied({ useCase, addSupplied }: AddSuppliedProps) {
  const router = useRouter();
  const [opened, { open, close }] = useDisclosure(false);
  const [name, setName] = useState("");
  const { run, busy, error, problemAt } = useAction(addSupplied);

  async function submit(event: FormEvent) {
    event.preventDefault();
    const answer = await run({ useCaseId: useCase.id, name });
    if (!answer.ok) return;
    close();
    router.push(`/use-cases/${useCase.slug}/models/${answer.result.version}`);
  }

  return (
    <>
      <Button variant="default" onClick={open}>
        Callers send predictions
      </Button>
      <Modal
        opened={opened}
        onClose={close}
        title="Callers send predictions"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <form onSubmit={submit}>
          <Stack gap="md">
            <Text size="sm">
              For a model that runs in your own systems: the caller sends its outcome, scores or value with each item,
              as `prediction`. This gives it a version number here.
            </Text>
            <TextInput
              label="Name"
              description="For people: method, data, date."
              data-autofocus
              autoComplete="off"
              value={name}
              error={problemAt("name")}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <FormProblem error={error} shown={["name"]} />
            <Group justify="flex-end">
              <Button variant="default" onClick={close}>
                Cancel
              </Button>
              <Button type="submit" loading={busy}>
                Add version
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
