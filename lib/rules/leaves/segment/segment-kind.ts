import { type LeafKind, watchNothing } from "@/lib/rules/leaf-kind";
import { compileSegment } from "@/lib/rules/leaves/segment/compile-segment";
import { enteredWithin } from "@/lib/rules/leaves/segment/entered-within";
import { prepareSegment } from "@/lib/rules/leaves/segment/prepare-segment";
import { segmentForm } from "@/lib/rules/leaves/segment/segment-form";
import type { SegmentLeaf } from "@/lib/rules/rule";
import { windowEdges } from "@/lib/rules/window";

/** Membership of another segment, as served; or having entered or left it recently. */
export const segmentKind: LeafKind<SegmentLeaf> = {
	...segmentForm,
	compile: compileSegment,
	prepare: prepareSegment,
	watch: (leaf) => {
		const isMembership = leaf.operator === "isMember" || leaf.operator === "isNotMember";
		const edge = isMembership ? null : windowEdges(enteredWithin(leaf)).after;
		return {
			...watchNothing,
			segments: [leaf.field],
			segmentEdges: edge ? [{ segment: leaf.field, edge }] : [],
		};
	},
};
