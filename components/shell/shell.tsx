"use client";
import { Burger, Button, Divider, Drawer, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import Link from "next/link";
import type { ReactNode } from "react";
import { signOut } from "@/components/access/auth-client";
import { Brand } from "@/components/shell/brand";
import { PlaceLink } from "@/components/shell/place-link";
import classes from "@/components/shell/shell.module.css";
import { UserMenu } from "@/components/shell/user-menu";
import { ColorSchemeToggle } from "@/components/ui/color-scheme-toggle";

interface ShellProps {
  places: readonly { href: string; label: string }[];
  userName: string;
  children: ReactNode;
}

/** The bar at the top with the main navigation, and the page beneath it. On a phone the navigation is a drawer. */
export function Shell({ places, userName, children }: ShellProps) {
  const [open, { toggle, close }] = useDisclosure(false);
  const links = places.map((place) => (
    <PlaceLink key={place.href} href={place.href} onClick={close}>
      {place.label}
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
          <Button variant="default" mt="sm" onClick={signOut}>
            Sign out
          </Button>
        </Stack>
      </Drawer>
      <main id="content" tabIndex={-1} className={classes.content}>
        {children}
      </main>
    </>
  );
}
