import "server-only";
import { artifactPartBytes } from "@/lib/models/artifact-part";
import { withByteConnection } from "@/lib/platform/byte-connection";
import { database } from "@/lib/platform/database";

/** A model file's bytes, part by part, so that it is never in memory as a whole. */
export async function* readArtifact(sha256: string): AsyncGenerator<Uint8Array> {
  const key = Buffer.from(sha256, "hex");
  const { size } = await database.modelArtifact.findUniqueOrThrow({ where: { sha256: key }, select: { size: true } });
  for (let part = 0; part * artifactPartBytes < size; part++) yield await readPart(key, part);
}

function readPart(key: Buffer, part: number): Promise<Uint8Array> {
  return withByteConnection(async (connection) => {
    const sql = "SELECT bytes FROM model_artifact_part WHERE sha256 = $1 AND part = $2";
    const { rows } = await connection.query<{ bytes: Buffer }>(sql, [key, part]);
    if (rows[0] === undefined) throw new Error("The stored model is damaged: a part of it is missing.");
    return rows[0].bytes;
  });
}
