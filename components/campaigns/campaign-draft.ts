import { readBalance } from "@/components/campaigns/balance-draft";
import {
	isMetricDrafts,
	type MetricDraft,
	readMetrics,
	readPrimary,
} from "@/components/campaigns/metric-draft";
import { readDays, readMoney, readPoints, readWeight } from "@/components/campaigns/typed-amounts";
import type { campaignsApi } from "@/lib/campaigns/api";
import { confidence, DEFAULT_CONFIDENCE, readConfidence } from "@/lib/campaigns/confidence";
import { type CampaignStart, DEFAULT_HOLDOUT_BP, DEFAULT_WINDOW_DAYS } from "@/lib/campaigns/contracts";
import { variantsProblem } from "@/lib/campaigns/variants";
import type { ContractInput } from "@/lib/kernel/api-contract";
import { cutText } from "@/lib/kernel/cut-text";
import { dayProblem } from "@/lib/kernel/typed-day";

/** The new-campaign form as typed. */
export interface CampaignDraft {
	name: string;
	hypothesis: string;
	segmentId: string;
	/** Further segments whose people it reaches as well; "" while one is being chosen. */
	moreSegmentIds: string[];
	/** Segments whose members are left out. */
	excludedSegmentIds: string[];
	destinationId: string;
	holdoutBp: number;
	holdoutReason: string;
	goalEvent: string;
	valueProperty: string;
	windowDays: string;
	cost: string;
	currency: string;
	effectPoints: string;
	confidence: number;
	endsOn: string;
	/** Ways to address the treated; none: everyone alike. */
	variants: VariantDraft[];
	/** Which metric of the goal the verdict is about. */
	primaryMetric: string;
	/** Metrics besides those of the goal. */
	metrics: MetricDraft[];
	/** No one is sent anything: both groups are treated alike. */
	isAaTest: boolean;
	/** What the people of the launch are balanced by, as `readBalance` reads it; "": nothing. */
	stratify: string;
}

/** One variant as typed. */
export interface VariantDraft {
	name: string;
	weight: string;
	destinationId: string;
	audienceName: string;
}

export const emptyDraft: CampaignDraft = {
	name: "",
	hypothesis: "",
	segmentId: "",
	moreSegmentIds: [],
	excludedSegmentIds: [],
	destinationId: "",
	holdoutBp: DEFAULT_HOLDOUT_BP,
	holdoutReason: "",
	goalEvent: "",
	valueProperty: "",
	windowDays: String(DEFAULT_WINDOW_DAYS),
	cost: "",
	currency: "USD",
	effectPoints: "",
	confidence: DEFAULT_CONFIDENCE,
	endsOn: "",
	variants: [],
	primaryMetric: "conversion",
	metrics: [],
	isAaTest: false,
	stratify: "",
};

/** The fields the user has chosen; the rest are suggestions. */
export type ChosenDraft = Partial<CampaignDraft>;

/** A kept draft, or null if it does not fit the form. */
export function readKeptDraft(kept: unknown): ChosenDraft | null {
	if (typeof kept !== "object" || kept === null) return null;
	const fields = Object.entries(emptyDraft).flatMap(([field, empty]) => {
		// Safe because it only checks for a value of the right type.
		const value = (kept as Record<string, unknown>)[field];
		if (field === "confidence") return confidence.safeParse(value).success ? [[field, value]] : [];
		if (field === "metrics") return isMetricDrafts(value) ? [[field, value]] : [];
		if (field === "variants") return isVariants(value) ? [[field, value]] : [];
		if (Array.isArray(empty)) return isTexts(value) ? [[field, value]] : [];
		return typeof value === typeof empty ? [[field, value]] : [];
	});
	return fields.length > 0 ? Object.fromEntries(fields) : null;
}

function isTexts(value: unknown): value is string[] {
	return Array.isArray(value) && value.every((one) => typeof one === "string");
}

function isVariants(value: unknown): value is VariantDraft[] {
	const fields = ["name", "weight", "destinationId", "audienceName"];
	return (
		Array.isArray(value) &&
		value.every(
			(one: unknown) =>
				typeof one === "object" &&
				one !== null &&
				// Safe because it only checks for text.
				fields.every((field) => typeof (one as Record<string, unknown>)[field] === "string"),
		)
	);
}

/** Suggestions: from the URL, the workspace's defaults, the chosen segment and the forecast. */
export function suggestDraft(known: {
	given: { segmentId: string; destinationId: string };
	start: CampaignStart | undefined;
	segmentName: string | undefined;
	recommendedBp: number | null | undefined;
}): ChosenDraft {
	const { given, start, segmentName, recommendedBp } = known;
	return {
		segmentId: given.segmentId,
		destinationId: given.destinationId || (start?.destinationId ?? ""),
		name: cutText(segmentName ?? "", 100),
		goalEvent: start?.goalEvent ?? "",
		valueProperty: start?.valueProperty ?? "",
		holdoutBp: recommendedBp ?? start?.holdoutBp ?? emptyDraft.holdoutBp,
		...(start ? { currency: start.currency, windowDays: String(start.windowDays) } : {}),
	};
}

/** The form as shown and sent: what was chosen, over the suggestions. */
export function fillDraft(suggested: ChosenDraft, chosen: ChosenDraft): CampaignDraft {
	return { ...emptyDraft, ...suggested, ...chosen };
}

