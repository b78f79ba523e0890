import { useEffect, useState } from "react";
import type { HaltChoice } from "@/lib/policies/halt-query";

export type { HaltChoice };

/** What the dialog and the palette offer: read each time that one of them opens. Null until it is there. */
export function useHaltChoices(opened: boolean): { choices: HaltChoice[] | null; failed: boolean } {
  const [choices, setChoices] = useState<HaltChoice[] | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    if (!opened) return;
    let current = true;
    setFailed(false);
    fetch("/api/halt")
      .then((response) => (response.ok ? response.json() : Promise.reject(new Error(String(response.status)))))
      .then(
        (found: HaltChoice[]) => current && setChoices(found),
        () => current && setFailed(true),
      );
    return () => {
      current = false;
    };
  }, [opened]);
  return { choices, failed };
}

/** The slug of the use case whose pages are shown; null elsewhere. */
export function slugOfPath(path: string): string | null {
  const [, place, slug] = path.split("/");
  return place === "use-cases" && slug !== undefined && slug !== "new" ? slug : null;
}
