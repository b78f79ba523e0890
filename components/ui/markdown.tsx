"use client";
import { Typography } from "@mantine/core";
import type { ReactNode } from "react";
import Render from "react-markdown";

const components = {
  a: ({ href, children }: { href?: string | undefined; children?: ReactNode }) => (
    <a href={href} target="_blank" rel="noreferrer noopener">
      {children}
    </a>
  ),
  // The page's own headings come first.
  h1: ({ children }: { children?: ReactNode }) => <h3>{children}</h3>,
  h2: ({ children }: { children?: ReactNode }) => <h3>{children}</h3>,
};

/** Text that somebody wrote in Markdown. HTML in it is shown as text; links open beside the page. */
export function Markdown({ text }: { text: string }) {
  return (
    <Typography>
      <Render components={components}>{text}</Render>
    </Typography>
  );
}
