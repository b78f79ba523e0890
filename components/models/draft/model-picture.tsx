"use client";
import { useEffect, useRef } from "react";
import classes from "@/components/models/draft/draft.module.css";
import type { EditedImage } from "@/components/models/mapping-editor/edited-mapping";

/** A picture about as the model gets it: its size, its colours, inverted or not. Numbers are made of it on the server. */
export function ModelPicture({ source, input }: { source: string; input: EditedImage }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height, channels, invert } = input;
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (context == null || width === "" || height === "") return;
    const picture = new Image();
    picture.onload = () => {
      context.filter = [channels === 1 ? "grayscale(1)" : "", invert ? "invert(1)" : ""].join(" ").trim() || "none";
      context.fillStyle = "white";
      context.fillRect(0, 0, width, height);
      context.drawImage(picture, 0, 0, width, height);
    };
    picture.src = source;
    return () => {
      picture.onload = null;
    };
  }, [source, width, height, channels, invert]);
  if (width === "" || height === "" || width < 1 || height < 1 || width > 2048 || height > 2048) return null;
  return (
    <figure className={classes.picture}>
      <canvas
        ref={canvas}
        width={width}
        height={height}
        data-tiny={Math.max(width, height) <= 128 || undefined}
        aria-label={`The picture as the model gets it, ${width} by ${height} pixels`}
        role="img"
      />
      <figcaption className="numbers">
        As the model gets it: {width} × {height}, {channels === 1 ? "grey" : "colour"}
        {invert && ", inverted"}
      </figcaption>
    </figure>
  );
}
