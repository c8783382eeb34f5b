const dayMs = 86_400_000;

/**
 * When the conversion windows of the people assigned at launch are over and a first result can be read; null
 * if nothing was launched here.
 */
export function firstAnswerAt({
	launchedAt,
	windowDays,
}: {
	launchedAt: string | null;
	windowDays: number;
}): Date | null {
	return launchedAt === null ? null : new Date(Date.parse(launchedAt) + windowDays * dayMs);
}
