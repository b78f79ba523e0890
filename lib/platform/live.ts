import "server-only";
import { Client } from "pg";
import { type Announcement, announcementChannel } from "@/lib/platform/announce";
import { env } from "@/lib/platform/env";
import { logger } from "@/lib/platform/logger";

/** What a subscriber hears: an announcement, or that some may have been missed and everything should be read again. */
export type LiveMessage = Announcement | { kind: "caught_up" };

type Listener = (message: LiveMessage) => void;

const longestPauseMs = 5_000;

/** One connection for all of this process's subscribers. */
class Line {
  readonly #listeners = new Set<Listener>();
  #connecting = false;

  subscribe(listener: Listener): () => void {
    // A function of its own per subscription, so that one listener subscribed twice can leave twice.
    const own: Listener = (message) => listener(message);
    this.#listeners.add(own);
    if (!this.#connecting) {
      this.#connecting = true;
      void this.#connect(100);
    }
    return () => this.#listeners.delete(own);
  }

  async #connect(pauseMs: number): Promise<void> {
    const client = new Client({
      connectionString: env.databaseUrl,
      application_name: "countersign-live",
      keepAlive: true,
    });
    let lost = false;
    const reconnect = (error?: Error) => {
      if (lost) return;
      lost = true;
      logger.warn({ error: error?.message }, "The line for live updates was lost; connecting again.");
      void client.end().catch(() => undefined);
      setTimeout(() => void this.#connect(Math.min(pauseMs * 2, longestPauseMs)), pauseMs).unref();
    };
    client.on("error", reconnect);
    client.on("end", () => reconnect());
    client.on("notification", ({ payload }) => {
      this.#tell(JSON.parse(payload ?? "null") as Announcement);
    });
    try {
      await client.connect();
      await client.query(`LISTEN ${announcementChannel}`);
      pauseMs = 100;
      this.#tell({ kind: "caught_up" });
    } catch (error) {
      reconnect(error as Error);
    }
  }

  #tell(message: LiveMessage): void {
    for (const listener of this.#listeners) {
      try {
        listener(message);
      } catch (error) {
        logger.error({ error }, "A subscriber of live updates failed.");
      }
    }
  }
}

const shared = globalThis as typeof globalThis & { countersignLine?: Line };

/**
 * Hears every announcement of every process (`announce.ts`), from the first `caught_up` on, until the returned function
 * is called. Announcements can be lost while the connection is: `caught_up` comes each time it is there again, and the
 * subscriber then reads what it cares about anew. One connection per process, also across Next's server bundles.
 */
export function subscribe(listener: Listener): () => void {
  shared.countersignLine ??= new Line();
  return shared.countersignLine.subscribe(listener);
}
