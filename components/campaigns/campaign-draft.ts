import { readDays, readMoney, readPoints } from "@/components/campaigns/typed-amounts";
import type { campaignsApi } from "@/lib/campaigns/api";
import { DEFAULT_HOLDOUT_BP, DEFAULT_WINDOW_DAYS } from "@/lib/campaigns/contracts";
import type { ContractInput } from "@/lib/kernel/api-contract";

/** The new-campaign form as typed. */
export interface CampaignDraft {
	name: string;
	segmentId: string;
	destinationId: string;
	holdoutBp: number;
	holdoutReason: string;
	goalEvent: string;
	valueProperty: string;
	windowDays: string;
	cost: string;
	currency: string;
	effectPoints: string;
	endsOn: string;
}

export const emptyDraft: CampaignDraft = {
	name: "",
	segmentId: "",
	destinationId: "",
	holdoutBp: DEFAULT_HOLDOUT_BP,
	holdoutReason: "",
	goalEvent: "",
	valueProperty: "",
	windowDays: String(DEFAULT_WINDOW_DAYS),
	cost: "",
	currency: "USD",
	effectPoints: "",
	endsOn: "",
};

/** A kept draft, or null where it has not the form's fields. */
export function readKeptDraft(kept: unknown): CampaignDraft | null {
	if (typeof kept !== "object" || kept === null) return null;
	const fields = Object.entries(emptyDraft).map(([field, empty]) => {
		// Safe because it only looks whether something of the right type is there.
		const value = (kept as Record<string, unknown>)[field];
		return typeof value === typeof empty ? [field, value] : null;
	});
	// Safe because each field of the draft was found, with its type.
	return fields.every((each) => each !== null)
		? (Object.fromEntries(fields) as unknown as CampaignDraft)
		: null;
}

type Body = ContractInput<typeof campaignsApi.create>["body"];
export type DraftProblems = Partial<Record<keyof CampaignDraft, string>>;

/** The body to send, or what is missing, field by field, in words for the form. */
export function readDraft(
	draft: CampaignDraft,
): { ok: true; body: Body } | { ok: false; problems: DraftProblems } {
	const problems: DraftProblems = {};
	if (draft.name.trim() === "") problems.name = "Give the campaign a name.";
	if (draft.segmentId === "") problems.segmentId = "Choose the people to reach.";
	if (draft.destinationId === "") problems.destinationId = "Choose where to reach them.";
	if (draft.goalEvent === "") problems.goalEvent = "Choose the event that counts as success.";
	if (draft.holdoutBp === 0 && draft.holdoutReason.trim() === "")
		problems.holdoutReason = "Write down why nobody is held out.";
	const days = readDays(draft.windowDays, 365);
	if (days.problem !== undefined) problems.windowDays = days.problem;
	const cost = readMoney(draft.cost);
	if (cost.problem !== undefined) problems.cost = cost.problem;
	const points = readPoints(draft.effectPoints);
	if (points.problem !== undefined) problems.effectPoints = points.problem;
	if (!/^[A-Z]{3}$/.test(draft.currency)) problems.currency = "Three capital letters, such as USD.";
	if (draft.endsOn !== "" && !(endOf(draft.endsOn) > Date.now()))
		problems.endsOn = "A day that is not over yet.";
	const isRead = days.value !== undefined && cost.value !== undefined && points.value !== undefined;
	if (!isRead || Object.keys(problems).length > 0) return { ok: false, problems };
	return {
		ok: true,
		body: {
			name: draft.name.trim(),
			segmentId: draft.segmentId,
			destinationId: draft.destinationId,
			holdoutBp: draft.holdoutBp,
			holdoutReason: draft.holdoutBp === 0 ? draft.holdoutReason.trim() : null,
			goalEvent: draft.goalEvent,
			valueProperty: draft.valueProperty || null,
			currency: draft.currency,
			windowDays: days.value,
			costCents: cost.value,
			effectWorthHaving: points.value,
			endsAt: draft.endsOn === "" ? null : new Date(endOf(draft.endsOn)).toISOString(),
		},
	};
}

/** The end of a calendar day in the viewer's zone. */
function endOf(day: string): number {
	return new Date(`${day}T23:59:59`).getTime();
}
