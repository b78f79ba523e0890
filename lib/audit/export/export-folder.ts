import "server-only";
import path from "node:path";
import { env } from "@/lib/platform/env";

/** Where bundles lie until they are fetched or expire: on this machine, or on a disk that all machines share. */
export const exportsFolder = (): string => path.join(/* turbopackIgnore: true */ env.dataDir, "exports");

/** A bundle's folder, once it is whole. */
export const exportFolder = (id: string): string => path.join(/* turbopackIgnore: true */ exportsFolder(), id);

/** The same while it is made. */
export const unfinishedFolder = (id: string): string => `${exportFolder(id)}.part`;
