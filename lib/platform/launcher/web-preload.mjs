// Loaded before Next, whose code is not ours, by bare Node.
import { exitWithParent } from "../exit-with-parent.ts";

exitWithParent();
