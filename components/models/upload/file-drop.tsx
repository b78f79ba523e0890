"use client";
import { Box, Button, FileButton, Text } from "@mantine/core";
import { type DragEvent, useId, useState } from "react";
import { sizeText } from "@/components/models/size-text";
import classes from "@/components/models/upload/upload.module.css";

interface FileDropProps {
  label: string;
  description: string;
  accept: string;
  file: File | null;
  problem: string | undefined;
  onChange: (file: File | null) => void;
}

/** A place to drop a file on, with a button for those who would rather choose it. */
export function FileDrop({ label, description, accept, file, problem, onChange }: FileDropProps) {
  const id = useId();
  const [over, setOver] = useState(false);

  function drop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    const [dropped] = event.dataTransfer.files;
    if (dropped !== undefined) onChange(dropped);
  }

  return (
    <Box
      role="group"
      aria-labelledby={`${id}-label`}
      aria-describedby={`${id}-about${problem === undefined ? "" : ` ${id}-problem`}`}
      className={classes.drop}
      data-over={over || undefined}
      data-problem={problem !== undefined || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <div className={classes.dropText}>
        <Text size="sm" fw={550} id={`${id}-label`}>
          {label}
        </Text>
        {file === null ? (
          <Text size="sm" c="dimmed" id={`${id}-about`}>
            {description}
          </Text>
        ) : (
          <Text size="sm" id={`${id}-about`} className={classes.fileName ?? ""}>
            {file.name}{" "}
            <Text component="span" c="dimmed" size="sm" className="numbers">
              {sizeText(file.size)}
            </Text>
          </Text>
        )}
        {problem !== undefined && (
          <Text size="sm" fw={550} id={`${id}-problem`} role="alert">
            {problem}
          </Text>
        )}
      </div>
      <FileButton accept={accept} onChange={(chosen) => chosen !== null && onChange(chosen)}>
        {(props) => (
          <Button {...props} variant="default" aria-describedby={`${id}-label`}>
            {file === null ? "Choose a file" : "Choose another"}
          </Button>
        )}
      </FileButton>
      {file !== null && (
        <Button variant="subtle" color="gray" onClick={() => onChange(null)} aria-label={`Take away: ${file.name}`}>
          Take away
        </Button>
      )}
    </Box>
  );
}
