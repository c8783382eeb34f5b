import { type CampaignDraft, readDraft } from "@/components/campaigns/campaign-draft";
import { draftOf } from "@/components/campaigns/draft-of-campaign";
import type { campaignsApi } from "@/lib/campaigns/api";
import type { CampaignDetail } from "@/lib/campaigns/contracts";
import type { ContractInput } from "@/lib/kernel/api-contract";

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
