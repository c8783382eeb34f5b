import { writeBalance } from "@/components/campaigns/balance-draft";
import type { CampaignDraft } from "@/components/campaigns/campaign-draft";
import { readPrimary } from "@/components/campaigns/metric-draft";
import { writeShare } from "@/components/campaigns/typed-amounts";
import type { CampaignDetail } from "@/lib/campaigns/contracts";

/** A stored draft as the form holds it. */
export function draftOf(campaign: CampaignDetail): CampaignDraft {
	const { audience, destination, metrics, variants } = campaign;
	const [first, ...more] = audience.included;
	return {
		name: campaign.name,
		hypothesis: campaign.hypothesis ?? "",
		segmentId: first?.id ?? "",
		moreSegmentIds: more.map(({ id }) => id),
		excludedSegmentIds: audience.excluded.map(({ id }) => id),
		destinationId: destination?.id ?? "",
		holdoutBp: campaign.holdoutBp,
		holdoutReason: campaign.holdoutReason ?? "",
		goalEvent: campaign.goalEvent ?? "",
		valueProperty: campaign.valueProperty ?? "",
		windowDays: String(campaign.windowDays),
		cost: campaign.costCents === null ? "" : String(campaign.costCents / 100),
		currency: campaign.currency,
		effectPoints: writeShare(campaign.effectWorthHaving),
		confidence: campaign.confidence,
		endsOn: campaign.endsAt === null ? "" : dayOf(new Date(campaign.endsAt)),
		variants: variants.map(({ name, weight, destination: own, audienceName }) => ({
			name,
			weight: String(weight),
			destinationId: own?.id ?? "",
			audienceName: audienceName ?? "",
		})),
		primaryMetric: readPrimary(metrics.find(({ role }) => role === "primary")?.name ?? ""),
		metrics: metrics
			.filter(({ event }) => event !== null)
			.map(({ name, kind, role, event, property, per, better }) => ({
				name,
				kind,
				role,
				event: event ?? "",
				property: property ?? "",
				perEvent: per?.event ?? "",
				perBy: per?.by ?? "times",
				better,
			})),
		isAaTest: campaign.isAaTest,
		stratify: writeBalance(campaign.stratifyBy),
	};
}

/** The calendar day of an instant in the viewer's zone, as a day is typed. */
function dayOf(at: Date): string {
	const part = (number: number) => String(number).padStart(2, "0");
	return `${at.getFullYear()}-${part(at.getMonth() + 1)}-${part(at.getDate())}`;
}
