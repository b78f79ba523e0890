import { startInstance } from "./instance";

/**
 * One installation with the demo for all journeys. They find it by E2E_URL, its accounts in E2E_DATA_DIR/demo.json, and its
 * processes below E2E_LAUNCHER_PID.
 */
export default async function setUp(): Promise<() => Promise<void>> {
  const instance = await startInstance();
  process.env.E2E_URL = instance.url;
  process.env.E2E_DATA_DIR = instance.dataFolder;
  process.env.E2E_LAUNCHER_PID = String(instance.launcherPid);
  return instance.stop;
}
