import { isByOneIdentifier } from "@/lib/destinations/is-by-one-identifier";
import { purposesOf } from "@/lib/destinations/purposes-of";
import { networkOf } from "@/lib/destinations/registry";
import { assertUnshared } from "@/lib/destinations/server/assert-unshared";
import { holdDestination } from "@/lib/destinations/server/hold-destination";
import { tryOpenConnection } from "@/lib/destinations/server/open-connection";
import { AppError } from "@/lib/kernel/app-error";
import { newId } from "@/lib/kernel/ids";
import { issueText } from "@/lib/kernel/issue-text";
import { refuseAudience } from "@/lib/segments/server/refuse-audience";
import type { SyncDetail } from "@/lib/syncs/contracts";
import { type CreateSyncInput, createSyncInput } from "@/lib/syncs/edit-contracts";
import { remoteAudienceName } from "@/lib/syncs/remote-audience-name";
import { assertChoices, chosen } from "@/lib/syncs/server/check-choices";
import { checkSchedule } from "@/lib/syncs/server/check-schedule";
import { checkScopeInput } from "@/lib/syncs/server/check-scope-input";
import { assertOneCurrency } from "@/lib/syncs/server/find-mapping-warnings";
import { getSync } from "@/lib/syncs/server/get-sync";
import { lockOrder } from "@/lib/syncs/server/lock-order";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/** A segment, or a campaign's part of it, to one destination. Nothing is sent before the first run; a copy is paused. */
export async function createSync(
	ctx: Context,
	given: CreateSyncInput,
	origin: { copyOf?: string } = {},
): Promise<SyncDetail> {
	allow(ctx, "syncs.write");
	const parsed = createSyncInput.safeParse(given, { error: issueText });
	if (!parsed.success) {
		throw new AppError("invalid", "The sync cannot be created like this.", {
			issues: parsed.error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message })),
		});
	}
	const input = parsed.data;
	const workspaceId = ctx.workspace.id;
	const [segment, destination, campaign] = await Promise.all([
		ctx.db.segment.findFirst({ where: { id: input.segmentId, workspaceId, archivedAt: null } }),
		ctx.db.destination.findFirst({ where: { id: input.destinationId, workspaceId, archivedAt: null } }),
		input.campaignId === undefined
			? null
			: ctx.db.campaign.findFirst({
					where: { id: input.campaignId, workspaceId, archivedAt: null },
					include: { variants: true },
				}),
	]);
	if (!segment) throw missing("segmentId", "This segment does not exist.");
	if (!destination) throw missing("destinationId", "This destination does not exist.");
	if (input.campaignId !== undefined && !campaign)
		throw missing("campaignId", "This campaign does not exist.");
	if (!campaign) refuseAudience(segment);
	if (campaign && campaign.segmentId !== segment.id) {
		throw missing("segmentId", "The campaign is for another segment.");
	}
	const variant = campaign?.variants.find(({ key }) => key === input.variantKey);
	if (input.variantKey !== undefined && !variant)
		throw missing("variantKey", "The campaign has no such variant.");
	checkSchedule(ctx, input.schedule);
	const network = networkOf(destination.network);
	const kinds = network.identifierKinds.map((kind) => kind.kind);
	const unknown = input.identifierKinds?.find((kind) => !kinds.includes(kind));
	if (unknown) {
		throw missing(
			"identifierKinds",
			`${network.name} does not take "${unknown}". It takes ${kinds.join(", ")}.`,
		);
	}
	const purposes = purposesOf(network);
	const purpose = purposes.find((one) => one === (input.purpose ?? purposes[0]));
	if (!purpose) {
		throw missing(
			"purpose",
			`${network.name} is used for ${purposes.join(", ")}, not for "${input.purpose}".`,
		);
	}
	const audienceUse = input.use ?? "include";
	const keepsHoldouts = input.keepsHoldouts ?? (!campaign && audienceUse === "include");
	const narrowing = [
		{ ...input, keepsHoldouts },
		{
			id: null,
			segmentId: segment.id,
			destinationId: destination.id,
			campaign,
			audienceUse,
			priorityGroup: null,
			priority: null,
			excludedSegmentIds: [],
		},
	] as const;
	const narrowed = await checkScopeInput(ctx, ...narrowing);
	// A stream tells of each identifier apart, so one person is one message only by one of them. Its campaign reaches
	// everyone who was assigned to be treated, by whatever they have.
	const isByOne = isByOneIdentifier(network) && !(network.shape === "stream" && campaign);
	const asked = new Set(input.identifierKinds ?? (isByOne ? kinds.slice(0, 1) : kinds));
	if (network.shape !== "stream" && isByOne && asked.size > 1) {
		throw missing(
			"identifierKinds",
			`${network.name} keeps one record of a person. Choose the one identifier it is found by: ${kinds.join(" or ")}.`,
		);
	}
	const asChosen = chosen(input);
	const choices = { ...asChosen, mapping: await assertChoices(ctx, destination, asChosen) };
	await assertOneCurrency(ctx, choices.mapping, {
		// Of a copy it was answered before.
		isConfirmed: input.valuesShareCurrency === true || origin.copyOf !== undefined,
		before: [],
	});
	const id = newId("syn", ctx.now.getTime());
	const name = input.name ?? `${segment.name} to ${destination.name}`.slice(0, 100);
	await ctx.db.$transaction(async (tx) => {
		if (narrowed.priorityGroup) {
			await lockOrder(tx, destination.id);
			// With whoever came into the order while this one waited.
			await checkScopeInput({ workspace: ctx.workspace, db: tx }, ...narrowing);
		}
		await holdDestination(tx, destination.id);
		await assertUnshared(tx, destination.id, network, tryOpenConnection(destination).connection, {
			max: 0,
			path: "destinationId",
		});
		await tx.sync.create({
			data: {
				id,
				workspaceId,
				destinationId: destination.id,
				segmentId: segment.id,
				campaignId: campaign?.id ?? null,
				variantKey: variant?.key ?? null,
				name,
				// In the network's own order: it is the order of the columns for the life of the audience.
				identifierKinds: kinds.filter((kind) => asked.has(kind)),
				purpose,
				...narrowed,
				remoteAudienceName: remoteAudienceName(
					origin.copyOf || variant ? (variant?.audienceName ?? name) : (campaign?.name ?? segment.name),
					id,
				),
				...(choices.mapping.length > 0 ? { mapping: choices.mapping } : {}),
				valuesShareCurrency: input.valuesShareCurrency === true,
				mode: choices.mode,
				content: choices.content,
				audienceUse,
				schedule: input.schedule,
				guards: input.guards,
				nextRunAt: null,
				status: origin.copyOf ? "paused" : "active",
				statusReason: origin.copyOf ? "A copy sends nothing until you resume it." : null,
				createdBy: ctx.actor.id,
				createdAt: ctx.now,
			},
		});
		await recordAudit(tx, ctx, "sync.created", id, {
			name,
			segmentId: segment.id,
			destinationId: destination.id,
			campaignId: campaign?.id ?? null,
			...(input.valuesShareCurrency ? { valuesShareCurrency: true } : {}),
			...origin,
		});
	});
	return await getSync(ctx, id);
}

function missing(path: string, message: string): AppError {
	return new AppError("invalid", message, { issues: [{ path, message }] });
}
