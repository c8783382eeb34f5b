import { z } from "zod";
import { abilityThere } from "@/lib/destinations/ability-there";
import type { Batch, BatchRow, Connection, DestinationDefinition } from "@/lib/destinations/contract";
import { isByOneIdentifier } from "@/lib/destinations/is-by-one-identifier";
import { networkOf } from "@/lib/destinations/registry";
import { rowsPerRequest } from "@/lib/destinations/rows-per-request";
import { openConnection } from "@/lib/destinations/server/open-connection";
import { AppError } from "@/lib/kernel/app-error";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import { displayPeople } from "@/lib/profiles/server/display-people";
import { hasMerges } from "@/lib/profiles/server/has-merges";
import { type ContactKind, readContact } from "@/lib/profiles/server/read-contact";
import { type ServedPointer, servedMembershipSql } from "@/lib/rules/compile/served-membership-sql";
import { pointerColumns, toPointer } from "@/lib/rules/compile/served-pointer";
import { applyMapping } from "@/lib/syncs/mapping/apply-mapping";
import type { Mapping } from "@/lib/syncs/mapping/contracts";
import type { DraftSampleInput, SampleInput, SampleView } from "@/lib/syncs/mapping/sample";
import { showRequest } from "@/lib/syncs/mapping/show-request";
import { checkChoices, chosen, type MappedAt } from "@/lib/syncs/server/check-choices";
import { findMappingWarnings } from "@/lib/syncs/server/find-mapping-warnings";
import { findSync, openSync } from "@/lib/syncs/server/open-sync";
import { readValues } from "@/lib/syncs/server/read-values";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const offered = 10;

type Sampled = {
	destination: MappedAt;
	network: DestinationDefinition;
	connection: Connection;
	served: ServedPointer | null;
	kinds: readonly string[];
	audience: { id: string; name: string };
	mapping: Mapping;
	isUpdateOnly: boolean;
	uid: number | undefined;
};

/** The request that a sync would send for one person, with the mapping it has or another. Nothing is sent. */
export async function sampleSync(ctx: Context, syncId: string, input: SampleInput): Promise<SampleView> {
	allow(ctx, "people.read");
	const open = openSync(await findSync(ctx, syncId));
	const { sync, network, connection } = open;
	return await sample(ctx, {
		destination: sync.destination,
		network,
		connection,
		served: toPointer(sync.segment),
		kinds: sync.identifierKinds,
		audience: {
			id: sync.remoteAudienceId ?? (network.prepareAudience ? "new-audience" : sync.id),
			name: sync.remoteAudienceName,
		},
		mapping: input.mapping ?? open.mapping,
		isUpdateOnly: sync.mode === "update_only",
		uid: input.uid,
	});
}

/** The same for a sync that is not made yet. */
export async function sampleDraft(ctx: Context, input: DraftSampleInput): Promise<SampleView> {
	allow(ctx, "people.read");
	const where = { workspaceId: ctx.workspace.id, archivedAt: null };
	const [segment, destination] = await Promise.all([
		ctx.db.segment.findFirst({
			where: { ...where, id: input.segmentId },
			select: { ...pointerColumns, name: true },
		}),
		ctx.db.destination.findFirst({ where: { ...where, id: input.destinationId } }),
	]);
	if (!segment) throw new AppError("not_found", "This segment does not exist.");
	if (!destination) throw new AppError("not_found", "This destination does not exist.");
	const network = networkOf(destination.network);
	const all = network.identifierKinds.map(({ kind }) => kind);
	return await sample(ctx, {
		destination,
		network,
		connection: openConnection(destination),
		served: toPointer(segment),
		kinds: input.identifierKinds ?? (isByOneIdentifier(network) ? all.slice(0, 1) : all),
		audience: { id: "new-audience", name: segment.name },
		mapping: input.mapping ?? [],
		// A draft does not say how it follows its segment: what it sends of someone new is shown.
		isUpdateOnly: false,
		uid: input.uid,
	});
}

const membersQuery = defineQuery({
	name: "syncs.sample_people",
	row: z.object({ uid: z.coerce.number().int() }),
	build: ({ ws, served }: { ws: number; served: ServedPointer }) => {
		const binder = new SqlBinder();
		const people = servedMembershipSql(binder, ws, served);
		// In an order that is stable and says nothing about when they came.
		return binder.finish(`SELECT uid FROM (SELECT arrayJoin(bitmapToArray(${people})) AS uid)
			ORDER BY intHash32(uid), uid LIMIT ${offered}`);
	},
});

