import { type LeafKind, watchNothing } from "@/lib/rules/leaf-kind";
import { compileSegment } from "@/lib/rules/leaves/segment/compile-segment";
import { prepareSegment } from "@/lib/rules/leaves/segment/prepare-segment";
import { segmentForm } from "@/lib/rules/leaves/segment/segment-form";
import type { SegmentLeaf } from "@/lib/rules/rule";

/** Membership of another segment, as it was being served; or having entered or left it of late. */
export const segmentKind: LeafKind<SegmentLeaf> = {
	...segmentForm,
	compile: compileSegment,
	prepare: prepareSegment,
	watch: ({ field, operator }) => ({
		...watchNothing,
		segments: [field],
		// When somebody entered is in the log, not among a person's events: no edge finds whom time carries out of it.
		scope: operator === "entered" || operator === "left" ? "whole" : "person",
	}),
};
