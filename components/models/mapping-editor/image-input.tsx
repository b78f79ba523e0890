"use client";
import { Checkbox, NumberInput, Select } from "@mantine/core";
import type { EditedImage } from "@/components/models/mapping-editor/edited-mapping";
import type { Editor } from "@/components/models/mapping-editor/editor";
import classes from "@/components/models/mapping-editor/mapping-editor.module.css";
import { NumbersField } from "@/components/models/mapping-editor/numbers-field";
import { PlaceProblems, QuestionNotes } from "@/components/models/mapping-editor/question-notes";
import { Section } from "@/components/ui/section";

interface ImageInputProps {
  editor: Editor;
  index: number;
  input: EditedImage;
}

const parts = ["field", "width", "height", "channels", "layout", "scale", "mean", "deviation", "invert"];
const shown = (rest: string) => parts.includes(rest);

/** A tensor that takes a picture, and how a picture becomes its numbers. */
export function ImageInput({ editor, index, input }: ImageInputProps) {
  const path = `inputs.${index}`;
  const change = (part: Partial<EditedImage>) => editor.dispatch({ type: "image_changed", input: index, part });
  const problem = (part: string) => editor.problemAt(`${path}.${part}`);
  const images = editor.definition.fields.filter(({ kind }) => kind === "image");
  const typed = (value: number | string) => (value === "" ? "" : Number(value));
  return (
    <Section
      title={
        <>
          What goes into <code>{input.tensor}</code>
        </>
      }
      note="A picture, stretched to the model's size. Each pixel, 0 to 255, is divided by the scale; then the mean is taken away, and the rest divided by the deviation."
    >
      {parts.map((part) => (
        <QuestionNotes key={part} editor={editor} path={`${path}.${part}`} />
      ))}
      <PlaceProblems problems={editor.problemsUnder(path, shown)} />
      <div className={classes.image}>
        <Select
          className={classes.wide ?? ""}
          label="Field"
          placeholder="Choose a field"
          allowDeselect={false}
          data={images.map(({ key, label }) => ({ value: key, label }))}
          value={input.field === "" ? null : input.field}
          error={problem("field")}
          onChange={(field) => field !== null && change({ field })}
        />
        <NumberInput
          label="Width"
          min={1}
          max={2048}
          allowDecimal={false}
          value={input.width}
          error={problem("width")}
          onChange={(value) => change({ width: typed(value) })}
        />
        <NumberInput
          label="Height"
          min={1}
          max={2048}
          allowDecimal={false}
          value={input.height}
          error={problem("height")}
          onChange={(value) => change({ height: typed(value) })}
        />
        <Select
          label="Colours"
          allowDeselect={false}
          data={[
            { value: "1", label: "Grey (1 channel)" },
            { value: "3", label: "Red, green, blue (3)" },
          ]}
          value={String(input.channels)}
          error={problem("channels")}
          onChange={(channels) => change({ channels: channels === "3" ? 3 : 1 })}
        />
        <Select
          label="Layout"
          allowDeselect={false}
          data={[
            { value: "nchw", label: "Channels first (NCHW)" },
            { value: "nhwc", label: "Channels last (NHWC)" },
          ]}
          value={input.layout}
          error={problem("layout")}
          onChange={(layout) => change({ layout: layout === "nhwc" ? "nhwc" : "nchw" })}
        />
        <Checkbox
          className={classes.tick ?? ""}
          label="Inverted: white is 0"
          checked={input.invert}
          onChange={(event) => change({ invert: event.currentTarget.checked })}
        />
        <NumberInput
          label="Scale"
          description="Pixels are divided by it."
          value={input.scale}
          error={problem("scale")}
          onChange={(value) => change({ scale: typed(value) })}
        />
        <NumbersField
          label="Mean"
          description="One, or one per channel."
          value={input.mean}
          error={problem("mean")}
          onChange={(mean) => change({ mean })}
        />
        <NumbersField
          label="Deviation"
          description="One, or one per channel."
          value={input.deviation}
          error={problem("deviation")}
          onChange={(deviation) => change({ deviation })}
        />
      </div>
    </Section>
  );
}
