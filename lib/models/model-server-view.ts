/** How a model server is, as its model's page shows it. */
export interface ModelServerHealth {
  /** It answered at all. */
  reachable: boolean;
  /** It says that the model can be asked. */
  ready: boolean;
  /** What is wrong, as a sentence; null where it is ready. */
  message: string | null;
  tookMs: number;
  /** How much longer the process that was asked leaves the server alone, after failures in a row; 0: it does not. */
  restsForMs: number;
  /** The latest that went wrong when that process asked, the newest first. */
  failures: readonly { at: string; message: string }[];
  checkedAt: string;
  /** How it is asked; of the secret headers the names. */
  asked: { version: string | null; headers: readonly string[]; timeoutMs: number; concurrency: number };
}
