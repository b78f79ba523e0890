"use client";
import { Button } from "@mantine/core";
import { useEffect } from "react";
import classes from "@/components/audit/item-record.module.css";

const scheme = "data-mantine-color-scheme";

/** Prints the page. On paper it is light, whatever it is on the screen. */
export function PrintButton() {
  useEffect(() => {
    const page = document.documentElement;
    let shown: string | null = null;
    const lighten = () => {
      shown = page.getAttribute(scheme);
      page.setAttribute(scheme, "light");
    };
    const restore = () => {
      if (shown !== null) page.setAttribute(scheme, shown);
    };
    addEventListener("beforeprint", lighten);
    addEventListener("afterprint", restore);
    return () => {
      removeEventListener("beforeprint", lighten);
      removeEventListener("afterprint", restore);
    };
  }, []);
  return (
    <Button className={classes.screenOnly} onClick={() => print()}>
      Print
    </Button>
  );
}
