import { Readable } from "node:stream";
import { htmlWriter, jsonWriter, type PersonFile } from "@/lib/privacy/person-file";
import {
	readAssignments,
	readConsentHistory,
	readTraitHistory,
} from "@/lib/privacy/server/read-person-history";
import { getProfile } from "@/lib/profiles/server/get-profile";
import { listProfileEvents } from "@/lib/profiles/server/list-profile-events";
import { nameSources } from "@/lib/profiles/server/name-sources";
import { shownTraitValue } from "@/lib/profiles/trait-value";
import { listMemberships } from "@/lib/segments/server/list-memberships";
import { explainDelivery } from "@/lib/syncs/server/explain-delivery";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

const pageSize = 500;

/** Everything stored about a person as a file; events are read page by page while it is sent. */
export async function downloadPerson(
	ctx: Context,
	{ profileId, format }: { profileId: number; format: "html" | "json" },
): Promise<Response> {
	allow(ctx, "people.download");
	const writer = format === "html" ? htmlWriter : jsonWriter;
	const file = await readPerson(ctx, profileId);
	const { uid } = file.profile;
	await ctx.db.$transaction(
		async (tx) => await recordAudit(tx, ctx, "person.downloaded", String(uid), { format }),
	);
	async function* write(): AsyncGenerator<Buffer> {
		yield Buffer.from(writer.begin(file));
		for (let cursor: string | undefined, isFirst = true; ; isFirst = false) {
			const page = await listProfileEvents(ctx, { profileId: uid, cursor, limit: pageSize });
			yield Buffer.from(writer.events(page.items, isFirst));
			if (page.nextCursor === null) break;
			cursor = page.nextCursor;
		}
		yield Buffer.from(writer.end());
	}
	// Safe because both are the web's streams; Node's types only name them differently.
	const body = Readable.toWeb(Readable.from(write())) as ReadableStream<Uint8Array>;
	return new Response(body, {
		headers: {
			"content-type": writer.mediaType,
			"content-disposition": `attachment; filename="person-${uid}.${writer.extension}"`,
			"cache-control": "no-store",
			// A page opened from disk or the address bar must not run anything.
			"content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
		},
	});
}

async function readPerson(ctx: Context, profileId: number): Promise<PersonFile> {
	const profile = await getProfile(ctx, { profileId });
	const { uid, uids } = profile;
	const ws = ctx.workspace.number;
	const [sourceName, definitions] = await Promise.all([
		nameSources(ctx),
		ctx.db.traitDefinition.findMany({ where: { workspaceNumber: ws }, select: { name: true } }),
	]);
	const names = definitions.map(({ name }) => name);
	const [traits, consent, assignments, segments, deliveries, campaigns] = await Promise.all([
		names.length === 0 ? [] : readTraitHistory(ctx.warehouse, { ws, uids, names }),
		readConsentHistory(ctx.warehouse, { ws, uids }),
		readAssignments(ctx.warehouse, { ws, uids }),
		listMemberships(ctx, { profileId: uid }),
		explainDelivery(ctx, uid),
		ctx.db.campaign.findMany({ where: { workspaceId: ctx.workspace.id }, select: { id: true, name: true } }),
	]);
	const campaignNames = new Map(campaigns.map(({ id, name }) => [id, name]));
	return {
		workspace: ctx.workspace.name,
		createdAt: ctx.now.toISOString(),
		profile,
		traitHistory: traits.map((row) => ({
			trait: row.trait,
			value: shownTraitValue(row),
			source: sourceName(row.source),
			validFrom: row.valid_from,
		})),
		consentHistory: consent.map((row) => ({
			purpose: row.purpose,
			state: row.state,
			effectiveAt: row.effective_at,
			source: sourceName(row.source),
			statement: row.statement || null,
		})),
		segments: segments.items,
		campaigns: assignments.map((row) => ({
			campaign: campaignNames.get(row.campaign) ?? row.campaign,
			group: row.arm,
			assignedAt: row.assigned_at,
		})),
		deliveries: deliveries.items,
	};
}
