"use client";
import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import classes from "@/components/shell/place-link.module.css";

/** A link of a navigation, marked while the page or one beneath it is shown. `exact` leaves those beneath out. */
export function PlaceLink(props: { href: string; exact?: boolean; onClick?: () => void; children: ReactNode }) {
  const { href, exact = href === "/", onClick, children } = props;
  const path = usePathname();
  const current = path === href || (!exact && path.startsWith(`${href}/`));
  return (
    <Link
      href={href}
      className={classes.link}
      aria-current={current ? (path === href ? "page" : "true") : undefined}
      {...(onClick && { onClick })}
    >
      {children}
    </Link>
  );
}
