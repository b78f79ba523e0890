"use client";
import { Checkbox } from "@mantine/core";
import { createContext, type ReactNode, useContext, useMemo, useState } from "react";

interface ItemSelection {
  chosen: ReadonlySet<string>;
  /** Ticks these, or takes their ticks away. */
  set: (ids: readonly string[], on: boolean) => void;
  clear: () => void;
}

const Selection = createContext<ItemSelection | null>(null);

/** Keeps which items are ticked, also while the list is paged. */
export function ItemSelectionProvider({ children }: { children: ReactNode }) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const selection = useMemo(
    (): ItemSelection => ({
      chosen,
      set: (ids, on) => {
        const next = new Set(chosen);
        for (const id of ids) {
          if (on) next.add(id);
          else next.delete(id);
        }
        setChosen(next);
      },
      clear: () => setChosen(new Set()),
    }),
    [chosen],
  );
  return <Selection.Provider value={selection}>{children}</Selection.Provider>;
}

/** The list's ticks; null where nothing can be ticked. */
export function useItemSelection(): ItemSelection | null {
  return useContext(Selection);
}

/** An item's tick in the list. It keeps its place where it cannot be given. */
export function ItemTick({ id, name, disabled }: { id: string; name: string; disabled: boolean }) {
  const selection = useItemSelection();
  if (selection === null) return null;
  return (
    <Checkbox
      size="xs"
      aria-label={`Choose ${name}`}
      disabled={disabled}
      checked={selection.chosen.has(id)}
      onChange={(event) => selection.set([id], event.currentTarget.checked)}
    />
  );
}
