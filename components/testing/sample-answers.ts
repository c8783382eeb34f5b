import type { CampaignDetail, CampaignSummary } from "@/lib/campaigns/contracts";
import type { LiftReadOut, LiftSummary, MetricReadOut } from "@/lib/lift/contracts";
import type { SegmentDetail } from "@/lib/segments/contracts";
import type { ImportInspection, ImportView } from "@/lib/sources/files/import-contracts";
import type { DraftMapping } from "@/lib/sources/files/import-mapping";
import type { RunCounts, SyncDetail } from "@/lib/syncs/contracts";

/** Server responses that match the contracts, with a test's overrides. */

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
	tags: ["Loyalty"],
	createdAt: "2026-11-01T09:00:00.000Z",
	updatedAt: "2026-11-01T09:00:00.000Z",
};

export const segmentDetail: SegmentDetail = {
	...segment,
	state: "live",
	rule: { combinator: "and", rules: [] },
};

/** One with every field of its form filled in. */
export const filledCampaign: CampaignDetail = {
	id: "cmp_0000000000abcdefghjkmnpqrs",
	name: "Spring sale",
	status: "running",
	segment: { id: segmentId, name: "Loyal customers", size: 1200, asOf: "2026-11-22T09:00:00.000Z" },
	destination: {
		id: "dst_1",
		name: "Our Meta account",
		network: "meta",
		status: "connected",
		isSandbox: true,
	},
	holdoutBp: 1000,
	goalEvent: "Order Completed",
	tags: [],
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
	pause: null,
	endsSoon: null,
	settings: {},
	storedSecrets: [],
	account: null,
	needsReconnect: false,
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
	auth: "static",
	redirectAddress: null,
	fields: [],
	identifierKinds: [
		{ kind: "email", column: "EMAIL", label: "Email", sentAs: "hashed" },
		{ kind: "phone", column: "PHONE", label: "Phone", sentAs: "hashed" },
	],
	mapping: null,
	modes: ["mirror", "add_only"],
	hasOneIdentifier: false,
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

/** A file's inspection, before any of it is imported. */
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
	identifiers: [{ kind: "email", label: "Email", sentAs: "hashed" }],
	purpose: "advertising",
	mode: "mirror",
	content: "membership",
	use: "include",
	mapping: [],
	excludedSegments: [],
	stopsOnConversion: false,
	keepsHoldouts: true,
	priorityGroup: null,
	priority: null,
	remoteAudienceId: null,
	remoteAudienceName: "Muster: Loyal customers",
	schedule: { kind: "interval", everyMinutes: 60 },
	timeZone: "UTC",
	nextRuns: [],
	guards: { changePercent: 30, changePeople: 50, minimumAudience: 0 },
	confirmedAt: "2026-11-01T09:00:00.000Z",
	question: null,
	emptyingSince: null,
	backlog: null,
	nextRunAt: null,
	status: "active",
	statusReason: null,
	lastRun: null,
	delivered: null,
	lastSuccessAt: null,
	waiting: null,
	waitingSince: null,
	trend: [],
	troubles: [],
	createdAt: "2026-11-01T09:00:00.000Z",
	totals: null,
	matchDelayMs: null,
};

export const campaignSummary: CampaignSummary = {
	id: "cmp_0000000000abcdefghjkmnpqrs",
	name: "Spring sale",
	status: "running",
	segment: { id: segmentId, name: segment.name, size: 1490, asOf: "2026-11-22T09:00:00.000Z" },
	destination: {
		id: destination.id,
		name: destination.name,
		network: "meta",
		status: "connected",
		isSandbox: true,
	},
	holdoutBp: 1000,
	goalEvent: "Order Completed",
	tags: [],
	ownerName: "Ada",
	createdAt: "2026-11-01T09:00:00.000Z",
	launchedAt: "2026-11-02T09:00:00.000Z",
	endsAt: null,
	endedAt: null,
	archivedAt: null,
};

