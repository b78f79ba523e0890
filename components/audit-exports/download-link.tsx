"use client";
import { Button } from "@mantine/core";
import { useState } from "react";
import { RefreshSoon } from "@/components/webhooks/refresh-soon";

/** Fetches a bundle. The page is read again while it is under way, so that it says when the link is used up. */
export function DownloadLink({ href }: { href: string }) {
  const [started, setStarted] = useState(false);
  return (
    <>
      <Button component="a" href={href} variant="default" size="xs" onClick={() => setStarted(true)}>
        Download
      </Button>
      {started && <RefreshSoon />}
    </>
  );
}