type Body = ContractInput<typeof campaignsApi.create>["body"];
export type DraftProblems = Partial<Record<keyof CampaignDraft, string>>;

/** The problems that are left once these fields were changed. */
export function withoutProblems(problems: DraftProblems, changed: ChosenDraft): DraftProblems {
	return Object.fromEntries(Object.entries(problems).filter(([field]) => !(field in changed)));
}

/** The body to send, or an error message for each missing field. */
export function readDraft(
	draft: CampaignDraft,
): { ok: true; body: Body } | { ok: false; problems: DraftProblems } {
	const problems: DraftProblems = {};
	if (draft.name.trim() === "") problems.name = "Give the campaign a name.";
	if (draft.segmentId === "") problems.segmentId = "Choose the people to reach.";
	if (draft.destinationId === "") problems.destinationId = "Choose where to reach them.";
	if (draft.goalEvent === "") problems.goalEvent = "Choose the event that counts as success.";
	if (draft.holdoutBp === 0 && draft.holdoutReason.trim() === "")
		problems.holdoutReason = "Write down why no one is held out.";
	if (draft.isAaTest && draft.holdoutBp === 0)
		problems.holdoutReason = "An A/A test compares two groups. Hold some people out.";
	const days = readDays(draft.windowDays, 365);
	if (days.problem !== undefined) problems.windowDays = days.problem;
	const cost = readMoney(draft.cost);
	if (cost.problem !== undefined) problems.cost = cost.problem;
	const points = readPoints(draft.effectPoints);
	if (points.problem !== undefined) problems.effectPoints = points.problem;
	if (!/^[A-Z]{3}$/.test(draft.currency)) problems.currency = "Three capital letters, such as USD.";
	const unread = dayProblem(draft.endsOn);
	if (unread !== undefined) problems.endsOn = unread;
	else if (draft.endsOn !== "" && !(endOf(draft.endsOn) > Date.now()))
		problems.endsOn = "A day that is not over yet.";
	const variants = readVariants(draft.isAaTest ? [] : draft.variants);
	if (variants.problem !== undefined) problems.variants = variants.problem;
	const metrics = readMetrics(draft.metrics);
	if (metrics.problem !== undefined) problems.metrics = metrics.problem;
	const primaryMetric = readPrimary(draft.primaryMetric);
	if (primaryMetric === "value" && draft.valueProperty === "")
		problems.primaryMetric = "Choose the value of a conversion, or let another metric decide.";
	const isRead =
		variants.value !== undefined &&
		metrics.value !== undefined &&
		days.value !== undefined &&
		cost.value !== undefined &&
		points.value !== undefined;
	if (!isRead || Object.keys(problems).length > 0) return { ok: false, problems };
	return {
		ok: true,
		body: {
			name: draft.name.trim(),
			hypothesis: draft.hypothesis.trim() || null,
			...audienceOf(draft),
			destinationId: draft.destinationId,
			holdoutBp: draft.holdoutBp,
			holdoutReason: draft.holdoutBp === 0 ? draft.holdoutReason.trim() : null,
			goalEvent: draft.goalEvent,
			valueProperty: draft.valueProperty || null,
			currency: draft.currency,
			windowDays: days.value,
			costCents: cost.value,
			effectWorthHaving: points.value,
			confidence: readConfidence(draft.confidence),
			endsAt: readEnd(draft.endsOn),
			variants: variants.value,
			primaryMetric,
			metrics: metrics.value,
			isAaTest: draft.isAaTest,
			stratifyBy: draft.holdoutBp === 0 ? null : readBalance(draft.stratify),
		},
	};
}

type Variants = NonNullable<Body["variants"]>;

/** The variants to send, or what is wrong with the first or with all of them. */
export function readVariants(
	drafts: readonly VariantDraft[],
): { value: Variants; problem?: undefined } | { value?: undefined; problem: string } {
	const value: Variants = [];
	for (const { name, weight, destinationId, audienceName } of drafts) {
		if (name.trim() === "") return { problem: "Name each variant." };
		const read = readWeight(weight);
		if (read.value === undefined) return { problem: `${name.trim()}: ${read.problem}` };
		value.push({
			name: name.trim(),
			weight: read.value,
			destinationId: destinationId || null,
			audienceName: audienceName.trim() || null,
		});
	}
	const problem = variantsProblem(value.map(({ weight }) => weight));
	return problem === null ? { value } : { problem };
}

/** The segments that are chosen, as the API takes them. */
export function audienceOf({ segmentId, moreSegmentIds, excludedSegmentIds }: CampaignDraft) {
	const chosen = (ids: readonly string[]) => ids.filter((id) => id !== "");
	return {
		segmentId,
		moreSegmentIds: chosen(moreSegmentIds),
		excludedSegmentIds: chosen(excludedSegmentIds),
	};
}

/** Where the variants that get anyone are delivered; empty where there are none. */
export function variantDestinations({ variants, destinationId }: CampaignDraft): string[] {
	return variants
		.filter(({ weight }) => (readWeight(weight).value ?? 0) > 0)
		.map((variant) => variant.destinationId || destinationId);
}

/** The instant a campaign ends; null if no valid day is given. */
export function readEnd(day: string): string | null {
	const end = day === "" ? Number.NaN : endOf(day);
	return Number.isNaN(end) ? null : new Date(end).toISOString();
}

/** The end of a calendar day in the viewer's zone. */
function endOf(day: string): number {
	return new Date(`${day}T23:59:59`).getTime();
}
