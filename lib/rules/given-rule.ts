import { z } from "zod";
import { limitsText } from "@/lib/rules/describe/describe-limits";

/**
 * A rule as someone wrote it: checked against the language and the workspace's names by the verb, leaf by leaf, so that what
 * is wrong is said of its leaf. The API's description shows what it is checked against.
 */
export const givenRule = z.record(z.string(), z.unknown()).meta({
	description: limitsText,
	checkedAs: "SegmentRule",
});

/** One that may be half written: what is wrong with it is not what is asked. */
export const draftRule = z
	.record(z.string(), z.unknown())
	.meta({ description: "A SegmentRule. One that has problems gets no advice." });
