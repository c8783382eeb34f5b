import type { SegmentSummary } from "@/lib/segments/contracts";
import { findSegmentTrouble } from "@/lib/segments/segment-trouble";
import type { ImportView } from "@/lib/sources/files/import-contracts";
import type { TraitSummary } from "@/lib/traits/contracts";
import { findTraitTrouble } from "@/lib/traits/trait-trouble";
import type { FailedJob } from "@/lib/workspaces/api";

export type Attention = {
	key: string;
	tone: "bad" | "warning";
	/** One sentence: what happened, to what. */
	title: string;
	/** The cause or the cure, in the words of the part that knows. */
	detail: string;
	/** When it is tried again by itself, where that is known. */
	nextTryAt?: string | null;
	/** Under the workspace. */
	path: string;
	action: string;
};

type Found = {
	/** Why background jobs do not run, or keep failing; null when they do. */
	jobs: { problem: string | null; isRunning: boolean } | null;
	/** Milliseconds: what is late is late as of then. */
	now: number;
	syncs: readonly { id: string; name: string; status: string; statusReason: string | null }[];
	segments: readonly SegmentSummary[];
	traits: readonly TraitSummary[];
	imports: readonly ImportView[];
	/** Background work that was given up and has not succeeded since. */
	failedJobs: readonly FailedJob[];
	destinations: readonly { id: string; name: string; status: string; checkError: string | null }[];
	campaigns: readonly {
		campaignId: string;
		name: string;
		status: string;
		verdict: { kind: string; sentence: string };
	}[];
};

/** What somebody has to look at, most urgent first: what stops everything, what stops deliveries, then what is old, then what cannot be read. */
export function prepareAttention(found: Found): Attention[] {
	const { jobs, syncs, segments, traits, imports, failedJobs, destinations, campaigns, now } = found;
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
		...imports.flatMap((row) => importAttention(row, now)),
		...segments.flatMap((segment): Attention[] => {
			const trouble = findSegmentTrouble(segment, now);
			if (!trouble) return [];
			return [
				{
					key: segment.id,
					tone: segment.servedVersion === segment.version ? "warning" : "bad",
					title:
						segment.servedVersion === segment.version
							? `${segment.name} is not fresh`
							: `${segment.name} is not built`,
					detail: trouble.reason,
					nextTryAt: trouble.nextTryAt,
					path: `segments/${segment.id}`,
					action: "Open segment",
				},
			];
		}),
		...traits.flatMap((trait): Attention[] => {
			const trouble = findTraitTrouble(trait, now);
			if (!trouble) return [];
			return [
				{
					key: trait.id,
					tone: trait.servedVersion === trait.version ? "warning" : "bad",
					title: `${trait.name} is not computed`,
					detail: trouble.reason,
					nextTryAt: trouble.nextTryAt,
					path: `traits/${trait.id}`,
					action: "Open trait",
				},
			];
		}),
		...failedJobs.map(
			(job): Attention => ({
				key: job.id,
				tone: "bad",
				title: `${job.work} was given up`,
				detail: `It failed ${job.attempts === 1 ? "once" : `${job.attempts} times`}. The log says why, under ${job.id}.`,
				path: job.path,
				action: "Open",
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

/** How long a failed import is news; whoever uploads the file again sees to it. */
const importNewsMs = 3 * 86_400_000;

function importAttention(row: ImportView, now: number): Attention[] {
	const shared = { key: row.id, path: `data/imports/${row.id}`, action: "Open import" };
	if (row.status === "failed" && now - Date.parse(row.finishedAt ?? row.createdAt) < importNewsMs) {
		const detail = `${row.error ?? "The reason is unknown."} Upload the file again to bring the rest.`;
		return [{ ...shared, tone: "bad", title: `The import of ${row.fileName} failed`, detail }];
	}
	if (row.status !== "running") return [];
	if (row.stalledSince) {
		const detail = "Nobody is working on it. Stop it and upload the file again to bring the rest.";
		return [{ ...shared, tone: "bad", title: `The import of ${row.fileName} stands still`, detail }];
	}
	if (!row.error) return [];
	return [
		{
			...shared,
			tone: "warning",
			title: `The import of ${row.fileName} broke off`,
			detail: row.error,
			nextTryAt: row.nextTryAt,
		},
	];
}
