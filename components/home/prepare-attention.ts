export type Attention = {
	key: string;
	tone: "bad" | "warning";
	/** One sentence: what happened, to what. */
	title: string;
	/** The cause or the cure, in the words of the part that knows. */
	detail: string;
	/** Under the workspace. */
	path: string;
	action: string;
};

type Found = {
	/** Why background jobs do not run, or keep failing; null when they do. */
	jobs: { problem: string | null; isRunning: boolean } | null;
	syncs: readonly { id: string; name: string; status: string; statusReason: string | null }[];
	segments: readonly {
		id: string;
		name: string;
		state: string;
		staleReason: string | null;
		asOf: string | null;
	}[];
	destinations: readonly { id: string; name: string; status: string; checkError: string | null }[];
	campaigns: readonly {
		campaignId: string;
		name: string;
		status: string;
		verdict: { kind: string; sentence: string };
	}[];
};

/** What somebody has to look at, most urgent first: what stops everything, what stops deliveries, then what is old, then what cannot be read. */
export function prepareAttention({ jobs, syncs, segments, destinations, campaigns }: Found): Attention[] {
	return [
		...(jobs !== null && jobs.problem !== null
			? [
					{
						key: "jobs",
						tone: jobs.isRunning ? ("warning" as const) : ("bad" as const),
						title: jobs.isRunning ? "Some background jobs fail" : "Background jobs do not run",
						detail: jobs.problem,
						path: "settings/jobs",
						action: "Open jobs",
					},
				]
			: []),
		...syncs
			.filter(({ status }) => status === "failing")
			.map(
				(sync): Attention => ({
					key: sync.id,
					tone: "bad",
					title: `${sync.name} does not deliver`,
					detail:
						sync.statusReason ??
						"The last run failed; its audience at the destination no longer follows the segment.",
					path: `syncs/${sync.id}`,
					action: "Open sync",
				}),
			),
		...syncs
			.filter(({ status }) => status === "stale")
			.map(
				(sync): Attention => ({
					key: sync.id,
					tone: "warning",
					title: `${sync.name} delivers people who are out of date`,
					detail: sync.statusReason ?? "Its segment is not kept up to date.",
					path: `syncs/${sync.id}`,
					action: "Open sync",
				}),
			),
		...destinations
			.filter(({ status }) => status === "failing")
			.map(
				(destination): Attention => ({
					key: destination.id,
					tone: "bad",
					title: `${destination.name} refuses the connection`,
					detail: destination.checkError ?? "The last test of the connection failed.",
					path: `destinations/${destination.id}`,
					action: "Open destination",
				}),
			),
		...segments
			.filter(({ state }) => state === "stale")
			.map(
				(segment): Attention => ({
					key: segment.id,
					tone: "warning",
					title: `${segment.name} is not fresh`,
					detail:
						segment.staleReason ?? "Its last refresh could not run; the people of the one before are served.",
					path: `segments/${segment.id}`,
					action: "Open segment",
				}),
			),
		...campaigns
			.filter(({ verdict }) => verdict.kind === "invalid")
			.map(
				(campaign): Attention => ({
					key: campaign.campaignId,
					tone: "warning",
					title: `The result of ${campaign.name} cannot be trusted`,
					detail: campaign.verdict.sentence,
					path: `campaigns/${campaign.campaignId}`,
					action: "Open campaign",
				}),
			),
	];
}
