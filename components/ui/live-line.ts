import type { Change } from "@/lib/access/audible";

type Listener = (change: Change) => void;

const listeners = new Set<Listener>();
let source: EventSource | null = null;
/** Whether the line was up before: then something may have been missed since. */
let wasOpen = false;

function open() {
  if (source !== null || listeners.size === 0 || document.hidden) return;
  source = new EventSource("/api/live");
  source.onopen = () => {
    if (wasOpen) tell({ kind: "caught_up", useCaseId: null });
    wasOpen = true;
  };
  source.onmessage = (event: MessageEvent<string>) => tell(JSON.parse(event.data) as Change);
  source.onerror = () => {
    // The browser comes back by itself, unless it was turned away (signed out, or the server is starting).
    if (source?.readyState !== EventSource.CLOSED) return;
    close();
    setTimeout(open, 5_000);
  };
}

function close() {
  source?.close();
  source = null;
}

function tell(change: Change) {
  for (const listener of listeners) listener(change);
}

/** A hidden page holds no line; when it is seen again, it reads anew what it may have missed. */
function onVisibility() {
  if (document.hidden) close();
  else open();
}

/** One line to the server for everything on the page, while somebody looks at it. */
export function listen(listener: Listener): () => void {
  if (listeners.size === 0) document.addEventListener("visibilitychange", onVisibility);
  listeners.add(listener);
  open();
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    document.removeEventListener("visibilitychange", onVisibility);
    close();
    wasOpen = false;
  };
}
