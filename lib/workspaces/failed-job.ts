/** What a job does, as the subject of a sentence, and where its result is awaited. */
const works: Record<string, { work: string; path: (payload: Record<string, unknown>) => string }> = {
	"segments.refresh-workspace": {
		work: "A refresh of segments",
		path: ({ segmentId }) => (typeof segmentId === "string" ? `segments/${segmentId}` : "segments"),
	},
	"segments.refresh-list": {
		work: "The refresh of a list",
		path: ({ listId }) => `segments/lists/${listId}`,
	},
	"traits.refresh-workspace": { work: "The computation of traits", path: () => "traits" },
	"sources.run-import": { work: "An import", path: ({ importId }) => `data/imports/${importId}` },
	"privacy.run-erasure": {
		work: "An erasure",
		path: ({ erasureId }) => `profiles/erasures/${erasureId}`,
	},
	"syncs.run-sync": { work: "The run of a sync", path: () => "syncs" },
};

/** A job's name in words; one that is not known here goes by its id. */
export function describeJob(job: string, payload: unknown): { work: string; path: string } {
	const known = works[job];
	const given = typeof payload === "object" && payload !== null ? (payload as Record<string, unknown>) : {};
	return known ? { work: known.work, path: known.path(given) } : { work: `The job ${job}`, path: "settings" };
}
