import { AppError } from "@/lib/kernel/app-error";
import { sha256Hex } from "@/lib/kernel/sha256";
import type { HookEvent, SampleQuery } from "@/lib/syncs/hooks-api";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const people = [
	{ user_id: "sample-3", email: "cleo@example.com", phone: "+14155550103" },
	{ user_id: "sample-2", email: "ben@example.com", phone: "+14155550102" },
	{ user_id: "sample-1", email: "ann@example.com", phone: "+14155550101" },
];
const examples: Record<string, unknown> = {
	string: "example",
	number: 42,
	boolean: true,
	date: "2026-12-01T09:30:00.000Z",
	day: "2026-12-01",
	list: ["example"],
};

/**
 * Events as a subscription would post them, of invented people: setting up a step elsewhere is no reason to show anyone real,
 * whatever they agreed to. Newest first, each with an id of its own.
 */
export async function sampleHook(ctx: Context, query: SampleQuery): Promise<HookEvent[]> {
	allow(ctx, "segments.read");
	const segment = await ctx.db.segment.findFirst({
		where: { id: query.segmentId, workspaceId: ctx.workspace.id, archivedAt: null },
		select: { id: true, name: true },
	});
	if (!segment) throw new AppError("not_found", "This segment does not exist.");
	const names = [...new Set((query.traits ?? "").split(",").map((name) => name.trim()))].filter(Boolean);
	const definitions = await ctx.db.traitDefinition.findMany({
		where: { workspaceNumber: ctx.workspace.number, name: { in: names } },
		select: { name: true, type: true },
	});
	const typeOf = new Map(definitions.map(({ name, type }) => [name, type]));
	const traits = Object.fromEntries(names.map((name) => [name, examples[typeOf.get(name) ?? ""] ?? null]));
	return people.map((person, index) => ({
		id: `evt_${sha256Hex([segment.id, query.event, query.identifier, person.user_id].join("\n")).slice(0, 32)}`,
		type: query.event,
		person: {
			id: String(people.length - index),
			identifiers: { [query.identifier]: person[query.identifier] },
			...(names.length > 0 && query.event !== "left" ? { traits } : {}),
		},
		audience: { id: segment.id, name: segment.name },
	}));
}
