/** A model file lies in the database in parts of this size; only its last one may be smaller. */
export const artifactPartBytes = 4 * 1024 * 1024;
