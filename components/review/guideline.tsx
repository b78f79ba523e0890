"use client";
import { CloseButton, Drawer, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import classes from "@/components/review/guideline.module.css";
import { Markdown } from "@/components/ui/markdown";

interface GuidelineProps {
  name: string;
  text: string;
  opened: boolean;
  onClose: () => void;
}

/**
 * The use case's guideline: beside the item, where one goes on answering with it open; on a small screen, over it. HTML
 * in it is shown as text.
 */
export function Guideline({ name, text, opened, onClose }: GuidelineProps) {
  const wide = useMediaQuery("(min-width: 75em)", true);
  const content =
    text.trim() === "" ? (
      <Text c="dimmed">This use case has no guideline yet. An admin can write one in its settings.</Text>
    ) : (
      <Markdown text={text} />
    );
  if (wide) {
    if (!opened) return null;
    return (
      <section className={classes.panel} aria-label={`Guideline: ${name}`}>
        <header className={classes.head}>
          <h2>Guideline</h2>
          <CloseButton size="sm" onClick={onClose} aria-label="Close the guideline" />
        </header>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <section className={classes.text} tabIndex={0} aria-label="The guideline’s text">
          {content}
        </section>
      </section>
    );
  }
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      title={`Guideline: ${name}`}
      size={560}
      overlayProps={{ backgroundOpacity: 0.12, blur: 0 }}
      closeButtonProps={{ "aria-label": "Close the guideline" }}
    >
      {content}
    </Drawer>
  );
}
