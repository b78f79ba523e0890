"use client";
import { Button, CopyButton as Copy } from "@mantine/core";

/** Puts a text on the clipboard. `what` names it for those who cannot see what stands beside. */
export function CopyButton({ text, what }: { text: string; what: string }) {
  return (
    <Copy value={text} timeout={2000}>
      {({ copied, copy }) => (
        <Button variant="default" size="xs" onClick={copy} aria-label={copied ? `Copied ${what}` : `Copy ${what}`}>
          {copied ? "Copied" : "Copy"}
        </Button>
      )}
    </Copy>
  );
}
