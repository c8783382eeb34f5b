import type { LeafForm } from "@/lib/rules/leaf-kind";
import { checkSequence } from "@/lib/rules/leaves/sequence/check-sequence";
import { describeSequence } from "@/lib/rules/leaves/sequence/describe-sequence";
import type { SequenceLeaf } from "@/lib/rules/rule";

/** Steps one after another, and what must not happen between and after them. Any choice of events will do. */
export const sequenceForm: LeafForm<SequenceLeaf> = {
	check: checkSequence,
	describe: describeSequence,
};
