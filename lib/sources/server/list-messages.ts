import { z } from "zod";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import { displayPeople } from "@/lib/profiles/server/display-people";
import { readRoots } from "@/lib/profiles/server/read-roots";
import { maxMessages, type SourceMessage } from "@/lib/sources/contracts";
import { getSource } from "@/lib/sources/server/get-source";
import { may } from "@/lib/workspaces/policy";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const dayMs = 86_400_000;
/** How many recent trait changes are searched for those of the source. */
const maxChanges = 2_000;

type Question = { ws: number; source: string; asOf: Date };
const instant = z.number().transform((ms) => new Date(ms).toISOString());

const readEvents = defineQuery({
	name: "sources.latest_events",
	row: z.object({
		event: z.string(),
		uid: z.number(),
		message: z.string(),
		properties: z.string(),
		time_ms: instant,
		received_ms: instant,
	}),
	build: ({ ws, source, asOf }: Question) => {
		const binder = new SqlBinder();
		const since = binder.bindInstant(asOf.getTime() - dayMs);
		// By when it was received alone: what was late belongs to it too. An index leaves out what holds none of it.
		return binder.finish(`
			SELECT event, uid, toString(message) AS message, toJSONString(properties) AS properties,
				toFloat64(toUnixTimestamp64Milli(time)) AS time_ms,
				toFloat64(toUnixTimestamp64Milli(received_at)) AS received_ms
			FROM events
			WHERE ws = ${binder.bind(ws, "UInt32")} AND source = ${binder.bind(source, "String")}
				AND received_at > ${since}
			ORDER BY received_at DESC, message LIMIT ${maxMessages}`);
	},
});

const readTraits = defineQuery({
	name: "sources.latest_traits",
	row: z.object({ uid: z.number(), traits: z.array(z.string()), received_ms: instant }),
	build: ({ ws, source, asOf }: Question) => {
		const binder = new SqlBinder();
		const since = binder.bindInstant(asOf.getTime() - dayMs);
		const bound = binder.bind(ws, "UInt32");
		return binder.finish(`
			SELECT uid, arraySort(groupUniqArray(trait)) AS traits,
				toFloat64(toUnixTimestamp64Milli(recorded_at)) AS received_ms
			FROM trait_history
			WHERE ws = ${bound} AND source = ${binder.bind(source, "String")} AND recorded_at > ${since}
				AND (trait, uid) IN (
					SELECT name, uid FROM person_change WHERE ws = ${bound} AND kind = 'trait' AND at > ${since}
					ORDER BY at DESC LIMIT ${maxChanges})
			GROUP BY uid, recorded_at ORDER BY recorded_at DESC, uid LIMIT ${maxMessages}`);
	},
});

/**
 * Messages of a source accepted in the last 24 hours, newest first: events and traits. For roles that may not
 * see people, the person is masked and event contents are left out. Rejected messages are not stored: their
 * sender got the reason.
 */
export async function listMessages(
	ctx: Context,
	{ sourceId }: { sourceId: string },
): Promise<{ asOf: string; items: SourceMessage[] }> {
	allow(ctx, "data.read");
	const source = await getSource(ctx, sourceId);
	const question = { ws: ctx.workspace.number, source: source.id, asOf: ctx.now };
	const [events, traits] = await Promise.all([
		readEvents(ctx.warehouse, question),
		readTraits(ctx.warehouse, question),
	]);
	const latest = [
		...events.map((row) => ({
			id: `event ${row.message}`,
			event: row.event,
			traits: [],
			properties: row.properties,
			uid: row.uid,
			time: row.time_ms,
			receivedAt: row.received_ms,
		})),
		...traits.map((row) => ({
			id: `traits ${row.uid} ${row.received_ms}`,
			event: null,
			traits: row.traits,
			properties: "{}",
			uid: row.uid,
			time: row.received_ms,
			receivedAt: row.received_ms,
		})),
	]
		.sort((one, other) => other.receivedAt.localeCompare(one.receivedAt) || one.id.localeCompare(other.id))
		.slice(0, maxMessages);
	const rootOf = await readRoots(
		ctx.db,
		ctx.workspace.number,
		latest.map(({ uid }) => uid),
	);
	const people = await displayPeople(ctx, [...new Set(rootOf.values())]);
	const person = new Map(people.map((each) => [each.uid, each]));
	const mayRead = may(ctx.actor.role, "people.read");
	return {
		asOf: ctx.now.toISOString(),
		items: latest.flatMap(({ uid, properties, ...message }) => {
			// Of someone who was erased nothing is shown, also while the warehouse still holds it.
			const about = person.get(rootOf.get(uid) ?? uid);
			return about ? [{ ...message, properties: mayRead ? JSON.parse(properties) : {}, person: about }] : [];
		}),
	};
}
