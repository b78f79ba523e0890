"use client";
import { ActionIcon, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import classes from "@/components/ui/color-scheme-toggle.module.css";

/** Switches between light and dark. Until it is used, the device's own setting counts. */
export function ColorSchemeToggle() {
  const { setColorScheme } = useMantineColorScheme();
  const shown = useComputedColorScheme("light", { getInitialValueInEffect: true });
  return (
    <ActionIcon
      size="lg"
      aria-label="Switch between light and dark"
      onClick={() => setColorScheme(shown === "dark" ? "light" : "dark")}
    >
      <svg viewBox="0 0 20 20" width="18" height="18" fill="none" stroke="currentColor" aria-hidden="true">
        <circle cx="10" cy="10" r="6.5" strokeWidth="1.5" />
        <path className={classes.half} d="M10 3.5a6.5 6.5 0 0 1 0 13z" fill="currentColor" stroke="none" />
      </svg>
    </ActionIcon>
  );
}
