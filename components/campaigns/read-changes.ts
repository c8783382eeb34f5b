import { type CampaignDraft, readDraft } from "@/components/campaigns/campaign-draft";
import { draftOf } from "@/components/campaigns/draft-of-campaign";
import type { campaignsApi } from "@/lib/campaigns/api";
import type { CampaignDetail } from "@/lib/campaigns/contracts";
import type { ContractInput } from "@/lib/kernel/api-contract";

type Body = ContractInput<typeof campaignsApi.update>["body"];

/** Which fields of the API a field of the form ends up in, where it is not the one of its own name alone. */
const fieldsOf: Partial<Record<keyof CampaignDraft, (keyof Body)[]>> = {
	segmentId: ["segmentId", "moreSegmentIds", "excludedSegmentIds"],
	moreSegmentIds: ["segmentId", "moreSegmentIds", "excludedSegmentIds"],
	excludedSegmentIds: ["segmentId", "moreSegmentIds", "excludedSegmentIds"],
	holdoutBp: ["holdoutBp", "holdoutReason", "stratifyBy"],
	cost: ["costCents"],
	effectPoints: ["effectWorthHaving"],
	stratify: ["stratifyBy"],
};

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
	const known = before.ok ? (before.body as Record<string, unknown>) : null;
	const touched = touchedFields(stored, draft);
	const changed = Object.fromEntries(
		Object.entries(body).filter(
			([field, value]) =>
				touched.has(field) && (known === null || JSON.stringify(value) !== JSON.stringify(known[field])),
		),
	) as Body;
	return { ok: true, body: isEndKept ? changed : { ...changed, endsAt } };
}

/** Fields of the API whose part of the form is no longer as stored. */
function touchedFields(stored: CampaignDraft, draft: CampaignDraft): ReadonlySet<string> {
	// Safe because a draft has these fields only.
	const fields = Object.keys(stored) as (keyof CampaignDraft)[];
	return new Set(
		fields
			.filter((field) => JSON.stringify(stored[field]) !== JSON.stringify(draft[field]))
			.flatMap((field): string[] => fieldsOf[field] ?? [field]),
	);
}
