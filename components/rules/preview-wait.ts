/**
 * How long a rule must be unchanged before its size is requested, so that typing does not query at every key.
 */
export const previewWaitMs = 150;