export const conversions: MetricReadOut = {
	key: "conversion",
	label: "Order Completed",
	kind: "conversion",
	isPrimary: true,
	treated: { people: 1117, sum: 132, mean: 0.118, low: 0.1, high: 0.137 },
	holdout: { people: 106, sum: 10.6, mean: 0.1, low: 0.05, high: 0.17 },
	difference: { known: true, figure: { value: 0.018, se: 0.004, low: 0.009, high: 0.027, p: 0.001 } },
	relative: { known: true, figure: { value: 0.18, se: 0.04, low: 0.09, high: 0.27, p: 0.001 } },
	method: "newcombe",
	epochs: [],
	leftOut: 0,
	dominant: null,
	removed: null,
	holm: null,
	bayes: null,
};

export const liftSummary: LiftSummary = {
	launchedAt: "2026-11-01T09:00:00.000Z",
	windowDays: 14,
	campaignId: campaignSummary.id,
	name: campaignSummary.name,
	status: "running",
	asOf: "2026-11-22T09:00:00.000Z",
	verdict: { kind: "keep", headline: "This campaign works.", sentence: "This campaign works." },
	treated: 1117,
	holdout: 106,
	primary: conversions,
	incrementalValue: { known: false, reason: "No value is measured." },
	valueBasis: null,
	cost: null,
	segment: null,
	startedAt: "2026-11-01T09:00:00.000Z",
	currency: "USD",
};

export const campaign: CampaignDetail = {
	...campaignSummary,
	holdoutReason: null,
	valueProperty: null,
	currency: "USD",
	windowDays: 14,
	costCents: null,
	effectWorthHaving: null,
	metrics: [],
	epochs: [],
	syncs: [
		{ id: "syn_1", name: "Spring sale to Meta", status: "active", statusReason: null, remaining: null },
	],
	assigned: { treated: 1117, heldOut: 106 },
	launchTookMs: null,
	asOf: "2026-11-22T09:00:00.000Z",
};

const notMeasured = { known: false as const, reason: "No value is measured." };

export const liftRead: LiftReadOut = {
	campaign: {
		id: campaign.id,
		name: campaign.name,
		status: campaign.status,
		goalEvent: campaign.goalEvent,
		valueProperty: null,
		currency: "USD",
		windowDays: 14,
		costCents: null,
		launchedAt: campaign.launchedAt,
		endedAt: null,
	},
	asOf: "2026-11-22T09:00:00.000Z",
	interval: { kind: "always_valid", tunedAt: 1000 },
	people: { treated: 1117, holdout: 106, treatedOpen: 0, holdoutOpen: 0, completeAt: null },
	metrics: [conversions],
	incrementalConversions: notMeasured,
	incrementalValue: notMeasured,
	cost: null,
	money: {
		costPerIncrementalConversion: notMeasured,
		incrementalReturn: notMeasured,
		attributedConversions: notMeasured,
		attributedValue: notMeasured,
		attributedReturn: notMeasured,
		valuePerRecipient: notMeasured,
	},
	series: notMeasured,
	adjusted: notMeasured,
	traits: [],
	outlook: null,
	health: [],
	verdict: liftSummary.verdict,
};

/**
 * Of 1,490 people in the segment 1,117 are sent and 106 held out; the others have no consent or no
 * identifier.
 */
export const runCounts: RunCounts = {
	members: 1490,
	wanted: 1124,
	heldOut: 106,
	noConsent: 260,
	erased: 0,
	suppressed: 0,
	excluded: 0,
	converted: 0,
	outranked: 0,
	noIdentifier: 7,
	unmapped: 0,
	sharedWithHeldOut: 0,
	delivered: 1117,
	added: 2000,
	removed: 0,
	renewed: 0,
	updated: 0,
	rejected: 0,
	refused: 0,
	unknown: 0,
	heldBack: 0,
	invalidUnnamed: 0,
	matched: 1500,
	sizeLower: 1000,
	sizeUpper: 2000,
	isFull: true,
	isResend: false,
	belowMinimum: 0,
};
