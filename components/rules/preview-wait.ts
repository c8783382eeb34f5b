/** So long a rule rests before its size is asked: typing does not ask the warehouse for every letter. */
export const previewWaitMs = 150;
