"use client";
import { type KeyboardEvent, type PointerEvent, type SyntheticEvent, useLayoutEffect, useRef, useState } from "react";
import classes from "@/components/review/picture.module.css";

/** Pictures up to this many pixels wide are drawn pixel by pixel: smoothing would blur what there is to see. */
const tiny = 128;
const zooms = [1, 2, 4, 8] as const;

/**
 * An item's picture, as large as the place allows. Zoomed in, it is moved by dragging, by finger, and by the arrow keys
 * while it has the focus; `+` and `-` zoom there.
 */
export function Picture({ source, label }: { source: string; label: string }) {
  const [state, setState] = useState<"unknown" | "tiny" | "failed">("unknown");
  const [zoom, setZoom] = useState(0);
  const frame = useRef<HTMLElement>(null);
  const factor = zooms[zoom] ?? 1;

  // What was in the middle stays there.
  const middle = useRef({ x: 0.5, y: 0.5 });
  useLayoutEffect(() => {
    const box = frame.current;
    if (box === null) return;
    const at = factor === 1 ? { x: 0.5, y: 0.5 } : middle.current;
    box.scrollLeft = at.x * box.scrollWidth - box.clientWidth / 2;
    box.scrollTop = at.y * box.scrollHeight - box.clientHeight / 2;
  }, [factor]);

  function zoomTo(next: number) {
    const box = frame.current;
    if (box === null || zooms[next] === undefined) return;
    const x = (box.scrollLeft + box.clientWidth / 2) / box.scrollWidth;
    const y = (box.scrollTop + box.clientHeight / 2) / box.scrollHeight;
    middle.current = zoom === 0 ? { x: 0.5, y: 0.5 } : { x, y };
    setZoom(next);
  }
  function press(event: KeyboardEvent) {
    const next = { "+": zoom + 1, "=": zoom + 1, "-": zoom - 1 }[event.key];
    if (next === undefined || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    zoomTo(next);
  }
  function drag(event: PointerEvent) {
    if (event.buttons !== 1 || event.pointerType !== "mouse") return;
    event.currentTarget.scrollBy(-event.movementX, -event.movementY);
  }
  function measure(event: SyntheticEvent<HTMLImageElement>) {
    const { naturalWidth, naturalHeight } = event.currentTarget;
    if (Math.max(naturalWidth, naturalHeight) <= tiny) setState("tiny");
  }
  if (state === "failed") return <span className={classes.failed}>This picture could not be loaded.</span>;
  return (
    <div className={classes.place}>
      <figure
        ref={frame}
        className={classes.frame}
        aria-label={`${label}, ${factor === 1 ? "whole" : `${factor} times as large`}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        data-zoomed={factor > 1 || undefined}
        onKeyDown={press}
        onPointerMove={drag}
        onDoubleClick={() => zoomTo(zoom === 0 ? 1 : 0)}
      >
        {/* biome-ignore lint/performance/noImgElement: it comes from the item as it is, and is to be resized by nobody */}
        <img
          src={source}
          alt={label}
          className={classes.picture}
          style={{ width: `${factor * 100}%`, height: `${factor * 100}%` }}
          data-tiny={state === "tiny" || undefined}
          draggable={false}
          referrerPolicy="no-referrer"
          decoding="sync"
          onLoad={measure}
          onError={() => setState("failed")}
        />
      </figure>
      {state !== "tiny" && (
        <div className={classes.tools}>
          <button
            type="button"
            data-desk-zoom
            onClick={() => {
              zoomTo((zoom + 1) % zooms.length);
              frame.current?.focus();
            }}
          >
            {factor === 1 ? "Zoom" : `${factor}×`}
          </button>
        </div>
      )}
    </div>
  );
}
