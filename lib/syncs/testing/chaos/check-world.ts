import { unseal } from "@/lib/platform/secrets/keyring";
import { isPossiblyPresent, type KeyState } from "@/lib/syncs/ledger";
import type { Delivery } from "@/lib/syncs/testing/chaos/open-delivery";
import type { PeopleTruth } from "@/lib/syncs/testing/chaos/people-truth";
import type { Context } from "@/lib/workspaces/server/context";

/** What was promised to people and is not done yet. */
export async function findUndone(ctx: Context): Promise<string[]> {
	const erasures = await ctx.db.erasure.count({
		where: { workspaceId: ctx.workspace.id, status: { not: "finished" } },
	});
	const removals = await ctx.db.withdrawalRemoval.count({
		where: { workspaceNumber: ctx.workspace.number, confirmedAt: null },
	});
	return [
		...(erasures > 0 ? [`${erasures} erasures are not finished`] : []),
		...(removals > 0 ? [`${removals} removals are not confirmed`] : []),
	];
}

/** After a run that nothing went wrong in, the ledger knows whom everyone wants, whatever the network has done by then. */
export async function compareWishes(
	ctx: Context,
	{ network, syncId, sent }: Delivery,
	{ wanted, people }: { wanted: ReturnType<PeopleTruth["wantedValues"]>; people: PeopleTruth },
): Promise<string[]> {
	const plain = new Map(people.knownValues().map((contact) => [sent(contact), contact.value]));
	const rows = await ctx.db.deliveryKey.findMany({ where: { syncId, isDesired: true } });
	const desired = new Set(rows.map((row) => unseal(row.remoteKeyEncrypted)));
	const want = new Set([...wanted.values()].flatMap(({ contact }) => sent(contact) ?? []));
	return [
		...[...want]
			.filter((value) => !desired.has(value))
			.map((value) => `${network} is not to have ${plain.get(value)}`),
		...[...desired]
			.filter((value) => !want.has(value))
			.map((value) => `${network} is to have ${plain.get(value)}`),
	];
}

/** A network that takes fields has the plan that each of these people has now. */
export function comparePlans(
	{ network, sent }: Delivery,
	plans: ReadonlyMap<string, unknown>,
	{ wanted, people }: { wanted: ReturnType<PeopleTruth["wantedValues"]>; people: PeopleTruth },
): string[] {
	return [...wanted.values()].flatMap(({ root, contact }) => {
		const value = sent(contact);
		// What is not there at all is found elsewhere.
		if (value === null || !plans.has(value)) return [];
		const [plan, there] = [people.planOf(root), plans.get(value)];
		return there === plan ? [] : [`${network} has the plan ${there} of ${contact.value}, not ${plan}`];
	});
}

/** Sandbox = ledger = wanted, but for values that are listed with the reason the network gave. */
export async function compareDelivery(
	ctx: Context,
	{ network, syncId, sent }: Delivery,
	{
		held,
		wanted,
		refused,
		people,
	}: {
		held: readonly string[];
		wanted: ReturnType<PeopleTruth["wantedValues"]>;
		/** The value that networks refuse; null: there is none. */
		refused: string | null;
		people: PeopleTruth;
	},
): Promise<string[]> {
	const broken: string[] = [];
	const plain = new Map(people.knownValues().map((contact) => [sent(contact), contact.value]));
	const name = (value: string) => plain.get(value) ?? value;
	const rows = await ctx.db.deliveryKey.findMany({ where: { syncId } });
	const ledger = rows.map((row) => ({
		value: unseal(row.remoteKeyEncrypted),
		// Safe because the ledger writes only its own states.
		state: row.state as KeyState,
		isDesired: row.isDesired,
		reason: row.reason,
	}));
	const listed = new Set(
		ledger.flatMap(({ value, isDesired, reason }) =>
			reason !== null && (isDesired || name(value) === refused) ? [value] : [],
		),
	);
	for (const value of listed)
		if (name(value) !== refused) broken.push(`${network} lists ${name(value)} without need`);
	const want = new Set([...wanted.values()].flatMap(({ contact }) => sent(contact) ?? []));
	const has = new Set(held);
	for (const value of want)
		if (!has.has(value) && !listed.has(value)) broken.push(`${network} lacks ${name(value)}`);
	for (const value of has) if (!want.has(value)) broken.push(`${network} still holds ${name(value)}`);
	for (const { value, state } of ledger) {
		if (!listed.has(value) && isPossiblyPresent(state) !== has.has(value))
			broken.push(`${network}: the ledger says of ${name(value)} that it is ${state}`);
	}
	for (const value of has)
		if (!ledger.some((row) => row.value === value))
			broken.push(`${network}: the ledger forgot ${name(value)}`);
	return broken;
}
