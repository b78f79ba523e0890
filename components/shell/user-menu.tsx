"use client";
import { Menu, UnstyledButton } from "@mantine/core";
import Link from "next/link";
import { signOut } from "@/components/access/auth-client";
import classes from "@/components/shell/user-menu.module.css";

/** Who is signed in, with the way to their account and out. */
export function UserMenu({ userName }: { userName: string }) {
  return (
    <Menu position="bottom-end" width={180}>
      <Menu.Target>
        <UnstyledButton className={`${classes.button} user-menu`}>
          <span className={classes.name}>{userName}</span>
          <svg viewBox="0 0 10 6" width="10" height="6" fill="none" stroke="currentColor" aria-hidden="true">
            <path d="m1 1 4 4 4-4" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" />
          </svg>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component={Link} href="/account">
          Account
        </Menu.Item>
        <Menu.Item onClick={signOut}>Sign out</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
