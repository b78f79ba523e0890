import "server-only";
import { createHash, randomBytes } from "node:crypto";
import { z } from "zod";
import { scopes } from "@/lib/access/actor";
import { newKeySchema } from "@/lib/access/new-key-schema";
