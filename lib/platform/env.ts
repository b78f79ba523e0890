import path from "node:path";
import { z } from "zod";

const wholeNumber = (fallback: number, min = 1) => z.coerce.number().int().min(min).default(fallback);

/** Empty means unset: `FOO= npm start` must not turn a feature on. */
const optionalText = z
  .string()
  .optional()
  .transform((value) => (value === undefined || value.trim() === "" ? undefined : value));

const schema = z.object({
  NODE_ENV: z.enum(["development", "production", "test"]).default("production"),
  DATA_DIR: z.string().default(".data"),
  /** The application's own connection; its role cannot alter tables or change audit rows. */
  DATABASE_APP_URL: z.string().default(""),
  DATABASE_POOL: wholeNumber(10),
  AUTH_SECRET: z.string().default(""),
  ENCRYPTION_KEY: optionalText,
  PUBLIC_URL: optionalText,
  /** Reverse proxies in front of the application, each of which appends to X-Forwarded-For. */
  TRUSTED_PROXIES: wholeNumber(0, 0),
  PORT: wholeNumber(3000, 0),
  OIDC_ISSUER: optionalText,
  OIDC_CLIENT_ID: optionalText,
  OIDC_CLIENT_SECRET: optionalText,
  OIDC_NAME: z.string().default("single sign-on"),
  API_REQUESTS_PER_MINUTE: wholeNumber(6000),
  API_BODY_LIMIT_MB: wholeNumber(64),
  MODEL_SIZE_LIMIT_MB: wholeNumber(200),
  INFERENCE_TIMEOUT_MS: wholeNumber(2000),
  /** Of one model's process, besides the size of its file. */
  MODEL_MEMORY_LIMIT_MB: wholeNumber(1024, 128),
  EGRESS_ALLOWED_HOSTS: z.string().default(""),
  AUDIT_SIGNING_KEY: optionalText,
  /** What the audit log is called in its checkpoints: no spaces, no plus sign. */
  AUDIT_ORIGIN: optionalText.pipe(
    z
      .string()
      .regex(/^[^\s+]+$/)
      .optional(),
  ),
  AUDIT_CHECKPOINT_SECONDS: z.coerce.number().positive().default(10),
  AUDIT_ANCHOR_FILE: optionalText,
  AUDIT_ANCHOR_URL: optionalText.pipe(z.url({ protocol: /^https?$/ }).optional()),
  AUDIT_ANCHOR_EMAIL: optionalText,
  AUDIT_ANCHOR_EMAIL_MINUTES: z.coerce.number().positive().default(60),
  SMTP_URL: optionalText,
  SMTP_FROM: optionalText,
  UNDO_SECONDS: wholeNumber(10, 0),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
});

function readEnvironment() {
  const result = schema.safeParse(process.env);
  if (!result.success) {
    const problems = result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new Error(`The environment is not usable. ${problems.join("; ")}`);
  }
  const values = result.data;
  return {
    production: values.NODE_ENV === "production",
    dataDir: path.resolve(values.DATA_DIR),
    databaseUrl: values.DATABASE_APP_URL,
    databasePool: values.DATABASE_POOL,
    authSecret: values.AUTH_SECRET,
    /** The base64 of 32 bytes that stored secrets are encrypted with. */
    encryptionKey: values.ENCRYPTION_KEY,
    /** Where people reach the installation, e.g. `https://countersign.example.org`; undefined: where the request came. */
    publicUrl: values.PUBLIC_URL?.replace(/\/+$/, ""),
    trustedProxies: values.TRUSTED_PROXIES,
    port: values.PORT,
    oidc:
      values.OIDC_ISSUER && values.OIDC_CLIENT_ID && values.OIDC_CLIENT_SECRET
        ? {
            issuer: values.OIDC_ISSUER,
            clientId: values.OIDC_CLIENT_ID,
            clientSecret: values.OIDC_CLIENT_SECRET,
            name: values.OIDC_NAME,
          }
        : undefined,
    apiRequestsPerMinute: values.API_REQUESTS_PER_MINUTE,
    apiBodyLimitBytes: values.API_BODY_LIMIT_MB * 1024 * 1024,
    modelSizeLimitBytes: values.MODEL_SIZE_LIMIT_MB * 1024 * 1024,
    inferenceTimeoutMs: values.INFERENCE_TIMEOUT_MS,
    modelMemoryLimitBytes: values.MODEL_MEMORY_LIMIT_MB * 1024 * 1024,
    /** `host` or `host:port` that may be asked although they are not on the public Internet. */
    egressAllowedHosts: values.EGRESS_ALLOWED_HOSTS.split(",")
      .map((host) => host.trim())
      .filter((host) => host !== ""),
    audit: {
      /** The base64 of the 32 bytes that the key of checkpoints is made from. */
      signingKey: values.AUDIT_SIGNING_KEY,
      origin: values.AUDIT_ORIGIN,
      checkpointMs: values.AUDIT_CHECKPOINT_SECONDS * 1000,
      anchorFile: values.AUDIT_ANCHOR_FILE === undefined ? undefined : path.resolve(values.AUDIT_ANCHOR_FILE),
      anchorUrl: values.AUDIT_ANCHOR_URL,
      /** Addresses, with commas between them. */
      anchorEmail: values.AUDIT_ANCHOR_EMAIL,
      anchorEmailMs: values.AUDIT_ANCHOR_EMAIL_MINUTES * 60_000,
    },
    /** Where e-mail is handed over, `smtps://name:password@host:465`, and whom it is from. */
    smtp: { url: values.SMTP_URL, from: values.SMTP_FROM },
    undoSeconds: values.UNDO_SECONDS,
    logLevel: values.LOG_LEVEL,
  };
}

/** The process's settings, read once. The only reader of the environment apart from the launcher. */
export const env = readEnvironment();
