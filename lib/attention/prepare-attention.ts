import { pluralText } from "@/lib/kernel/number-text";
import type { SegmentSummary } from "@/lib/segments/contracts";
import { findSegmentTrouble } from "@/lib/segments/segment-trouble";
import type { ImportView } from "@/lib/sources/files/import-contracts";
import type { SyncTrouble } from "@/lib/syncs/sync-trouble";
import type { TraitSummary } from "@/lib/traits/contracts";
import { findTraitTrouble } from "@/lib/traits/trait-trouble";
import type { FailedJob } from "@/lib/workspaces/api";
import type { Action } from "@/lib/workspaces/policy";

export type Attention = {
	key: string;
	tone: "bad" | "warning";
	/** One sentence: what happened, to what. */
	title: string;
	/** The cause, in the words of the part that knows, and what follows from it. */
	detail: string;
	/** When it is tried again automatically, where that is known. */
	nextTryAt?: string | null;
	/** Path of its page, under the workspace. */
	path: string;
	action: string;
	/** What fixes it, for the roles that may; a page to do it on, or a sync to run. */
	cure?: { label: string; needs: Action } & ({ path: string } | { runSync: string });
};

/** What has been read so far: a part that is missing is still on its way, or could not be read. */
export type Found = {
	/** Milliseconds: what is late is late as of then. */
	now: number;
	/** Why background jobs do not run, or keep failing; a null problem when they do. */
	jobs?: { problem: string | null; isRunning: boolean } | undefined;
	syncs?: readonly FoundSync[] | undefined;
	segments?: readonly SegmentSummary[] | undefined;
	traits?: readonly TraitSummary[] | undefined;
	imports?: readonly ImportView[] | undefined;
	/** Background work that was given up and has not succeeded since. */
	failedJobs?: readonly FailedJob[] | undefined;
	destinations?: readonly FoundDestination[] | undefined;
	/** Why emails to members cannot be sent; null when they can. Only for who can do something about it. */
	mail?: { problem: string | null; nextTryAt: string | null } | undefined;
	/** Scheduled campaigns. */
	launches?: readonly { id: string; name: string; launchProblem: string | null }[] | undefined;
	campaigns?:
		| readonly { campaignId: string; name: string; verdict: { kind: string; sentence: string } }[]
		| undefined;
};

type FoundSync = {
	id: string;
	name: string;
	status: string;
	statusReason: string | null;
	segment: { id: string };
	destination: { id: string };
	/** What is not as it should be though its runs do not fail. */
	troubles?: readonly SyncTrouble[];
};
type FoundDestination = {
	id: string;
	name: string;
	status: string;
	checkError: string | null;
	/** What will end the connection soon, as a sentence. */
	endsSoon?: string | null;
};

function missedLaunch({ id, name, launchProblem }: NonNullable<Found["launches"]>[number]): Attention[] {
	if (launchProblem === null) return [];
	const path = `campaigns/${id}`;
	return [
		{
			key: id,
			tone: "bad",
			title: `${name} did not start as scheduled`,
			detail: launchProblem,
			path,
			action: "Open campaign",
			cure: { label: "Fix", needs: "campaigns.write", path },
		},
	];
}

/**
 * What needs someone's attention, most urgent first: what stops everything, what stops deliveries, then what
 * is out of date, then what cannot be read. One cause is one item; its consequences are listed there and
 * nowhere else.
 */
