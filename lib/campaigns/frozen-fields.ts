import type { CampaignStatus } from "@/lib/campaigns/campaign-status";
import type { UpdateCampaignInput } from "@/lib/campaigns/contracts";
import type { Issue } from "@/lib/kernel/app-error";

type Field = keyof UpdateCampaignInput;

const beforeLaunch: readonly Field[] = [
	"name",
	"segmentId",
	"moreSegmentIds",
	"excludedSegmentIds",
	"destinationId",
	"holdoutBp",
	"holdoutReason",
	"goalEvent",
	"valueProperty",
	"currency",
	"windowDays",
	"costCents",
	"effectWorthHaving",
	"confidence",
	"endsAt",
	"tags",
	"hypothesis",
	"variants",
	"primaryMetric",
	"metrics",
	"stratifyBy",
];

const changeable: Record<CampaignStatus, readonly Field[]> = {
	draft: beforeLaunch,
	scheduled: beforeLaunch,
	running: ["name", "holdoutBp", "holdoutReason", "costCents", "effectWorthHaving", "endsAt", "tags"],
	ended: ["name", "costCents", "effectWorthHaving", "tags"],
	imported: ["name", "costCents", "currency", "effectWorthHaving", "tags"],
};

/** Fields that cannot be changed in this state: what is measured is fixed at launch. */
export function frozenFields(status: CampaignStatus, change: UpdateCampaignInput): Issue[] {
	const given = Object.keys(change) as Field[]; // safe because the input was parsed by its own schema
	return given
		.filter((field) => change[field] !== undefined && !changeable[status].includes(field))
		.map((field) => ({
			path: field,
			message:
				status === "running"
					? "What is measured is fixed at launch, so that no one can choose the answer afterwards."
					: "This can no longer be changed.",
		}));
}
