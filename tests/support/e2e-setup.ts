import { startInstance } from "./instance";

/** One installation with the demo for all journeys. They find it by E2E_URL, and its accounts in E2E_DATA_DIR/demo.json. */
export default async function setUp(): Promise<() => Promise<void>> {
  const instance = await startInstance();
  process.env.E2E_URL = instance.url;
  process.env.E2E_DATA_DIR = instance.dataFolder;
  return instance.stop;
}
