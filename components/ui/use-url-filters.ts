"use client";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useTransition } from "react";

/** Where a list is, which another filter makes meaningless. */
const pageParameters = ["after", "before"];

/**
 * The filters of a list, kept in the address: `get` reads one, `set` changes some (null takes one out) and starts again
 * at the first page. `pending` while the list is on its way.
 */
export function useUrlFilters() {
  const router = useRouter();
  const path = usePathname();
  const search = useSearchParams();
  const [pending, startTransition] = useTransition();

  function set(changes: Readonly<Record<string, string | null>>) {
    const next = new URLSearchParams(search);
    for (const name of pageParameters) next.delete(name);
    for (const [name, value] of Object.entries(changes)) {
      if (value === null || value === "") next.delete(name);
      else next.set(name, value);
    }
    startTransition(() => router.replace(next.size === 0 ? path : `${path}?${next}`, { scroll: false }));
  }

  return { get: (name: string) => search.get(name), set, pending };
}
