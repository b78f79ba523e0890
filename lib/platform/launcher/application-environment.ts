import type { Secrets } from "./secrets";
import { webAddress } from "./web-address.mjs";

/** The environment of every process of the application: it has its own way into the database, but not the owner's. */
export function applicationEnvironment(dataFolder: string, appUrl: string, secrets: Secrets): NodeJS.ProcessEnv {
  const { DATABASE_URL, NEXTAUTH_SECRET, ...inherited } = process.env;
  const { AUTH_SECRET, ENCRYPTION_KEY, AUDIT_SIGNING_KEY } = secrets;
  return {
    LOG_LEVEL: "warn",
    NEXT_TELEMETRY_DISABLED: "1",
    ...inherited,
    NODE_ENV: "production",
    PORT: String(webAddress().port),
    DATA_DIR: dataFolder,
    DATABASE_APP_URL: appUrl,
    AUTH_SECRET,
    ENCRYPTION_KEY,
    AUDIT_SIGNING_KEY,
  };
}
