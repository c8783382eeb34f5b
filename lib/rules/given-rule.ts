import { z } from "zod";
import { limitsText } from "@/lib/rules/describe/describe-limits";

/**
 * A rule as its author wrote it: the verb checks it against the language and the workspace's names, leaf by
 * leaf, so that a problem is reported at its leaf. The API's description shows the schema it is checked
 * against.
 */
export const givenRule = z.record(z.string(), z.unknown()).meta({
	description: limitsText,
	checkedAs: "SegmentRule",
});

/** A rule that may be incomplete: its problems do not matter here. */
export const draftRule = z
	.record(z.string(), z.unknown())
	.meta({ description: "A SegmentRule. One that has problems gets no advice." });
