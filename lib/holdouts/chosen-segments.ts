/** The segments that were chosen for a stored campaign: those it combines, or the one it addresses as it is. */
export function chosenSegments(campaign: {
	segmentId: string | null;
	chosenSegmentIds: readonly string[];
}): readonly string[] {
	const { segmentId, chosenSegmentIds } = campaign;
	if (chosenSegmentIds.length > 0) return chosenSegmentIds;
	return segmentId === null ? [] : [segmentId];
}
