/** Why the people of an excluded segment are not known for certain, in a sentence; null when they are. */
export function exclusionProblem(
	segment: {
		name: string;
		archivedAt: Date | null;
		staleReason: string | null;
		servedVersion: number | null;
	} | null,
): string | null {
	const say = (why: string) => `No one is added while people are to be kept out by ${why}`;
	if (segment === null) return say("a segment that no longer exists. Take it off the exclusions.");
	const name = `“${segment.name}”`;
	if (segment.archivedAt)
		return say(`${name}, which was archived. Restore it or take it off the exclusions.`);
	if (segment.servedVersion === null)
		return say(`${name}, which has not been computed yet. Refresh it first.`);
	if (segment.staleReason !== null) return say(`${name}, which is out of date: ${segment.staleReason}.`);
	return null;
}
