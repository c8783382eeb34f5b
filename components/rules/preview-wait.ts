/** So long a rule rests before its size is requested: typing does not query the warehouse for every letter. */
export const previewWaitMs = 150;
