"use client";
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { type ReactNode, useState } from "react";
import { cssVariables, theme } from "@/components/ui/theme";

/** The library that keeps pages still behind dialogs asks here for the nonce of the style element that it adds. */
function announceNonce(nonce: string) {
  if (typeof window !== "undefined") Object.assign(window, { __webpack_nonce__: nonce });
}

/**
 * The theme around everything. `nonce` lets its style elements pass the Content-Security-Policy: that of the document,
 * so the first one counts; later ones come with parts of pages that are fetched into it.
 */
export function ThemeProvider({ nonce: latest, children }: { nonce: string; children: ReactNode }) {
  const [nonce] = useState(latest);
  announceNonce(nonce);
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce}
    >
      <Notifications position="bottom-right" />
      {children}
    </MantineProvider>
  );
}
