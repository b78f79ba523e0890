"use client";
import { Textarea } from "@mantine/core";
import { useState } from "react";

interface CategoriesFieldProps {
  label: string;
  categories: readonly string[];
  error: string | undefined;
  onChange: (categories: string[]) => void;
}

const linesOf = (text: string) => text.split("\n").filter((line) => line !== "");

/** A list of categories in its order, one per line. */
export function CategoriesField({ label, categories, error, onChange }: CategoriesFieldProps) {
  const [text, setText] = useState(() => categories.join("\n"));
  // Empty lines are there only while somebody types; what came from elsewhere takes the text's place.
  const shown = linesOf(text).join("\n") === categories.join("\n") ? text : categories.join("\n");
  return (
    <Textarea
      mt={4}
      aria-label={label}
      description="One per line, in the model's order."
      autosize
      minRows={2}
      maxRows={8}
      spellCheck={false}
      value={shown}
      error={error}
      onChange={(event) => {
        setText(event.currentTarget.value);
        onChange(linesOf(event.currentTarget.value));
      }}
    />
  );
}
