"use client";
import { Drawer, Text, Typography } from "@mantine/core";
import Markdown from "react-markdown";

/** Links of a guideline open beside the desk, so that no work is left behind. */
const components = {
  a: ({ href, children }: { href?: string | undefined; children?: React.ReactNode }) => (
    <a href={href} target="_blank" rel="noreferrer noopener">
      {children}
    </a>
  ),
};

/** The use case's guideline, over the answers, so that the item stays in view. HTML in it is shown as text. */
export function Guideline(props: { name: string; text: string; opened: boolean; onClose: () => void }) {
  const { name, text, opened, onClose } = props;
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      title={`Guideline: ${name}`}
      size={560}
      overlayProps={{ backgroundOpacity: 0.12, blur: 0 }}
      closeButtonProps={{ "aria-label": "Close the guideline" }}
    >
      {text.trim() === "" ? (
        <Text c="dimmed">This use case has no guideline yet. An admin can write one in its settings.</Text>
      ) : (
        <Typography>
          <Markdown components={components}>{text}</Markdown>
        </Typography>
      )}
    </Drawer>
  );
}
