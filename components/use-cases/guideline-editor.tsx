"use client";
import { Tabs, Text, Textarea } from "@mantine/core";
import { Markdown } from "@/components/ui/markdown";
import classes from "@/components/use-cases/definition-form.module.css";

interface GuidelineEditorProps {
  value: string;
  error: string | undefined;
  onChange: (guideline: string) => void;
}

/** The guideline as Markdown, and as reviewers will read it. */
export function GuidelineEditor({ value, error, onChange }: GuidelineEditorProps) {
  return (
    <Tabs defaultValue="write" keepMounted={false}>
      <Tabs.List mb="sm">
        <Tabs.Tab value="write">Write</Tabs.Tab>
        <Tabs.Tab value="read">Preview</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="write">
        <Textarea
          aria-label="Guideline"
          description="Markdown: # headings, - lists, **bold**."
          autosize
          minRows={8}
          maxRows={24}
          value={value}
          error={error}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      </Tabs.Panel>
      <Tabs.Panel value="read">
        <div className={classes.preview}>
          {value.trim() === "" ? <Text c="dimmed">There is no guideline yet.</Text> : <Markdown text={value} />}
        </div>
      </Tabs.Panel>
    </Tabs>
  );
}
