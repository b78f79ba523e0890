import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlQuery,
} from "@prisma/driver-adapter-utils";
import type { MigrationList, SchemaContainer, SchemaEngine } from "@prisma/schema-engine-wasm";
import * as glue from "@prisma/schema-engine-wasm/schema_engine_bg";
import { type FieldDef, Pool, type QueryArrayConfig, type QueryArrayResult, types } from "pg";

/**
 * Prisma's own schema engine, in its WebAssembly build: the one that Prisma's command line uses is a binary that it
 * downloads, which not every machine can.
 */

const prismaFolder = path.resolve("prisma");
const migrationsFolder = path.join(prismaFolder, "migrations");
const filters = { externalTables: [], externalEnums: [] };

/** Applies the migrations that the database lacks; answers with their names. */
export function applyMigrations(databaseUrl: string): Promise<string[]> {
  return withEngine(databaseUrl, async (engine) => {
    const applied = await engine.applyMigrations({ migrationsList: await readMigrations(), filters });
    return applied.appliedMigrationNames;
  });
}

/**
 * The SQL that leads from `prisma/migrations` to the prisma files, empty if they agree.
 * Replays the migrations in the database, which must be empty.
 */
export function diffMigrations(emptyDatabaseUrl: string): Promise<string> {
  return withEngine(emptyDatabaseUrl, async (engine) => {
    const files = await readSchema();
    const { stdout } = await engine.diff({
      from: { tag: "migrations", ...(await readMigrations()) },
      to: { tag: "schemaDatamodel", files },
      script: true,
      exitCode: null,
      filters,
    });
    return stdout?.startsWith("-- This is an empty migration") ? "" : (stdout ?? "");
  });
}

async function withEngine<T>(databaseUrl: string, work: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  await loadEngine();
  const pool = new Pool({ connectionString: databaseUrl, max: 1 });
  const adapter = await connectForMigrations(pool);
  const adapters = bindMigrationAwareSqlAdapterFactory({
    provider: "postgres",
    adapterName: "@prisma/adapter-pg",
    connect: async () => adapter,
    connectToShadowDb: async () => adapter,
  });
  const datamodels = (await readSchema()).map(({ path, content }): [string, string] => [path, content]);
  const engine = (await glue.SchemaEngine.new({ datamodels }, () => undefined, adapters)) as SchemaEngine;
  try {
    return await work(engine);
  } catch (error) {
    const message = error instanceof Error ? error.message.split("\n   0: ")[0] : String(error);
    // The engine names an error of the database by its number only.
    const id = /External error id#(\d+)/.exec(message ?? "")?.[1];
    const cause = id === undefined ? undefined : adapters.errorRegistry.consumeError(Number(id))?.error;
    throw new Error([message, cause].filter(Boolean).join("\n"), { cause: cause ?? error });
  } finally {
    engine.free();
    await pool.end();
  }
}

/**
 * Prisma's adapter, with two gaps closed that only migrations fall into: it splits a script at each semicolon, which
 * cuts function bodies in two; and it has no name for the catalogue's one-byte type "char", which the engine asks for.
 */
async function connectForMigrations(pool: Pool): Promise<SqlDriverAdapter> {
  const query = pool.query.bind(pool) as (config: QueryArrayConfig | string) => Promise<QueryArrayResult>;
  const charColumns = new WeakMap<unknown[], FieldDef[]>();
  const queryWithChars = async (config: QueryArrayConfig) => {
    const result = await query(config);
    const chars = result.fields.filter((field) => field.dataTypeID === types.builtins.CHAR);
    for (const field of chars) field.dataTypeID = types.builtins.TEXT;
    charColumns.set(result.rows, chars);
    return result;
  };
  const adapter = await new PrismaPg(Object.assign(pool, { query: queryWithChars })).connect();
  const queryRaw = adapter.queryRaw.bind(adapter);
  return Object.assign(adapter, {
    executeScript: async (script: string) => void (await query(script)),
    queryRaw: async (sqlQuery: SqlQuery) => {
      const result = await queryRaw(sqlQuery);
      for (const { name } of charColumns.get(result.rows) ?? []) {
        result.columnTypes[result.columnNames.indexOf(name)] = ColumnTypeEnum.Character;
      }
      return result;
    },
  });
}

async function readSchema(): Promise<SchemaContainer[]> {
  const names = (await readdir(prismaFolder)).filter((name) => name.endsWith(".prisma")).sort();
  return Promise.all(
    names.map(async (name) => {
      const file = path.join(prismaFolder, name);
      return { path: file, content: await readFile(file, "utf8") };
    }),
  );
}

async function readMigrations(): Promise<MigrationList> {
  const entries = await readdir(migrationsFolder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const lockfile = "migration_lock.toml";
  return {
    baseDir: migrationsFolder,
    lockfile: { path: lockfile, content: await readFile(path.join(migrationsFolder, lockfile), "utf8") },
    shadowDbInitScript: "",
    migrationDirectories: await Promise.all(
      names.sort().map(async (name) => {
        const content = await readFile(path.join(migrationsFolder, name, "migration.sql"), "utf8");
        return {
          path: name,
          migrationFile: { path: "migration.sql", content: { tag: "ok" as const, value: content } },
        };
      }),
    ),
  };
}

let loaded: Promise<void> | undefined;

/** Instantiates the engine's module; `import` of a WebAssembly file would warn that Node calls it experimental. */
function loadEngine(): Promise<void> {
  loaded ??= (async () => {
    const gluePath = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg");
    const bytes = await readFile(path.join(path.dirname(gluePath), "schema_engine_bg.wasm"));
    const imports = { "./schema_engine_bg.js": glue as unknown as WebAssembly.ModuleImports };
    const { instance } = await WebAssembly.instantiate(bytes, imports);
    Object.assign(globalThis, {
      PRISMA_WASM_PANIC_REGISTRY: { set_message: (text: string) => process.stderr.write(text) },
    });
    glue.__wbg_set_wasm(instance.exports);
    (instance.exports.__wbindgen_start as () => void)();
  })();
  return loaded;
}
