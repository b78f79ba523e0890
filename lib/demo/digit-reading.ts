import type { DefinitionInput } from "@/lib/use-cases/definition-schema";

const guideline = `# Which digit is this?

Each picture shows one handwritten digit, white on black. Press the digit's own key.

- **4 or 9**: open at the top is 4, closed is 9.
- **1 or 7**: a clear horizontal stroke at the top is 7, even without the bar through its stem.
- **3, 5 or 8**: follow the left side. Open twice is 3, open below only is 5, closed twice is 8.
- **0 or 6**: a tail above the loop is 6.
- **2 or 7**: a stroke that runs on to the right at the bottom is 2.

Answer what most people would read, not what the writer may have meant. Where two readings are equally likely, choose one and name
the other in the note.
`;

/**
 * The use case `digit-reading`: an input that is a picture. Costs are in misread digits: typing one takes a person as much
 * as a twentieth of what a wrong one costs to put right.
 */
export const digitReading: DefinitionInput = {
  name: "Digit reading",
  kind: "classification",
  guideline,
  secondPersonToRaise: true,
  unit: "item",
  reviewCost: 0.05,
  fields: [
    {
      key: "picture",
      label: "Picture",
      kind: "image",
      required: true,
      help: "One handwritten digit, 28 by 28 pixels.",
    },
  ],
  outcomes: Array.from({ length: 10 }, (_, digit) => ({
    key: String(digit),
    label: String(digit),
    hotkey: String(digit),
    errorCost: 1,
  })),
};
