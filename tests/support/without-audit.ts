import { registerHooks } from "node:module";

/** Preloaded by the audit bench: this process's commands write no audit events. */
registerHooks({
  load(url, context, nextLoad) {
    return new URL(url).pathname.endsWith("/lib/audit/append-events.ts")
      ? { format: "module", source: "export async function appendEvents() {}", shortCircuit: true }
      : nextLoad(url, context);
  },
});
