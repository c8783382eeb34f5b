import { z } from "zod";
import type { FoundPage } from "@/lib/destinations/catalog/find-or-create";
import {
	readBody,
	readProblem,
	readRefusal,
	unreadable,
} from "@/lib/destinations/catalog/google/read-problem";
import { processingReason } from "@/lib/destinations/catalog/google/reasons";
import {
	accountLabel,
	buildTryCreate,
	buildTryRead,
	membershipDays,
} from "@/lib/destinations/catalog/google/to-requests";
import type {
	AudienceRequest,
	AudienceSize,
	Batch,
	BatchResult,
	Connection,
	Conversation,
	HttpResponse,
	ReceiptReading,
	Verdict,
} from "@/lib/destinations/contract";

// 64-bit numbers travel as text.
const count = z.coerce.number().int().min(0);

const userList = z.object({
	id: z.string().regex(/^\d+$/),
	displayName: z.string().default(""),
	accessReason: z.string().default("OWNED"),
	membershipDuration: z.string().optional(),
	membershipStatus: z.string().optional(),
	closingReason: z.string().optional(),
	sizeInfo: z
		.object({
			displayNetworkMembersCount: count.optional(),
			searchNetworkMembersCount: count.optional(),
			youtubeMembersCount: count.optional(),
			gmailMembersCount: count.optional(),
		})
		.optional(),
	ingestedUserListInfo: z
		.object({ contactIdInfo: z.object({ matchRatePercentage: count.optional() }).optional() })
		.optional(),
});
const listPage = z.object({
	userLists: z.array(userList).default([]),
	nextPageToken: z.string().optional(),
});

/**
 * Two looks that change nothing: whether the account's lists can be read, and whether one could be created. Google
 * names no account here, so its number has to do.
 */
export const testAccess: Conversation<{ at: Date }, string> = ({ connection, memory, answer, at }) => {
	if (!answer) return { kind: "ask", request: buildTryRead(connection), memory: { step: "read" } };
	if (answer.status !== 200) return { kind: "failed", problem: readRefusal(answer) };
	if (readBody(answer, z.object({})) === null) return { kind: "failed", problem: unreadable(answer).problem };
	if (memory?.step === "read") {
		return { kind: "ask", request: buildTryCreate(connection, at), memory: { step: "create" } };
	}
	return { kind: "done", value: `Google Ads account ${accountLabel(connection)}` };
};

export function readFoundLists(answer: HttpResponse, wanted: AudienceRequest): Verdict<FoundPage> {
	if (answer.status !== 200) return { ok: false, problem: readRefusal(answer) };
	const page = readBody(answer, listPage);
	if (!page) return unreadable(answer);
	const own = page.userLists.filter(
		({ displayName, accessReason }) => displayName === wanted.name && accessReason === "OWNED",
	);
	return { ok: true, value: { ids: own.map(({ id }) => id), next: page.nextPageToken || null } };
}

export function readCreateList(answer: HttpResponse): Verdict<string> {
	if (answer.status !== 200) return { ok: false, problem: readRefusal(answer) };
	const created = readBody(answer, userList);
	return created ? { ok: true, value: created.id } : unreadable(answer);
}

/** Google takes a batch as a whole or not at all, and says later what became of it. */
export function readBatch(answer: HttpResponse, _batch: Batch): Verdict<BatchResult> {
	if (answer.status !== 200) return { ok: false, problem: readProblem(answer) };
	const taken = readBody(answer, z.object({ requestId: z.string().min(1) }));
	if (!taken) return unreadable(answer);
	return {
		ok: true,
		value: { others: "accepted", byIndex: new Map(), invalidCount: 0, receipt: taken.requestId },
	};
}

