import { clock } from "@/lib/platform/clock";

/** Lets this process live at another time; the demo's past is made with the same verbs as everybody's present. */
export const simulatedTime = {
  set(at: Date): void {
    clock.now = () => at;
  },
  end(): void {
    clock.now = () => new Date();
  },
};
