import "@fontsource-variable/inter/index.css";
import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "@/components/ui/global.css";
import { ColorSchemeScript, mantineHtmlProps } from "@mantine/core";
import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import { Shell } from "@/components/shell/shell";
import { ThemeProvider } from "@/components/ui/theme-provider";
import { getActor } from "@/lib/access/session";
import { mayHaltAny, visiblePlaces } from "@/lib/access/visible-places";
import { countOpenDisagreements } from "@/lib/disagreements/open-count-query";

export const metadata: Metadata = {
  title: { default: "Countersign", template: "%s · Countersign" },
  description: "Decisions by models and people together, with everything on record.",
  robots: { index: false, follow: false },
};

export const viewport: Viewport = { colorScheme: "light dark" };

export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get("x-nonce") ?? "";
  const actor = await getActor();
  const open = actor === null ? null : await countOpenDisagreements(actor);
  return (
    <html lang="en-GB" {...mantineHtmlProps}>
      <head>
        <ColorSchemeScript defaultColorScheme="auto" nonce={nonce} />
      </head>
      <body>
        <ThemeProvider nonce={nonce}>
          {actor === null ? (
            <main>{children}</main>
          ) : (
            <Shell
              places={visiblePlaces(actor)}
              userName={actor.name}
              mayHalt={mayHaltAny(actor)}
              disagreements={open === null ? null : { count: open, madeAt: Date.now() }}
            >
              {children}
            </Shell>
          )}
        </ThemeProvider>
      </body>
    </html>
  );
}
