"use client";
import { Button, Drawer, FileInput, Group, Radio, Stack, Textarea, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import classes from "@/components/models/add-model.module.css";
import { templateMapping } from "@/components/models/template-mapping";
import { ProblemNote } from "@/components/ui/problem-note";
import { useAction } from "@/components/ui/use-action";
import type { ActionResult } from "@/lib/access/server-action";
import type { Definition } from "@/lib/use-cases/definition-schema";

interface AddModelProps {
  slug: string;
  definition: Pick<Definition, "kind" | "fields" | "outcomes">;
}

interface Added {
  version: number;
  warnings: string[];
}

/** The button and the form that add a model version, from an ONNX file or for predictions that callers send. */
export function AddModel({ slug, definition }: AddModelProps) {
  const router = useRouter();
  const [opened, { open, close }] = useDisclosure(false);
  const [backend, setBackend] = useState<"onnx" | "supplied">("onnx");
  const [name, setName] = useState("");
  const [file, setFile] = useState<File | null>(null);
  const [mapping, setMapping] = useState("");
  const { run, busy, error, problemAt, clear } = useAction(async (form: FormData): Promise<ActionResult<Added>> => {
    const response = await fetch(`/api/models/${slug}`, { method: "POST", body: form });
    return response.json();
  });

  async function submit(event: FormEvent) {
    event.preventDefault();
    const form = new FormData();
    form.set("name", name);
    form.set("backend", backend);
    if (backend === "onnx" && file !== null) form.set("file", file);
    if (backend === "onnx" && mapping.trim() !== "") form.set("mapping", mapping);
    const answer = await run(form);
    if (!answer.ok) return;
    const { version, warnings } = answer.result;
    notifications.show({
      title: `Model version ${version} is there`,
      message: warnings.length > 0 ? warnings.join(" ") : "It counts for nothing until a policy names it champion.",
      autoClose: warnings.length > 0 ? false : 6000,
    });
    close();
    router.push(`/use-cases/${slug}/models/${version}`);
  }

  const elsewhere = (error?.problems ?? []).filter(
    ({ path, message }) => path !== "name" && message !== error?.message,
  );
  return (
    <>
      <Button onClick={open}>Add a model</Button>
      <Drawer
        opened={opened}
        onClose={close}
        size="lg"
        title="Add a model"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <form onSubmit={submit}>
          <Stack gap="md">
            <Radio.Group
              label="Where its answers come from"
              value={backend}
              onChange={(value) => {
                setBackend(value === "supplied" ? "supplied" : "onnx");
                clear();
              }}
            >
              <Stack gap={6} mt={6}>
                <Radio value="onnx" label="an ONNX file, which runs here" />
                <Radio value="supplied" label="the caller sends a prediction with each item" />
              </Stack>
            </Radio.Group>
            <TextInput
              label="Name"
              description="For people: method, data, date."
              autoComplete="off"
              value={name}
              error={problemAt("name")}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            {backend === "onnx" && (
              <>
                <FileInput
                  label="File"
                  description="It is loaded in a process of its own and tried out on an item."
                  placeholder="model.onnx"
                  accept=".onnx,application/octet-stream"
                  clearable
                  value={file}
                  onChange={setFile}
                />
                <Textarea
                  label="Mapping"
                  description="JSON: which field goes into which tensor, and which outcome each score is for. Empty: what the file's names suggest, where that is beyond doubt."
                  className={classes.code ?? ""}
                  autosize
                  minRows={6}
                  maxRows={18}
                  spellCheck={false}
                  value={mapping}
                  onChange={(event) => setMapping(event.currentTarget.value)}
                />
                {mapping === "" && (
                  <Group>
                    <Button
                      variant="default"
                      size="xs"
                      onClick={() => setMapping(JSON.stringify(templateMapping(definition), null, 2))}
                    >
                      Start from this use case's fields
                    </Button>
                  </Group>
                )}
              </>
            )}
            {error !== null && (
              <ProblemNote>
                {error.message}
                {elsewhere.length > 0 && (
                  <ul className={classes.problems}>
                    {elsewhere.map(({ path, message }) => (
                      <li key={`${path} ${message}`}>
                        <code>{path}</code> {message}
                      </li>
                    ))}
                  </ul>
                )}
              </ProblemNote>
            )}
            <Group justify="flex-end">
              <Button variant="default" onClick={close}>
                Cancel
              </Button>
              <Button type="submit" loading={busy}>
                Add model
              </Button>
            </Group>
          </Stack>
        </form>
      </Drawer>
    </>
  );
}
