/** Computed values outrank everything that sources send: no message can override one. */
export const computedPriority = 200;
export const computedSource = "computed";
