"use client";
import { useState } from "react";
import classes from "@/components/review/item-pane.module.css";
import { partsOf } from "@/components/review/text-parts";

/** A text above this length opens to its beginning; nobody scrolls past a book to reach the next field. */
const longest = 4_000;
const beginning = 3_000;

/** Text of an item: as it came, with web addresses as links that tell the other site nothing. */
export function PlainText({ text }: { text: string }) {
  const [whole, setWhole] = useState(false);
  const cut = text.length > longest && !whole;
  return (
    <>
      {partsOf(cut ? `${text.slice(0, beginning)}…` : text).map((part) =>
        part.href === null ? (
          <span key={part.at}>{part.text}</span>
        ) : (
          <a key={part.at} href={part.href} target="_blank" rel="noopener noreferrer nofollow" className={classes.link}>
            {part.text}
          </a>
        ),
      )}
      {text.length > longest && (
        <button type="button" className={classes.expand} aria-expanded={whole} onClick={() => setWhole(!whole)}>
          {whole ? "Show the beginning only" : `Show all ${text.length.toLocaleString("en-GB")} characters`}
        </button>
      )}
    </>
  );
}
