"use client";
import { Button, Group, Radio, Stack, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { ConnectionTest } from "@/components/models/connection-test";
import type { FittingEncodings } from "@/components/models/mapping-editor/editor";
import { RemoteMapping } from "@/components/models/remote-mapping";
import type { RemoteModelActions } from "@/components/models/remote-model-actions";
import {
  emptyRemoteDraft,
  labelsOf,
  type RemoteBackend,
  type RemoteDraft,
  readRemoteDraft,
} from "@/components/models/remote-model-draft";
import classes from "@/components/models/remote-model-form.module.css";
import { RemoteProtocolFields } from "@/components/models/remote-protocol-fields";
import { RemoteSecretHeaders } from "@/components/models/remote-secret-headers";
import { useRemoteMapping } from "@/components/models/use-remote-mapping";
import { FormProblem } from "@/components/ui/form-problem";
import { ProblemNote } from "@/components/ui/problem-note";
import { Section } from "@/components/ui/section";
import { useAction } from "@/components/ui/use-action";
import type { InspectedServer } from "@/lib/models/inspect-server";
import type { Definition } from "@/lib/use-cases/definition-schema";

interface RemoteModelFormProps extends RemoteModelActions {
  useCase: { id: string; slug: string };
  definition: Pick<Definition, "kind" | "fields" | "outcomes" | "target">;
  fitting: FittingEncodings;
}

const protocols: readonly { value: RemoteBackend; label: string; note: string; address: string }[] = [
  {
    value: "open_inference",
    label: "Open Inference",
    note: "Triton, KServe, MLServer, OpenVINO: the paths begin with /v2.",
    address: "https://models.example.com:8000",
  },
  {
    value: "tensorflow_serving",
    label: "TensorFlow Serving",
    note: "Its REST interface: the paths begin with /v1.",
    address: "https://models.example.com:8501",
  },
  {
    value: "torchserve",
    label: "TorchServe",
    note: "Its inference interface: the paths begin with /predictions.",
    address: "https://models.example.com:8080",
  },
];

const versionNote: Record<RemoteBackend, string> = {
  open_inference: "Pin it where the server has versions: a number for Triton. KServe's own Python server knows none.",
  tensorflow_serving: "A number. Pin it: answers never say which version gave them.",
  torchserve: "As it was registered, 1.0 say. Empty: the default version.",
};

const shown = [
  ..."name endpoint.url endpoint.model endpoint.version endpoint.versionLabel endpoint.labels".split(" "),
  ..."endpoint.timeoutMs endpoint.concurrency endpoint.batchRows endpoint.outputs endpoint.signature".split(" "),
  ..."endpoint.answer.path endpoint.answer.scorePath endpoint.answer.spreadPath".split(" "),
];

const headerPaths = ({ headers }: RemoteDraft) =>
  headers.flatMap(({ name }, index) => [`endpoint.headers.${index}`, `secrets.${name.trim()}`]);

/** Connects a model server: where it is and how it is asked at left; at right a real request to it. */
export function RemoteModelForm({ useCase, definition, fitting, test, add }: RemoteModelFormProps) {
  const router = useRouter();
  const regression = definition.kind === "regression";
  const [draft, setDraft] = useState<RemoteDraft>(() => ({
    ...emptyRemoteDraft,
    answerKind: regression ? "value" : "scores_by_label",
  }));
  const remote = useRemoteMapping();
  const [result, setResult] = useState<InspectedServer | null>(null);
  const testing = useAction(test);
  const adding = useAction(add);
  const { error } = adding.error === null ? testing : adding;
  const problemAt = (path: string) => error?.problems.find((problem) => problem.path === path)?.message;
  const set = (part: Partial<RemoteDraft>) => setDraft((before) => ({ ...before, ...part }));
  const protocol = protocols.find(({ value }) => value === draft.backend);

  function read() {
    const edited = remote.read();
    return edited === null ? null : { useCaseId: useCase.id, ...readRemoteDraft(draft), ...edited };
  }

  async function testNow() {
    const input = read();
    if (input === null) return;
    adding.clear();
    const answer = await testing.run(input);
    setResult(answer.ok ? answer.result : null);
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    const input = read();
    if (input === null) return;
    testing.clear();
    const answer = await adding.run({ ...input, name: draft.name });
    if (!answer.ok) return;
    const { version, warnings } = answer.result;
    notifications.show({
      title: `Model version ${version} is there`,
      message: warnings.length > 0 ? warnings.join(" ") : "It counts for nothing until a policy names it champion.",
      autoClose: warnings.length > 0 ? false : 6000,
    });
    router.push(`/use-cases/${useCase.slug}/models/${version}`);
  }

  const mappingProblems = [...(result?.problems ?? []), ...(error?.problems ?? [])].filter(({ path }) =>
    /^mapping(\.|$)/.test(path),
  );
  const shownPaths = [...shown, ...headerPaths(draft), ...mappingProblems.map(({ path }) => path)];
  return (
    <form onSubmit={submit} className={classes.form} noValidate>
      <Stack gap="lg">
        <Section title="The server">
          <Stack gap="md">
            <Radio.Group
              label="Protocol"
              value={draft.backend}
              onChange={(value) => {
                set({ backend: protocols.find((known) => known.value === value)?.value ?? draft.backend });
                setResult(null);
                testing.clear();
                adding.clear();
              }}
            >
              <Stack gap="xs" mt={6}>
                {protocols.map(({ value, label, note }) => (
                  <Radio key={value} value={value} label={label} description={note} />
                ))}
              </Stack>
            </Radio.Group>
            <TextInput
              label="Name"
              description="For people: method, data, date."
              autoComplete="off"
              value={draft.name}
              error={problemAt("name")}
              onChange={(event) => set({ name: event.currentTarget.value })}
            />
            <TextInput
              label="Address"
              description="Where the server is, without what the protocol adds."
              type="url"
              placeholder={protocol?.address ?? ""}
              autoComplete="off"
              spellCheck={false}
              value={draft.url}
              error={problemAt("endpoint.url")}
              onChange={(event) => set({ url: event.currentTarget.value })}
            />
            <div className={classes.pair}>
              <TextInput
                label="Model"
                description="Its name on the server."
                autoComplete="off"
                spellCheck={false}
                value={draft.model}
                error={problemAt("endpoint.model")}
                onChange={(event) => set({ model: event.currentTarget.value })}
              />
              <TextInput
                label="Version"
                description={versionNote[draft.backend]}
                autoComplete="off"
                spellCheck={false}
                value={draft.version}
                error={problemAt("endpoint.version")}
                onChange={(event) => set({ version: event.currentTarget.value })}
              />
            </div>
            {draft.backend === "tensorflow_serving" && (
              <TextInput
                label="Or the version's label"
                description="A name that the server's configuration gives a version. It can be moved to another one."
                autoComplete="off"
                spellCheck={false}
                maw={320}
                value={draft.versionLabel}
                error={problemAt("endpoint.versionLabel")}
                onChange={(event) => set({ versionLabel: event.currentTarget.value })}
              />
            )}
          </Stack>
        </Section>
        <Section title="Secret headers" note="Stored encrypted and never shown again; later pages show their names.">
          <RemoteSecretHeaders headers={draft.headers} problemAt={problemAt} onChange={(headers) => set({ headers })} />
        </Section>
        <Section title="How it is asked">
          <RemoteProtocolFields draft={draft} regression={regression} problemAt={problemAt} onChange={set} />
        </Section>
        <RemoteMapping
          remote={remote}
          definition={definition}
          fitting={fitting}
          signature={result?.signature ?? null}
          proposal={result?.proposal ?? null}
          labels={labelsOf(draft)}
          problems={mappingProblems}
        />
      </Stack>
      <aside className={classes.test} aria-label="Connection test">
        <Section
          title="Test connection"
          note="Sends the server a real request, with the latest item. Nothing is stored."
        >
          <Stack gap="md" aria-live="polite">
            <Group>
              <Button variant="default" loading={testing.busy} disabled={adding.busy} onClick={testNow}>
                Test connection
              </Button>
              <Button type="submit" loading={adding.busy} disabled={testing.busy}>
                Add model
              </Button>
            </Group>
            {error?.problems.some(({ path }) => shownPaths.includes(path)) && (
              <ProblemNote>Some fields need another look.</ProblemNote>
            )}
            <FormProblem error={error} shown={shownPaths} />
            {result !== null && <ConnectionTest result={result} definition={definition} />}
          </Stack>
        </Section>
      </aside>
    </form>
  );
}
