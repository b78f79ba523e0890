"use client";
import { TableScrollContainer, Typography } from "@mantine/core";
import type { ReactNode } from "react";
import Render from "react-markdown";
import tables from "remark-gfm";

const components = {
  a: ({ href, children }: { href?: string | undefined; children?: ReactNode }) => (
    <a href={href} target="_blank" rel="noreferrer noopener">
      {children}
    </a>
  ),
  // The page's own headings come first.
  h1: ({ children }: { children?: ReactNode }) => <h3>{children}</h3>,
  h2: ({ children }: { children?: ReactNode }) => <h3>{children}</h3>,
  // A wide table scrolls by itself, not the page.
  table: ({ children }: { children?: ReactNode }) => (
    <TableScrollContainer minWidth={0}>
      <table>{children}</table>
    </TableScrollContainer>
  ),
};

const plugins = [tables];

/** Text that somebody wrote in Markdown, with tables and task lists as GitHub has them. HTML in it is shown as text; links open beside the page. */
export function Markdown({ text }: { text: string }) {
  return (
    <Typography>
      <Render components={components} remarkPlugins={plugins}>
        {text}
      </Render>
    </Typography>
  );
}
