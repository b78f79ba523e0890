"use client";
import { type SyntheticEvent, useState } from "react";
import classes from "@/components/review/picture.module.css";

/** Pictures up to this many pixels wide are drawn pixel by pixel: smoothing would blur what there is to see. */
const tiny = 128;

/** An item's picture, as large as the place allows. */
export function Picture({ source, label }: { source: string; label: string }) {
  const [state, setState] = useState<"unknown" | "tiny" | "failed">("unknown");
  const measure = (event: SyntheticEvent<HTMLImageElement>) => {
    const { naturalWidth, naturalHeight } = event.currentTarget;
    if (Math.max(naturalWidth, naturalHeight) <= tiny) setState("tiny");
  };
  if (state === "failed") return <span className={classes.failed}>This picture could not be loaded.</span>;
  return (
    // biome-ignore lint/performance/noImgElement: it comes from the item as it is, and is to be resized by nobody
    <img
      src={source}
      alt={label}
      className={classes.picture}
      data-tiny={state === "tiny" || undefined}
      referrerPolicy="no-referrer"
      decoding="sync"
      onLoad={measure}
      onError={() => setState("failed")}
    />
  );
}
