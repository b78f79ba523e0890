"use client";
import { Burger, Button, Divider, Drawer, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { lazy, type ReactNode, Suspense, useEffect, useState } from "react";
import { signOut } from "@/components/access/auth-client";
import { OpenCount } from "@/components/disagreements/open-count";
import { Brand } from "@/components/shell/brand";
import { PlaceLink } from "@/components/shell/place-link";
import classes from "@/components/shell/shell.module.css";
import { UserMenu } from "@/components/shell/user-menu";
import { ColorSchemeToggle } from "@/components/ui/color-scheme-toggle";
import { KeyHint } from "@/components/ui/key-hint";

// Fetched when they are first asked for: most pages are left without them.
const loadHaltDialog = () => import("@/components/halt/halt-dialog");
const HaltDialog = lazy(async () => ({ default: (await loadHaltDialog()).HaltDialog }));
const CommandPalette = lazy(async () => ({
  default: (await import("@/components/shell/command-palette")).CommandPalette,
}));

interface ShellProps {
  places: readonly { href: string; label: string }[];
  userName: string;
  /** May halt some use case. */
  mayHalt: boolean;
  /** Open ones where this person settles, and when they were counted; null: they settle nowhere. */
  disagreements: { count: number; madeAt: number } | null;
  children: ReactNode;
}

/** The bar at the top with the main navigation, and the page beneath it. On a phone the navigation is a drawer. */
export function Shell({ places, userName, mayHalt, disagreements, children }: ShellProps) {
  const [open, { toggle, close }] = useDisclosure(false);
  const [halting, setHalting] = useState<{ opened: boolean; preselected: string | null; asked: number } | null>(null);
  const [paletteAsked, setPaletteAsked] = useState(0);
  const atDesk = usePathname().startsWith("/review/");

  useEffect(() => {
    function press(event: KeyboardEvent) {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey)
        return;
      event.preventDefault();
      if (!event.repeat) setPaletteAsked((asked) => asked + 1);
    }
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);

  function halt(preselected: string | null) {
    close();
    setHalting((before) => ({ opened: true, preselected, asked: (before?.asked ?? 0) + 1 }));
  }

  const links = places.map((place) => (
    <PlaceLink key={place.href} href={place.href} onClick={close}>
      {place.label}
      {place.href === "/disagreements" && disagreements !== null && <OpenCount {...disagreements} />}
    </PlaceLink>
  ));
  return (
    <>
      <a href="#content" className={classes.skip}>
        Skip to content
      </a>
      <header className={classes.bar}>
        <Link href="/" className={classes.home} aria-label="Countersign, home">
          <Brand />
        </Link>
        <nav className={classes.places} aria-label="Main">
          {links}
        </nav>
        <div className={classes.tools}>
          {!atDesk && (
            <Button
              variant="subtle"
              visibleFrom="md"
              rightSection={<KeyHint>Ctrl K</KeyHint>}
              onClick={() => setPaletteAsked((asked) => asked + 1)}
            >
              Go to
            </Button>
          )}
          {mayHalt && (
            <Button
              variant="outline"
              color="red"
              size="compact-md"
              visibleFrom="sm"
              onFocus={loadHaltDialog}
              onPointerEnter={loadHaltDialog}
              onClick={() => halt(null)}
            >
              Halt
            </Button>
          )}
          <ColorSchemeToggle />
          <UserMenu userName={userName} />
          <Burger hiddenFrom="sm" size="sm" opened={open} onClick={toggle} aria-label="Navigation" />
        </div>
      </header>
      <Drawer opened={open} onClose={close} size="xs" title={<Brand />} closeButtonProps={{ "aria-label": "Close" }}>
        <Stack gap={2}>
          <nav className={classes.drawer} aria-label="Main, small screen">
            {links}
          </nav>
          <Divider my="sm" />
          <Text size="sm" c="dimmed" px="sm">
            Signed in as {userName}
          </Text>
          <PlaceLink href="/account" onClick={close}>
            Account
          </PlaceLink>
          {mayHalt && (
            <Button variant="outline" color="red" mt="sm" onClick={() => halt(null)}>
              Halt
            </Button>
          )}
          <Button variant="default" mt="sm" onClick={signOut}>
            Sign out
          </Button>
        </Stack>
      </Drawer>
      <Suspense fallback={null}>
        {halting !== null && (
          <HaltDialog
            key={halting.asked}
            opened={halting.opened}
            preselected={halting.preselected}
            close={() => setHalting({ ...halting, opened: false })}
          />
        )}
        {paletteAsked > 0 && (
          <CommandPalette places={places} key={`palette ${paletteAsked}`} halt={(slug) => halt(slug ?? "*")} />
        )}
      </Suspense>
      <main id="content" tabIndex={-1} className={classes.content}>
        {children}
      </main>
    </>
  );
}
