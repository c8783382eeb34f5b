import type { ServedPointer } from "@/lib/rules/compile/served-membership-sql";

/** What of a segment is served, from its row; null while nothing was ever built. */
export function toPointer(segment: {
	id: string;
	servedVersion: number | null;
	servedAt: Date | null;
	baseServedAt: Date | null;
}): ServedPointer | null {
	if (segment.servedVersion === null || segment.servedAt === null) return null;
	return {
		segmentId: segment.id,
		version: segment.servedVersion,
		servedAt: segment.servedAt,
		baseServedAt: segment.baseServedAt,
	};
}

/** The columns `toPointer` needs. */
export const pointerColumns = { id: true, servedVersion: true, servedAt: true, baseServedAt: true } as const;
