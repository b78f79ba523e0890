"use client";
import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useRouter } from "next/navigation";
import { type FormEvent, useEffect, useReducer, useRef, useState } from "react";
import { sizeText } from "@/components/models/size-text";
import { FileDrop } from "@/components/models/upload/file-drop";
import { modelName } from "@/components/models/upload/model-name";
import { sendModel } from "@/components/models/upload/send-model";
import { noUpload, reduceUpload, type ShownStep, stoppedAt } from "@/components/models/upload/upload-state";
import { UploadSteps } from "@/components/models/upload/upload-steps";
import { ProblemNote } from "@/components/ui/problem-note";
import { Section } from "@/components/ui/section";
import { TextLink } from "@/components/ui/text-link";

interface UploadFormProps {
  slug: string;
  /** Larger files are refused before they are sent. */
  sizeLimitBytes: number;
}

/** Where a file was stopped. */
const stoppedText: Record<ShownStep["name"], string> = {
  sent: "It did not arrive.",
  received: "It did not arrive as a whole.",
  read: "It could not be read.",
  checked: "It did not pass the checks.",
  repaired: "It could not be repaired.",
  loaded: "It could not be loaded.",
  proposed: "It could not be bound to this use case.",
};

/** Takes a model file to the server, and whoever chose it to what was found in it. */
export function UploadForm({ slug, sizeLimitBytes }: UploadFormProps) {
  const router = useRouter();
  const [file, setFile] = useState<File | null>(null);
  const [name, setName] = useState<string | null>(null);
  const [reference, setReference] = useState<File | null>(null);
  const [missing, setMissing] = useState(false);
  const [upload, dispatch] = useReducer(reduceUpload, noUpload);
  const cancel = useRef<() => void>(() => {});
  useEffect(() => () => cancel.current(), []);

  const ownName = name ?? (file === null ? "" : modelName(file.name));
  const tooLarge =
    file !== null && file.size > sizeLimitBytes
      ? `This file has ${sizeText(file.size)}; at most ${Math.round(sizeLimitBytes / 1024 / 1024)} MB are taken. Export a smaller model, or run it on a model server.`
      : undefined;
  const { refusal } = upload;
  const problemAt = (path: string) => refusal?.problems.find((problem) => problem.path === path)?.message;
  const missingFile = missing && file === null ? "Choose the model's file first." : undefined;
  const elsewhere = (refusal?.problems ?? []).filter(
    ({ path, message }) => path !== "name" && message !== refusal?.message,
  );
  const stopped = stoppedAt(upload);

  function choose(chosen: File | null) {
    setFile(chosen);
    dispatch({ type: "cancelled" });
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    setMissing(true);
    if (file === null || tooLarge !== undefined) return;
    dispatch({ type: "started" });
    cancel.current = sendModel(
      { slug, name: ownName, file, reference },
      {
        onSent: (share) => dispatch({ type: "sent", share }),
        onStep: (step) => dispatch({ type: "step", step }),
        onAnswer: (answer) => {
          if (!answer.ok) return dispatch({ type: "refused", error: answer.error });
          dispatch({ type: "finished" });
          router.push(`/use-cases/${slug}/models/new/${answer.result.draftId}`);
        },
      },
    );
  }

  const busy = upload.phase !== "choosing";
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="lg">
        {busy ? (
          <Section
            title={ownName}
            actions={
              upload.phase !== "done" && (
                <Button
                  variant="default"
                  onClick={() => {
                    cancel.current();
                    dispatch({ type: "cancelled" });
                  }}
                >
                  Cancel
                </Button>
              )
            }
          >
            <UploadSteps upload={upload} />
          </Section>
        ) : (
          <>
            {refusal !== null && (
              <ProblemNote>
                {stopped !== null && <b>{stoppedText[stopped]} </b>}
                {refusal.message}
                {elsewhere.length > 0 && (
                  <ul>
                    {elsewhere.map(({ path, message }) => (
                      <li key={`${path} ${message}`}>{message}</li>
                    ))}
                  </ul>
                )}
              </ProblemNote>
            )}
            <Section>
              <Stack gap="md">
                <FileDrop
                  label="Model file"
                  description="Drop an ONNX file here, as scikit-learn, PyTorch, LightGBM, XGBoost and others export it."
                  accept=".onnx,application/octet-stream"
                  file={file}
                  problem={tooLarge ?? missingFile}
                  onChange={choose}
                />
                <TextInput
                  label="Name"
                  description="For people: method, data, date."
                  autoComplete="off"
                  value={ownName}
                  error={problemAt("name")}
                  onChange={(event) => setName(event.currentTarget.value)}
                />
                <FileDrop
                  label="Training rows, if you have them"
                  description="A CSV with the use case's field keys in its first line. Only statistics of it are kept, to see later whether the data drifts."
                  accept=".csv,text/csv"
                  file={reference}
                  problem={undefined}
                  onChange={setReference}
                />
              </Stack>
            </Section>
            <Group justify="space-between" gap="sm">
              <Text size="sm" c="dimmed">
                You look at what was found before anything is added.
              </Text>
              <Group gap="xs">
                <TextLink href={`/use-cases/${slug}/models`} size="sm">
                  Back to the models
                </TextLink>
                <Button type="submit">Upload</Button>
              </Group>
            </Group>
          </>
        )}
      </Stack>
    </form>
  );
}
