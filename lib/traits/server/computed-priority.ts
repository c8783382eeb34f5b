/** Computed values stand above everything that sources send: no message can take one over. */
export const computedPriority = 200;
export const computedSource = "computed";
