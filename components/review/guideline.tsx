"use client";
import { Drawer, Text } from "@mantine/core";
import { Markdown } from "@/components/ui/markdown";

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
        <Markdown text={text} />
      )}
    </Drawer>
  );
}
