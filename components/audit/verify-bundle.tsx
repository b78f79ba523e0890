"use client";
import { Box, Button, FileButton, Group, Progress, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { type DragEvent, type InputHTMLAttributes, useRef, useState } from "react";
import classes from "@/components/audit/verify.module.css";
import { VerifyOutcome } from "@/components/audit/verify-outcome";
import { ProblemNote } from "@/components/ui/problem-note";
import { Section } from "@/components/ui/section";
import { CannotCheck } from "@/lib/audit/verify/digests";
import { filesOf, nameOf, verifyDropped } from "@/lib/audit/verify/dropped-files";
import type { Verification } from "@/lib/audit/verify/verification";

type Step =
  | { at: "waiting" }
  | { at: "working"; name: string; share: number }
  | { at: "done"; name: string; verification: Verification }
  | { at: "failed"; message: string };

// React's types do not know it; every browser does.
const folderProps = { webkitdirectory: "" } as InputHTMLAttributes<HTMLInputElement>;

/** Verifies a dropped or chosen bundle or receipt in this browser. */
export function VerifyBundle() {
  const [step, setStep] = useState<Step>({ at: "waiting" });
  const [known, setKnown] = useState({ origin: "", key: "", anchor: "" });
  const [over, setOver] = useState(false);
  const resetFile = useRef<() => void>(null);
  const busy = step.at === "working";

  async function verify(files: readonly File[]) {
    if (files.length === 0 || busy) return;
    const name = nameOf(files);
    setStep({ at: "working", name, share: 0 });
    const { origin, key, anchor } = known;
    const given = (text: string) => (text.trim() === "" ? [] : [text.trim()]);
    const asked = { keys: given(key), origin: given(origin)[0] ?? null, anchors: given(anchor) };
    try {
      const verification = await verifyDropped(files, asked, (done, total) =>
        setStep({ at: "working", name, share: total === 0 ? 1 : done / total }),
      );
      setStep({ at: "done", name, verification });
    } catch (error) {
      const message = error instanceof CannotCheck ? error.message : `${name} cannot be read: ${error}`;
      setStep({ at: "failed", message });
    }
    // The same file may be chosen again, changed.
    resetFile.current?.();
  }

  function drop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    void filesOf(event.dataTransfer).then(verify);
  }

  const field = (name: keyof typeof known) => ({
    value: known[name],
    disabled: busy,
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setKnown((before) => ({ ...before, [name]: value }));
    },
  });

  return (
    <Stack gap="lg">
      <Box
        role="group"
        aria-label="Bundle or receipt"
        className={classes.drop}
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <Text fw={600}>Drop it here</Text>
        <Text size="sm" c="dimmed">
          A bundle as a .tar file or as a folder, or a receipt as a .json file.
        </Text>
        <Group gap="xs" mt="sm" justify="center">
          <FileButton multiple resetRef={resetFile} onChange={verify}>
            {(props) => (
              <Button {...props} disabled={busy}>
                Choose a file
              </Button>
            )}
          </FileButton>
          <FileButton multiple inputProps={folderProps} onChange={verify}>
            {(props) => (
              <Button {...props} disabled={busy} variant="default">
                Choose a folder
              </Button>
            )}
          </FileButton>
        </Group>
      </Box>
      <div role="status" className={classes.status}>
        {step.at === "working" && (
          <Section title={`Verifying ${step.name}`}>
            <Progress value={step.share * 100} aria-label="Verified so far" />
            <Text size="sm" c="dimmed" mt="xs" className="numbers">
              {Math.floor(step.share * 100)}%
            </Text>
          </Section>
        )}
        {step.at === "done" && <VerifyOutcome name={step.name} verification={step.verification} />}
      </div>
      {step.at === "failed" && <ProblemNote>{step.message}</ProblemNote>}
      <Section
        title="What you know from elsewhere"
        note="Optional, and what makes a verdict strong: it is then held against something that did not come with the file."
      >
        <Stack gap="sm">
          <TextInput label="Name of the log" {...field("origin")} />
          <TextInput label="Key, or its fingerprint" {...field("key")} />
          <Textarea
            label="Checkpoints that were kept outside"
            description="As the anchor holds them: a file’s text, an e-mail, signed notes."
            autosize
            minRows={3}
            maxRows={10}
            {...field("anchor")}
          />
        </Stack>
      </Section>
    </Stack>
  );
}
