import type { ActionResult } from "@/lib/access/server-action";
import type { EndpointInput, EndpointSecrets } from "@/lib/inference/endpoint-schema";
import type { InspectedServer } from "@/lib/models/inspect-server";

interface RemoteModelInput {
  useCaseId: string;
  endpoint: EndpointInput;
  secrets: EndpointSecrets;
  mapping?: unknown;
}

/** What the page that connects a model server can have the server do; the page hands it down. */
export interface RemoteModelActions {
  test: (input: RemoteModelInput) => Promise<ActionResult<InspectedServer>>;
  add: (input: RemoteModelInput & { name: string }) => Promise<ActionResult<{ version: number; warnings: string[] }>>;
}
