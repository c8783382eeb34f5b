const dayMs = 86_400_000;

/** When the days of those taken in at launch are over and a first answer can be read; null where nothing was launched here. */
export function firstAnswerAt({
	launchedAt,
	windowDays,
}: {
	launchedAt: string | null;
	windowDays: number;
}): Date | null {
	return launchedAt === null ? null : new Date(Date.parse(launchedAt) + windowDays * dayMs);
}
