"use client";
import "@mantine/spotlight/styles.css";
import {
  createSpotlight,
  Spotlight,
  type SpotlightActionData,
  type SpotlightActionGroupData,
  useSpotlight,
} from "@mantine/spotlight";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { useHaltChoices } from "@/components/halt/halt-choices";

const [store, palette] = createSpotlight();

interface CommandPaletteProps {
  places: readonly { href: string; label: string }[];
  /** Opens the halt's dialog for a slug, or for everything (null). */
  halt: (slug: string | null) => void;
}

/** Everything that can be gone to or halted, by typing a part of its name. It opens when it is mounted. */
export function CommandPalette({ places, halt }: CommandPaletteProps) {
  const router = useRouter();
  const { opened } = useSpotlight(store);
  const { choices, failed } = useHaltChoices(opened);
  useEffect(() => palette.open(), []);
  const useCases = choices ?? [];
  const mine = useCases.filter(({ mayHalt }) => mayHalt);
  const go = (id: string, label: string, href: string): SpotlightActionData => ({
    id,
    label,
    onClick: () => router.push(href),
  });
  const groups: SpotlightActionGroupData[] = [
    { group: "Go to", actions: places.map(({ href, label }) => go(href, label, href)) },
    {
      group: "Use cases",
      actions: useCases.map(({ slug, name }) => ({ ...go(slug, name, `/use-cases/${slug}`), keywords: slug })),
    },
    {
      group: "Halt",
      actions: [
        ...mine.map(({ slug, name, halted }) => ({
          id: `halt ${slug}`,
          label: `Halt ${name}`,
          keywords: ["stop", slug],
          onClick: () => halt(slug),
          ...(halted && { description: "Is halted already" }),
        })),
        ...(mine.length > 1
          ? [
              {
                id: "halt all",
                label: "Halt all use cases",
                keywords: ["stop", "everything"],
                onClick: () => halt(null),
              },
            ]
          : []),
      ],
    },
  ];
  const waiting = failed ? "The use cases could not be read." : "Looking…";
  return (
    <Spotlight
      store={store}
      shortcut={null}
      actions={groups.filter(({ actions }) => actions.length > 0)}
      nothingFound={choices === null ? waiting : "Nothing here has that name."}
      scrollable
      maxHeight={420}
      searchProps={{
        placeholder: "Go to a page, or halt a use case",
        "aria-label": "Go to a page, or halt a use case",
      }}
    />
  );
}
