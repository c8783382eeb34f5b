/** Why the people of an excluded segment are not known for certain, in a sentence; null when they are. */
export function exclusionProblem(
	segment: {
		name: string;
		archivedAt: Date | null;
		staleReason: string | null;
		servedVersion: number | null;
	} | null,
): string | null {
	if (segment === null)
		return "No one is added: an excluded segment no longer exists. Remove it from the exclusions.";
	const name = `No one is added: the excluded segment “${segment.name}”`;
	if (segment.archivedAt) return `${name} was archived. Restore it, or remove it from the exclusions.`;
	if (segment.servedVersion === null) return `${name} has not been computed yet. Refresh it first.`;
	if (segment.staleReason !== null) return `${name} is out of date: ${segment.staleReason}.`;
	return null;
}