/** Google estimates the list for each of its networks; they differ by who uses which. */
export function readListSize(
	answer: HttpResponse,
	_asked: unknown,
	connection: Connection,
): Verdict<AudienceSize> {
	if (answer.status !== 200) return { ok: false, problem: readRefusal(answer) };
	const list = readBody(answer, userList);
	if (!list) return unreadable(answer);
	const sizes = Object.values(list.sizeInfo ?? {}).filter((size) => size !== undefined);
	// Zero is left out of Google's answers, so it stands for "not known yet" too.
	const matchRate = list.ingestedUserListInfo?.contactIdInfo?.matchRatePercentage;
	return {
		ok: true,
		value: {
			lower: sizes.length > 0 ? Math.min(...sizes) : -1,
			upper: sizes.length > 0 ? Math.max(...sizes) : -1,
			status: statusOf(list, membershipDays(connection)),
			...(matchRate ? { matchRate: { lower: matchRate, upper: matchRate } } : {}),
		},
	};
}

function statusOf(list: z.output<typeof userList>, days: number): string {
	if (list.membershipStatus === "CLOSED") {
		return list.closingReason === "UNUSED" ? "Closed: no campaign has used it for a long time" : "Closed";
	}
	const kept = /^(\d+)s$/.exec(list.membershipDuration ?? "")?.[1];
	if (kept !== undefined && Number(kept) !== days * 86_400) {
		return `Keeps people for ${Number(kept) / 86_400} days, not for ${days} as entered in the destination`;
	}
	return "Open";
}

const reasonCount = z.object({ recordCount: count.default(0), reason: z.string().default("") });
const requestStatus = z.object({
	requestStatusPerDestination: z
		.array(
			z.object({
				requestStatus: z.string().default(""),
				errorInfo: z.object({ errorCounts: z.array(reasonCount).default([]) }).optional(),
				warningInfo: z.object({ warningCounts: z.array(reasonCount).default([]) }).optional(),
				audienceMembersIngestionStatus: z
					.object({
						userDataIngestionStatus: z
							.object({ recordCount: count.optional(), uploadMatchRateRange: z.string().optional() })
							.optional(),
					})
					.optional(),
				audienceMembersRemovalStatus: z
					.object({ userDataRemovalStatus: z.object({ recordCount: count.optional() }).optional() })
					.optional(),
			}),
		)
		.default([]),
});

const finished = new Set(["SUCCESS", "PARTIAL_SUCCESS", "FAILED", "FAILURE"]);

/** What Google made of one upload. It never says of whom. */
export function readRequestStatus(answer: HttpResponse): Verdict<ReceiptReading> {
	if (answer.status !== 200) return { ok: false, problem: readRefusal(answer) };
	const read = readBody(answer, requestStatus);
	if (!read) return unreadable(answer);
	// Every upload has one destination.
	const [one] = read.requestStatusPerDestination;
	const errors = one?.errorInfo?.errorCounts ?? [];
	const warnings = one?.warningInfo?.warningCounts ?? [];
	const status = one?.requestStatus ?? "";
	const hasFailed = status === "FAILED" || status === "FAILURE";
	const ingested = one?.audienceMembersIngestionStatus?.userDataIngestionStatus;
	const removed = one?.audienceMembersRemovalStatus?.userDataRemovalStatus;
	return {
		ok: true,
		value: {
			isFinished: finished.has(status),
			hasFailed,
			received: ingested?.recordCount ?? removed?.recordCount ?? null,
			matched: null,
			matchRate: rangeOf(ingested?.uploadMatchRateRange),
			reasons: [...errors, ...warnings].map(({ reason, recordCount }) => ({
				reason: processingReason(reason),
				count: recordCount,
			})),
		},
	};
}

function rangeOf(range: string | undefined): { lower: number; upper: number } | null {
	if (range === "MATCH_RATE_RANGE_LESS_THAN_20") return { lower: 0, upper: 20 };
	const [, lower, upper] = /^MATCH_RATE_RANGE_(\d+)_TO_(\d+)$/.exec(range ?? "") ?? [];
	return lower === undefined || upper === undefined ? null : { lower: Number(lower), upper: Number(upper) };
}
