import { defineConfig } from "@playwright/test";
import { findChromium } from "./tests/support/chromium";

export default defineConfig({
  testDir: "tests/e2e",
  outputDir: "test-results",
  globalSetup: "./tests/support/e2e-setup.ts",
  // All journeys share one instance and its queues.
  workers: 1,
  // A journey that a busy machine cut short, or whose browser crashed, is tried again and listed as flaky.
  retries: process.env.CI ? 1 : 0,
  timeout: 180_000,
  expect: { timeout: 30_000 },
  use: {
    // Set by the global setup, which runs before the workers read this file again.
    baseURL: process.env.E2E_URL,
    viewport: { width: 1440, height: 900 },
    // A recording makes a journey about a third slower; without CI, ask for one with `--trace on`.
    trace: "on-first-retry",
    screenshot: "only-on-failure",
    launchOptions: { executablePath: await findChromium(), args: ["--no-sandbox"] },
  },
});
