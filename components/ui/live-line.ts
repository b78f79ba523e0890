import type { Change } from "@/lib/access/audible";

type Listener = (change: Change) => void;

const listeners = new Set<Listener>();
let source: EventSource | null = null;
/** When the server made the page, for the first opening: the line then tells whether anything has happened since. */
let madeAt = 0;

function open() {
  if (source !== null || listeners.size === 0 || document.hidden) return;
  source = new EventSource(`/api/live?since=${madeAt}`);
  source.onopen = () => {
    // Not the first time: what happened in between is unknown.
    if (madeAt === 0) tell({ kind: "caught_up", useCaseId: null });
    madeAt = 0;
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

/** One line to the server for everything on the page, while somebody looks at it. `pageMadeAt`: by the server's clock. */
export function listen(listener: Listener, pageMadeAt: number): () => void {
  if (listeners.size === 0) {
    document.addEventListener("visibilitychange", onVisibility);
    madeAt = pageMadeAt;
  }
  listeners.add(listener);
  open();
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    document.removeEventListener("visibilitychange", onVisibility);
    close();
  };
}