async function sample(ctx: Context, given: Sampled): Promise<SampleView> {
	const { network, mapping } = given;
	const ws = ctx.workspace.number;
	const [{ issues, mapping: typed }, warnings, members] = await Promise.all([
		checkChoices(ctx, given.destination, chosen({ mapping })),
		findMappingWarnings(ctx, mapping),
		given.served ? membersQuery(ctx.warehouse, { ws, served: given.served }) : [],
	]);
	const uids = [
		...new Set([...(given.uid === undefined ? [] : [given.uid]), ...members.map(({ uid }) => uid)]),
	];
	const people = (await displayPeople(ctx, uids)).map(({ uid, label }) => ({ uid, label }));
	const person = people.find(({ uid }) => uid === (given.uid ?? people[0]?.uid)) ?? null;
	const view = { person, people, issues, warnings };
	if (!person) {
		const problem =
			given.uid === undefined
				? "Nobody is in the segment yet, so there is nobody to show."
				: `No person has the number ${given.uid}.`;
		return { ...view, fields: [], problem, request: null };
	}
	const values = await readValues(ctx, { mapping, hasMerges: await hasMerges(ctx), asOf: ctx.now }, [
		person.uid,
	]);
	const mapped = applyMapping(
		typed,
		abilityThere(network, null),
		values.get(person.uid) ?? { traits: new Map(), personal: new Map() },
	);
	const reasons = new Map(mapped.problems.map(({ target, reason }) => [target, reason]));
	const fields = mapping.map(({ target }) => {
		const value = Object.hasOwn(mapped.fields, target) ? (mapped.fields[target] ?? null) : null;
		return {
			target,
			// A copy, because a view is not read-only.
			value: Array.isArray(value) ? [...value] : (value as Exclude<typeof value, readonly string[]>),
			problem: reasons.get(target) ?? null,
		};
	});
	const rows = await rowsOf(ctx, given, person.uid);
	const problem =
		issues.length > 0
			? "Fix the mapping to see the request."
			: (mapped.problems[0]?.reason ??
				(rows.length === 0 ? "This person has none of the identifiers that are sent." : null));
	if (problem !== null) return { ...view, fields, problem, request: null };
	const filled = mapping.length > 0 ? rows.map((row) => ({ ...row, fields: mapped.fields })) : rows;
	const turn = network.deliver({
		connection: given.connection,
		input: batchOf(given, filled.slice(0, rowsPerRequest(network, given.connection))),
		memory: null,
		answer: null,
		at: ctx.now,
	});
	// A network may decline before anything is asked of it.
	if (turn.kind === "failed") return { ...view, fields, problem: turn.problem.message, request: null };
	if (turn.kind === "done")
		return { ...view, fields, problem: "Nothing is sent for this person.", request: null };
	return { ...view, fields, problem: null, request: showRequest(turn.request, given.connection) };
}

/** The person's identifiers as they are sent: hashed where the network wants it. */
async function rowsOf(
	ctx: Context,
	{ network, connection, kinds }: Sampled,
	uid: number,
): Promise<BatchRow[]> {
	const sent = network.identifierKinds.filter(({ kind }) => kinds.includes(kind));
	// Safe because origins name vault fields and identifier kinds that readContact knows.
	const asked = sent.map(
		({ origin }) => (origin.from === "vault" ? origin.field : origin.kind) as ContactKind,
	);
	const contact = (await readContact(ctx, [uid], asked)).get(uid) ?? {};
	return sent.flatMap((kind, index): BatchRow[] => {
		const raw = contact[asked[index] ?? "email"];
		const value = raw === undefined ? null : kind.toRemoteKey(raw, connection);
		if (value === null) return [];
		const occurrence = { token: "sample", change: "entered" as const, personId: String(uid) };
		return [{ kind: kind.kind, value, ...(network.shape === "stream" ? { occurrence } : {}) }];
	});
}

function batchOf(
	{ kinds, audience, mapping, isUpdateOnly, network }: Sampled,
	rows: readonly BatchRow[],
): Batch {
	const known = network.identifierKinds.map(({ kind }) => kind);
	return {
		operation: "add",
		audience,
		kinds: known.filter((kind) => kinds.includes(kind)),
		rows,
		session: { id: "1", seq: 1, isLast: true, estimatedTotal: rows.length },
		requestId: "sample_1",
		runId: "sample",
		...(mapping.length > 0 ? { fieldNames: mapping.map(({ target }) => target) } : {}),
		...(isUpdateOnly ? { isUpdateOnly } : {}),
	};
}
