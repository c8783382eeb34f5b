import type { CampaignDetail } from "@/lib/campaigns/contracts";
import type { SegmentDetail } from "@/lib/segments/contracts";
import type { ImportInspection, ImportView } from "@/lib/sources/files/import-contracts";
import type { DraftMapping } from "@/lib/sources/files/import-mapping";
import type { SyncDetail } from "@/lib/syncs/contracts";

/** Answers of the server as its contracts have them, with what a test wants to differ. */

export const segmentId = "seg_0000000000abcdefghjkmnpqrs";

export const segment = {
	id: segmentId,
	name: "Loyal customers",
	description: "",
	ownerId: "usr_1",
	ownerName: "Ada",
	state: "live",
	staleReason: null,
	nextTryAt: null,
	isRefreshing: false,
	version: 1,
	servedVersion: 1,
	size: 1200,
	knownSize: 1000,
	asOf: "2026-11-22T09:00:00.000Z",
	refreshEveryMinutes: 60,
	createdAt: "2026-11-01T09:00:00.000Z",
	updatedAt: "2026-11-01T09:00:00.000Z",
};

export const segmentDetail: SegmentDetail = {
	...segment,
	state: "live",
	rule: { combinator: "and", rules: [] },
};

export const campaign: CampaignDetail = {
	id: "cmp_0000000000abcdefghjkmnpqrs",
	name: "Spring sale",
	status: "running",
	segment: { id: segmentId, name: "Loyal customers", size: 1200, asOf: "2026-11-22T09:00:00.000Z" },
	destination: { id: "dst_1", name: "Our Meta account", network: "meta", status: "connected" },
	holdoutBp: 1000,
	goalEvent: "Order Completed",
	ownerName: "Ada",
	createdAt: "2026-11-01T09:00:00.000Z",
	launchedAt: "2026-11-02T09:00:00.000Z",
	endsAt: null,
	endedAt: null,
	archivedAt: null,
	holdoutReason: null,
	valueProperty: "amount",
	currency: "EUR",
	windowDays: 14,
	costCents: 120_050,
	effectWorthHaving: 0.005,
	metrics: [],
	epochs: [],
	syncs: [],
	assigned: null,
	launchTookMs: null,
	asOf: "2026-11-22T09:00:00.000Z",
};

export const destination = {
	id: "dst_1",
	network: "meta",
	networkName: "Meta",
	name: "Our Meta account",
	status: "connected",
	checkedAt: null,
	checkError: null,
	settings: {},
	storedSecrets: [],
	isSandbox: true,
	syncCount: 0,
	createdAt: "2026-11-01T09:00:00.000Z",
};

export const network = {
	slug: "meta",
	name: "Meta",
	summary: "Custom audiences",
	category: "ads",
	purpose: "advertising",
	fields: [],
	identifierKinds: [
		{ kind: "email", column: "EMAIL", label: "E-mail", sentAs: "hashed" },
		{ kind: "phone", column: "PHONE", label: "Phone", sentAs: "hashed" },
	],
	sandboxValues: null,
};

export const importedFile: ImportView = {
	id: "imp_0000000000abcdefghjkmnpqrs",
	kind: "campaign",
	fileName: "sale.csv",
	status: "uploaded",
	bytesTotal: 100,
	bytesRead: 0,
	rowsRead: 0,
	rowsAccepted: 0,
	rowsUnchanged: 0,
	rowsRejected: 0,
	peopleCreated: 0,
	refusals: 0,
	problems: 0,
	error: null,
	nextTryAt: null,
	stalledSince: null,
	isFileKept: true,
	createdBy: "Ada",
	createdAt: "2026-11-22T09:00:00.000Z",
	startedAt: null,
	finishedAt: null,
};

/** What is seen of a file before anything of it counts. */
export function inspection(
	columns: string[],
	cells: string[][],
	mapping: DraftMapping | null = null,
): ImportInspection {
	return {
		file: { delimiter: ",", encoding: "utf-8", hasHeader: true },
		columns,
		rows: cells.map((row, place) => ({ line: place + 2, cells: row })),
		mapping,
		questions: [],
		traitTypes: {},
		estimatedRows: 42_300,
	};
}

export const sync: SyncDetail = {
	id: "syn_1",
	name: "Loyal customers to Meta",
	segment: { id: segmentId, name: "Loyal customers" },
	campaign: null,
	destination: { id: "dst_1", name: "Our Meta account", network: "meta", networkName: "Meta" },
	identifiers: [{ kind: "email", label: "E-mail", sentAs: "hashed" }],
	purpose: "advertising",
	remoteAudienceId: null,
	remoteAudienceName: "Muster: Loyal customers",
	everyMinutes: 60,
	nextRunAt: null,
	status: "active",
	statusReason: null,
	lastRun: null,
	delivered: null,
	createdAt: "2026-11-01T09:00:00.000Z",
	ledger: null,
};