export function prepareAttention(found: Found): Attention[] {
	const { syncs = [], destinations = [], segments = [], traits = [], imports = [], now } = found;
	const isStopped = found.jobs?.isRunning === false && found.jobs.problem !== null;
	const failing = destinations.filter(({ status }) => status !== "connected");
	const troubled = segments.flatMap((segment) => {
		const trouble = findSegmentTrouble(segment, now);
		return trouble && !(isStopped && trouble.kind === "late") ? [{ segment, trouble }] : [];
	});
	const isOf = (sync: FoundSync, destination: FoundDestination) => sync.destination.id === destination.id;
	const items = [
		...jobsAttention(found.jobs),
		...mailAttention(found.mail),
		...failing.map((destination) =>
			destinationAttention(
				destination,
				syncs.filter((sync) => sync.status === "failing" && isOf(sync, destination)),
			),
		),
		...syncs
			.filter((sync) => sync.status === "failing" && !failing.some((one) => isOf(sync, one)))
			.map(failingSync),
		...syncs
			.filter(({ status, statusReason }) => status === "emptying" && statusReason !== null)
			.map(stuckSync),
		...syncs.filter(({ status }) => status === "needs_confirmation").map(askingSync),
		...syncs
			.filter(({ status, segment }) => {
				return status === "stale" && !troubled.some((one) => one.segment.id === segment.id);
			})
			.map(staleSync),
		...destinations.filter(({ status }) => status === "connected").flatMap(endingConnection),
		...syncs
			.filter((sync) => !failing.some((one) => isOf(sync, one)))
			.flatMap((sync) => syncTroubles(sync, isStopped)),
		...imports.flatMap((row) => importAttention(row, now, isStopped)),
		...troubled.map(({ segment, trouble }): Attention => {
			const behind = syncs.filter((sync) => sync.status === "stale" && sync.segment.id === segment.id);
			return {
				key: segment.id,
				tone: segment.servedVersion === segment.version ? "warning" : "bad",
				title:
					segment.servedVersion === segment.version
						? `${segment.name} is out of date`
						: `${segment.name} could not be built`,
				detail: [trouble.reason, ...behindText(behind)].join(" "),
				nextTryAt: trouble.nextTryAt,
				path: `segments/${segment.id}`,
				action: "Open segment",
				...(trouble.kind === "failed"
					? { cure: { label: "Fix", needs: "segments.write", path: `segments/${segment.id}` } }
					: {}),
			};
		}),
		...traits.flatMap((trait): Attention[] => {
			const trouble = findTraitTrouble(trait, now);
			if (!trouble || (isStopped && trouble.kind === "late")) return [];
			return [
				{
					key: trait.id,
					tone: trait.servedVersion === trait.version ? "warning" : "bad",
					title: `${trait.name} could not be calculated`,
					detail: trouble.reason,
					nextTryAt: trouble.nextTryAt,
					path: `traits/${trait.id}`,
					action: "Open trait",
					...(trouble.kind === "failed"
						? { cure: { label: "Fix", needs: "traits.write", path: `traits/${trait.id}` } }
						: {}),
				},
			];
		}),
		...(found.launches ?? []).flatMap(missedLaunch),
		...(found.campaigns ?? [])
			.filter(({ verdict }) => verdict.kind === "invalid")
			.map(
				(campaign): Attention => ({
					key: campaign.campaignId,
					tone: "warning",
					title: `The result of ${campaign.name} cannot be trusted`,
					detail: campaign.verdict.sentence,
					path: `lift/${campaign.campaignId}`,
					action: "See why",
				}),
			),
	];
	// A run that was given up is how a sync or an import failed, not another failure.
	const seen = new Set(items.map(({ path }) => path));
	const covered = new Set(
		syncs
			.filter(({ destination }) => failing.some(({ id }) => id === destination.id))
			.map(({ id }) => `syncs/${id}`),
	);
	const givenUp = (found.failedJobs ?? [])
		.filter(({ path }) => !seen.has(path) && !covered.has(path))
		.map(jobAttention);
	const first = items.findIndex(({ tone }) => tone !== "bad");
	return first < 0 ? [...items, ...givenUp] : [...items.slice(0, first), ...givenUp, ...items.slice(first)];
}

function jobsAttention(jobs: Found["jobs"]): Attention[] {
	if (!jobs || jobs.problem === null) return [];
	return [
		{
			key: "jobs",
			tone: jobs.isRunning ? "warning" : "bad",
			title: jobs.isRunning ? "Some background jobs are failing" : "Background jobs are not running",
			detail: jobs.isRunning
				? jobs.problem
				: `${jobs.problem} Until they run, segments, traits, imports and syncs stay as they are.`,
			path: "settings/jobs",
			action: "Open jobs",
		},
	];
}

function mailAttention(mail: Found["mail"]): Attention[] {
	if (!mail || mail.problem === null) return [];
	return [
		{
			key: "mail",
			tone: "bad",
			title: "Emails cannot be sent",
			detail: mail.problem,
			nextTryAt: mail.nextTryAt,
			path: "settings/notifications",
			action: "Open notifications",
		},
	];
}

function destinationAttention(destination: FoundDestination, syncs: readonly FoundSync[]): Attention {
	const { id, name, status, checkError } = destination;
	const stopped =
		syncs.length === 0
			? []
			: [`${pluralText(syncs.length, "sync does", "syncs do")} not deliver: ${nameThem(syncs)}.`];
	return {
		key: id,
		tone: "bad",
		title: status === "disconnected" ? `${name} is disconnected` : `${name} refuses the connection`,
		detail: [checkError ?? "The last test of the connection failed.", ...stopped].join(" "),
		path: `destinations/${id}`,
		action: "Open destination",
		cure: { label: "Reconnect", needs: "destinations.write", path: `destinations/${id}?change=connection` },
	};
}

