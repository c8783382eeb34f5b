import { AppError } from "@/lib/kernel/app-error";
import { type PeopleFacts, readPeopleFacts } from "@/lib/profiles/server/read-snapshot";
import type { CompileScope } from "@/lib/rules/compile/compile-scope";
import { pointerColumns, toPointer } from "@/lib/rules/compile/served-pointer";
import { defaultSessionGapMs } from "@/lib/rules/evaluate/evaluate-rule";
import { mentionsOf } from "@/lib/rules/mentions";
import type { SegmentRule } from "@/lib/rules/rule";
import { readTypedProperties } from "@/lib/rules/server/read-typed-properties";
import type { Context } from "@/lib/workspaces/server/context";

/**
 * What rules of this workspace are compiled for, as of an instant: which membership is served of the segments they build
 * on, which build of their lists is current, and who has the addresses they name. Read anew for each question, because
 * all of these move. Refuses rules on a segment or a list that was never built: nobody knows its people.
 * Facts that are known already are not read again.
 */
export async function scopeOf(
	ctx: Context,
	asOf: Date,
	rules: readonly SegmentRule[] = [],
	known?: PeopleFacts,
): Promise<CompileScope> {
	const mentions = mentionsOf(rules);
	const [typed, facts, segments, lists, contacts] = await Promise.all([
		readTypedProperties(ctx.warehouse),
		known ?? readPeopleFacts(ctx, asOf),
		readPointers(ctx, mentions.segments),
		readBuilds(ctx, mentions.lists),
		readContacts(ctx, mentions.contacts),
	]);
	return {
		ws: ctx.workspace.number,
		asOf: asOf.getTime(),
		timeZone: ctx.workspace.timeZone,
		typed,
		...facts,
		sessionGapMs: defaultSessionGapMs,
		segments,
		lists,
		contacts,
	};
}

async function readPointers(ctx: Context, ids: string[]): Promise<CompileScope["segments"]> {
	if (ids.length === 0) return new Map();
	const found = await ctx.db.segment.findMany({
		where: { workspaceId: ctx.workspace.id, id: { in: ids } },
		select: { name: true, ...pointerColumns },
	});
	const pointers = new Map(
		found.map((segment) => {
			const pointer = toPointer(segment);
			if (!pointer) throw neverBuilt(`The segment "${segment.name}"`);
			return [segment.id, pointer] as const;
		}),
	);
	if (pointers.size < ids.length) throw neverBuilt("A segment that this rule builds on");
	return pointers;
}

async function readBuilds(ctx: Context, ids: string[]): Promise<CompileScope["lists"]> {
	if (ids.length === 0) return new Map();
	const found = await ctx.db.storedList.findMany({
		where: { workspaceId: ctx.workspace.id, id: { in: ids } },
		select: { id: true, name: true, build: true },
	});
	const builds = new Map(
		found.map(({ id, name, build }) => {
			if (build === null) throw neverBuilt(`The list "${name}"`);
			return [id, build] as const;
		}),
	);
	if (builds.size < ids.length) throw neverBuilt("A list that this rule names");
	return builds;
}

function neverBuilt(what: string): AppError {
	// Somebody may be building it right now.
	return new AppError("precondition", `${what} has not been built yet; nobody knows who is in it.`, {
		retryable: true,
	});
}

/**
 * Who has each address, by its hash: whose last word on their address it is, over all their numbers. An address nobody
 * has is nobody's; that is known.
 */
async function readContacts(ctx: Context, hashes: string[]): Promise<CompileScope["contacts"]> {
	const contacts = new Map<string, number[]>(hashes.map((hash) => [hash, []]));
	if (hashes.length === 0) return contacts;
	const rows = await ctx.db.$queryRaw<{ hash: string; uid: number }[]>`
		SELECT k.hash, v.uid FROM unnest(${hashes}::text[]) AS k(hash)
		JOIN vault_value v ON v.workspace_number = ${ctx.workspace.number} AND v.field = 'email'
			AND v.value_hash = decode(k.hash, 'hex')
		JOIN profile p ON p.workspace_number = v.workspace_number AND p.uid = v.uid
		WHERE NOT EXISTS (
			SELECT 1 FROM profile other JOIN vault_value w ON w.workspace_number = other.workspace_number AND w.uid = other.uid
			WHERE other.workspace_number = p.workspace_number AND other.root_uid = p.root_uid AND w.field = 'email'
				AND (w.valid_from, w.recorded_at, w.seq, -w.uid) > (v.valid_from, v.recorded_at, v.seq, -v.uid))`;
	for (const { hash, uid } of rows) contacts.get(hash)?.push(uid);
	return contacts;
}
