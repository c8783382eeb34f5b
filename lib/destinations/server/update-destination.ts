import { checkConnection } from "@/lib/destinations/check-connection";
import type { Connection, DestinationDefinition } from "@/lib/destinations/contract";
import type { DestinationView, UpdateDestinationInput } from "@/lib/destinations/contracts";
import { isGrantKept } from "@/lib/destinations/is-grant-kept";
import { movedFields, placeOf } from "@/lib/destinations/place-of";
import { networkOf } from "@/lib/destinations/registry";
import { assertUnshared } from "@/lib/destinations/server/assert-unshared";
import { findDestination, getDestination } from "@/lib/destinations/server/get-destination";
import { hasRefreshToken, keepFresh, lockToken } from "@/lib/destinations/server/keep-fresh";
import {
	sealCredentials,
	settingsToStore,
	tryOpenConnection,
} from "@/lib/destinations/server/open-connection";
import { owedIssue } from "@/lib/destinations/server/settle-owed-removals";
import { readPlaceUse, startOver, startOverQuestion } from "@/lib/destinations/server/start-over";
import { tryConnection } from "@/lib/destinations/server/test-connection";
import { trustsPlainHttp } from "@/lib/destinations/server/trusted-address";
import { AppError } from "@/lib/kernel/app-error";
import type { Destination } from "@/lib/platform/postgres/generated/client";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/**
 * Changes name, settings or secrets; a connection that does not work afterwards is refused, and one that leads to
 * another place than syncs deliver to, unless that is confirmed.
 */
export async function updateDestination(
	ctx: Context,
	destinationId: string,
	input: UpdateDestinationInput,
): Promise<DestinationView> {
	allow(ctx, "destinations.write");
	if (input.givesUpRemovals !== undefined) allow(ctx, "erasures.write");
	const stored = await findDestination(ctx, destinationId);
	if (!input.values) {
		await ctx.db.$transaction(async (tx) => {
			if (input.name) await tx.destination.update({ where: { id: stored.id }, data: { name: input.name } });
			await recordAudit(tx, ctx, "destination.updated", stored.id, {
				name: input.name ?? stored.name,
				changed: [],
			});
		});
		return await getDestination(ctx, stored.id);
	}
	const network = networkOf(stored.network);
	const before = tryOpenConnection(stored).connection;
	const checked = checkConnection(network, input.values, { before, trustsPlainHttp });
	if (!checked.ok) throw new AppError("invalid", "Some fields need attention.", { issues: checked.issues });
	const after = checked.connection;
	const isMoved = placeOf(network, before) !== placeOf(network, after);
	if (isMoved) await askAboutMove(ctx, stored.id, network, { before, after }, input);
	const access = await accessAfter(network, stored, before, after);
	await ctx.db.$transaction(
		async (tx) => {
			if (network.auth && network.auth.kind !== "static") await lockToken(tx, stored.id);
			await assertUnshared(tx, stored.id, network, after, { max: 1, path: "values.table" });
			if (isMoved) await startOver(tx, ctx, stored, { givesUpRemovals: input.givesUpRemovals });
			// Earlier failures say nothing about the new connection, and whatever the old one stopped may resume.
			await tx.destinationRate.deleteMany({ where: { destinationId: stored.id } });
			if (!access.needsReconnect) {
				await tx.sync.updateMany({
					where: { destinationId: stored.id, status: "failing" },
					data: { status: "active", statusReason: null, nextRunAt: ctx.now },
				});
			}
			await tx.destination.update({
				where: { id: stored.id },
				data: {
					...(input.name ? { name: input.name } : {}),
					settings: settingsToStore(after),
					credentialsEncrypted: sealCredentials(after),
					checkedAt: ctx.now,
					...access,
				},
			});
			await recordAudit(tx, ctx, "destination.updated", stored.id, {
				name: input.name ?? stored.name,
				changed: Object.keys(input.values ?? {}),
				startedOver: isMoved,
			});
		},
		{ timeout: 120_000 },
	);
	return await getDestination(ctx, stored.id);
}

/** Throws a conflict with the question when something would be left behind at the old place, unless that is agreed to. */
async function askAboutMove(
	ctx: Context,
	destinationId: string,
	network: DestinationDefinition,
	{ before, after }: { before: Connection; after: Connection },
	{ startsOver, givesUpRemovals }: UpdateDestinationInput,
): Promise<void> {
	const use = await readPlaceUse(ctx.db, destinationId);
	if (!use) return;
	const isAgreed = use.owed.people === 0 || givesUpRemovals === use.owed.people;
	if (startsOver && isAgreed) return;
	const names = movedFields(network, before, after).map(({ label }) => `“${label}”`);
	const question = startOverQuestion(names.join(" and ") || "the connection", use);
	throw new AppError("conflict", question, {
		issues: [
			{ path: "startsOver", message: "must be true to confirm that delivery starts over" },
			...(isAgreed ? [] : [owedIssue(use.owed)]),
		],
	});
}

type Access = Pick<Destination, "status" | "checkError"> &
	Partial<Pick<Destination, "needsReconnect" | "tokenExpiresAt">> & { tokenEncrypted?: null };

/** How the destination stands with the changed connection, which is tested where it can be. */
async function accessAfter(
	network: DestinationDefinition,
	stored: Destination,
	before: Connection,
	after: Connection,
): Promise<Access> {
	const isOAuth = network.auth?.kind === "oauth2";
	const isKept = isGrantKept(network, before, after);
	if (isOAuth && !(isKept && !stored.needsReconnect)) {
		const checkError = isKept
			? stored.checkError
			: `The access ${network.name} once gave was for another app or server. Reconnect this destination.`;
		// A token is never sent to another server than it was given for.
		const token = isKept ? {} : { tokenEncrypted: null, tokenExpiresAt: null };
		return { status: "failing", checkError, needsReconnect: true, ...token };
	}
	// A copy: the token is not one of the credentials that are stored.
	const trial = { settings: after.settings, credentials: { ...after.credentials } };
	const freshen = isKept ? keepFresh(network, stored, trial) : undefined;
	// A changed client secret is used at once, rather than found wrong when the token expires; without a refresh token
	// it is used when someone gives access again.
	const isSecretChanged = Object.entries(after.credentials).some(
		([name, value]) => before.credentials[name] !== value,
	);
	if (freshen && isSecretChanged && hasRefreshToken(stored)) {
		const problem = (await freshen()) ?? (await freshen({ isRefused: true }));
		if (problem) throw new AppError("precondition", problem.message);
	}
	const test = await tryConnection(network, trial, { freshen });
	if (!test.ok) throw new AppError("precondition", test.message);
	// One that was minted with the key before is not used any more.
	const token = network.auth?.kind === "minted" ? { tokenEncrypted: null, tokenExpiresAt: null } : {};
	return { status: "connected", checkError: null, ...token };
}
