import { AppError } from "@/lib/platform/errors";

/** What is refused about somebody whose name and address were erased: they cannot come back. */
export function wasErased(): AppError {
  return new AppError("conflict", "This person was erased. Add them anew if they are to work here again.");
}
