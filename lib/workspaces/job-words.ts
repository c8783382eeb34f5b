/** What a job does, as the subject of a sentence, and where its result is shown. */
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
	"syncs.remove-withdrawn": {
		work: "The removal of people who may no longer be sent",
		path: ({ syncId }) => `syncs/${syncId}`,
	},
};

/** A job's name in words; an unknown one is shown by its id. */
export function describeJob(job: string, payload: unknown): { work: string; path: string } {
	const known = works[job];
	const given = typeof payload === "object" && payload !== null ? (payload as Record<string, unknown>) : {};
	return known ? { work: known.work, path: known.path(given) } : { work: `The job ${job}`, path: "settings" };
}

/** What each job is for, as shown in its Settings row. */
const titles: Record<string, string> = {
	"campaigns.tick-campaigns": "Campaigns: assign new people, end finished campaigns",
	"destinations.read-opt-outs": "Destinations: read unsubscribes and bounces",
	"notifications.send-notifications": "Notifications: email members what is new",
	"privacy.run-due": "Erasures: start the next attempts",
	"privacy.run-erasure": "Erasures: erase one person",
	"profiles.tidy-search": "People: keep searches fast",
	"segments.follow-changes": "Segments: follow new events",
	"segments.keep-asked-properties": "Segments: speed up properties often used in rules",
	"segments.refresh-due": "Segments: start refreshes that are due",
	"segments.refresh-due-lists": "Lists: start refreshes that are due",
	"segments.refresh-list": "Lists: run one SELECT",
	"segments.refresh-workspace": "Segments: refresh one workspace",
	"sources.derive-births": "People: prepare birthdays for rules",
	"sources.flush-outbox": "Events: store what is still waiting",
	"sources.run-import": "Imports: read one file",
	"sources.tidy-uploads": "Imports: remove files never started",
	"syncs.follow-segments": "Syncs: start runs when people of a segment change",
	"syncs.remove-withdrawn": "Syncs: remove people who withdrew or are suppressed",
	"syncs.run-due-removals": "Syncs: start removals that are due",
	"syncs.read-receipts": "Syncs: read matches and audience sizes",
	"syncs.run-due": "Syncs: start runs that are due",
	"syncs.run-sync": "Syncs: run one sync",
	"traits.refresh-due": "Computed traits: start computations that are due",
	"traits.refresh-workspace": "Computed traits: compute one workspace",
};

/** A job in words, for lists of jobs; its id where it has none. */
export function jobTitle(job: string): string {
	return titles[job] ?? job;
}
