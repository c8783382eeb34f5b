import { writeBalance } from "@/components/campaigns/balance-draft";
import { type CampaignDraft, readDraft } from "@/components/campaigns/campaign-draft";
import { writeShare } from "@/components/campaigns/typed-amounts";
import type { campaignsApi } from "@/lib/campaigns/api";
import type { CampaignDetail } from "@/lib/campaigns/contracts";
import type { ContractInput } from "@/lib/kernel/api-contract";

const ofGoal: readonly string[] = ["conversion", "value", "count"];

/** A campaign that was not launched, as the form holds it. */
export function draftOf(campaign: CampaignDetail): CampaignDraft {
	const [first, ...more] = campaign.audience.included;
	const primary = campaign.metrics.find(({ role }) => role === "primary");
	return {
		name: campaign.name,
		hypothesis: campaign.hypothesis ?? "",
		segmentId: first?.id ?? "",
		moreSegmentIds: more.map(({ id }) => id),
		excludedSegmentIds: campaign.audience.excluded.map(({ id }) => id),
		destinationId: campaign.destination?.id ?? "",
		holdoutBp: campaign.holdoutBp,
		holdoutReason: campaign.holdoutReason ?? "",
		goalEvent: campaign.goalEvent ?? "",
		valueProperty: campaign.valueProperty ?? "",
		windowDays: String(campaign.windowDays),
		cost: campaign.costCents === null ? "" : String(campaign.costCents / 100),
		currency: campaign.currency,
		effectPoints: writeShare(campaign.effectWorthHaving),
		confidence: campaign.confidence,
		endsOn: campaign.endsAt === null ? "" : dayOf(campaign.endsAt),
		variants: campaign.variants.map(({ name, weight, destination, audienceName }) => ({
			name,
			weight: String(weight),
			destinationId: destination?.id ?? "",
			audienceName: audienceName ?? "",
		})),
		primaryMetric: primary && ofGoal.includes(primary.kind) ? primary.kind : "conversion",
		// Those of the goal follow from it.
		metrics: campaign.metrics
			.filter(({ event }) => event !== null)
			.map(({ name, kind, event, property, per, role, better }) => ({
				name,
				kind,
				event: event ?? "",
				property: property ?? "",
				perEvent: per?.event ?? "",
				perBy: per?.by ?? "times",
				role,
				better,
			})),
		isAaTest: campaign.isAaTest,
		stratify: writeBalance(campaign.stratifyBy),
	};
}

/** The day of an instant in the viewer's zone, as it is typed. */
function dayOf(instant: string): string {
	const at = new Date(instant);
	const two = (part: number) => String(part).padStart(2, "0");
	return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

type Body = ContractInput<typeof campaignsApi.update>["body"];

/** What was changed in the form, as the API takes it, or an error message for each field that cannot be read. */
export function readChanges(
	campaign: CampaignDetail,
	draft: CampaignDraft,
): { ok: true; body: Body } | Extract<ReturnType<typeof readDraft>, { ok: false }> {
	const stored = draftOf(campaign);
	// An end that nobody touched stays the instant it is, also one that is over.
	const isEndKept = draft.endsOn === stored.endsOn;
	const read = readDraft(isEndKept ? { ...draft, endsOn: "" } : draft);
	if (!read.ok) return read;
	const before = readDraft({ ...stored, endsOn: "" });
	const { isAaTest: _, endsAt, ...body } = read.body;
	// Safe because both have the body's own keys.
	const known = before.ok ? (before.body as Record<string, unknown>) : {};
	const changed = Object.fromEntries(
		Object.entries(body).filter(([field, value]) => JSON.stringify(value) !== JSON.stringify(known[field])),
	) as Body;
	return { ok: true, body: isEndKept ? changed : { ...changed, endsAt } };
}