function failingSync(sync: FoundSync): Attention {
	return {
		key: sync.id,
		tone: "bad",
		title: `${sync.name} does not deliver`,
		detail:
			sync.statusReason ??
			"The last run failed; its audience at the destination no longer follows the segment.",
		path: `syncs/${sync.id}`,
		action: "Open sync",
		cure: { label: "Retry", needs: "syncs.write", runSync: sync.id },
	};
}

/** Its people are still at the destination, though someone decided that they go. */
function stuckSync(sync: FoundSync): Attention {
	return {
		...failingSync(sync),
		title: `${sync.name} cannot be emptied`,
	};
}

function askingSync(sync: FoundSync): Attention {
	return {
		key: sync.id,
		tone: "warning",
		title: `${sync.name} waits for confirmation`,
		detail:
			"Its last run would change more people than it may without being asked, and sent nothing of that.",
		path: `syncs/${sync.id}`,
		action: "Open sync",
	};
}

function staleSync(sync: FoundSync): Attention {
	return {
		key: sync.id,
		tone: "warning",
		title: `${sync.name} delivers people who are out of date`,
		detail: sync.statusReason ?? "Its segment is not kept up to date.",
		path: `syncs/${sync.id}`,
		action: "Open sync",
	};
}

/** A late run is another matter where no job runs at all. */
function syncTroubles({ id, name, troubles = [] }: FoundSync, isStopped: boolean): Attention[] {
	return troubles
		.filter(({ kind }) => !(isStopped && (kind === "stalled" || kind === "backlog")))
		.map(({ kind, title, detail }) => ({
			key: `${id} ${kind}`,
			tone: kind === "stalled" || kind === "backlog" ? "bad" : "warning",
			title: `${name} ${title}`,
			detail,
			path: `syncs/${id}`,
			action: "Open sync",
		}));
}

function endingConnection({ id, name, endsSoon }: FoundDestination): Attention[] {
	if (!endsSoon) return [];
	return [
		{
			key: `${id} ends`,
			tone: "warning",
			title: `${name} will stop working`,
			detail: endsSoon,
			path: `destinations/${id}`,
			action: "Open destination",
			cure: { label: "Reconnect", needs: "destinations.write", path: `destinations/${id}?change=connection` },
		},
	];
}

function jobAttention(job: FailedJob): Attention {
	return {
		key: job.id,
		tone: "bad",
		title: `${job.work} failed for good`,
		detail: `It failed ${job.attempts === 1 ? "once" : `${job.attempts} times`}. The log says why, under ${job.id}.`,
		path: job.path,
		action: "Open",
	};
}

function behindText(syncs: readonly FoundSync[]): string[] {
	if (syncs.length === 0) return [];
	return [`${pluralText(syncs.length, "sync delivers", "syncs deliver")} them: ${nameThem(syncs)}.`];
}

/** "A, B and 3 more". */
function nameThem(syncs: readonly FoundSync[]): string {
	const names = syncs.map(({ name }) => name);
	if (names.length > 3) return `${names.slice(0, 2).join(", ")} and ${names.length - 2} more`;
	return names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)}` : (names[0] ?? "");
}

/** How long a failed import stays listed; the remedy is to upload the file again. */
const importNewsMs = 3 * 86_400_000;

function importAttention(row: ImportView, now: number, isStopped: boolean): Attention[] {
	const shared = { key: row.id, path: `data/imports/${row.id}`, action: "Open import" };
	if (row.status === "failed" && now - Date.parse(row.finishedAt ?? row.createdAt) < importNewsMs) {
		const detail = `${row.error ?? "The reason is unknown."} Upload the file again to bring the rest.`;
		return [{ ...shared, tone: "bad", title: `The import of ${row.fileName} failed`, detail }];
	}
	if (row.status !== "running") return [];
	if (row.stalledSince) {
		if (isStopped) return [];
		const detail = "No one is working on it. Stop it and upload the file again to bring the rest.";
		return [{ ...shared, tone: "bad", title: `The import of ${row.fileName} is stuck`, detail }];
	}
	if (!row.error) return [];
	return [
		{
			...shared,
			tone: "warning",
			title: `The import of ${row.fileName} was interrupted`,
			detail: row.error,
			nextTryAt: row.nextTryAt,
		},
	];
}
