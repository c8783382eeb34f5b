import { isDeepStrictEqual } from "node:util";
import { type Change, readChangesSince } from "@/lib/profiles/server/read-snapshot";
import { checkRule } from "@/lib/rules/check/check-rule";
import type { CompileScope } from "@/lib/rules/compile/compile-scope";
import type { Names } from "@/lib/rules/leaf-kind";
import { mentionsOf } from "@/lib/rules/mentions";
import { leavesOf, needsOf } from "@/lib/rules/needs";
import type { SegmentRule } from "@/lib/rules/rule";
import { namesIn } from "@/lib/rules/server/names-of";
import {
	catalogOfVersion,
	readVersionedCatalog,
	type VersionedCatalog,
} from "@/lib/rules/server/read-catalog";
import { basisOf, type QueryBasis, readQueryBasis, scopeOn } from "@/lib/rules/server/read-query-basis";
import { readTypedProperties } from "@/lib/rules/server/read-typed-properties";
import { requireRuleOf } from "@/lib/rules/server/require-rule";
import { sealAddresses } from "@/lib/rules/server/seal-addresses";
import type { Context } from "@/lib/workspaces/server/context";

type Known = { catalog: VersionedCatalog; standing: QueryBasis; changes: readonly Change[] };
type Ask<Answer> = (rule: SegmentRule, scope: CompileScope) => Promise<Answer>;
type LastKnown<Answer> = { answer: Answer; rule: SegmentRule; names: Names };

const maxKnown = 500;
const lastKnown = new Map<number, Known>();

/**
 * Queries the warehouse about the people of a rule using what the workspace's last query found out, while the
 * same is read again: from Postgres, in one statement, names, facts about people, what is served and built;
 * from the warehouse, what has changed since the snapshot. When either has changed, the answer is dropped and
 * the query repeated with current knowledge: an answer never covers less than there was when it was
 * requested, and a rule is refused for names as they are now.
 */
export async function queryOnLastKnown<Answer>(
	ctx: Context,
	input: unknown,
	asOf: Date,
	ask: Ask<Answer>,
): Promise<LastKnown<Answer>> {
	const last = lastKnown.get(ctx.workspace.number);
	return (last && (await queryOn(last, ctx, input, asOf, ask))) ?? (await queryAnew(ctx, input, asOf, ask));
}

/** The rule's result on remembered knowledge, or null when that is missing or outdated. */
async function queryOn<Answer>(
	{ catalog, standing, changes: known }: Known,
	ctx: Context,
	input: unknown,
	asOf: Date,
	ask: Ask<Answer>,
): Promise<LastKnown<Answer> | null> {
	const checked = checkRule(input, catalog.catalog, ctx.workspace.timeZone);
	if (!checked.ok) return null;
	const rule = sealAddresses(checked.rule);
	const mentions = mentionsOf([rule]);
	const guessed = basisOf(standing, mentions);
	if (!guessed || !isBuilt(guessed)) return null;
	const typed = await readTypedProperties(ctx.warehouse);
	const asking = ask(rule, scopeOn(ctx, asOf, { standing: guessed, mentions, typed, since: known }));
	const noticing = readChangesSince(ctx, guessed.stored, needsOf(leavesOf(rule)).traits);
	// Seen to below, when Postgres has answered.
	for (const one of [asking, noticing]) one.catch(() => {});
	const found = await readQueryBasis(ctx, mentions);
	if (!isDeepStrictEqual({ ...found, catalogueVersion: "" }, { ...guessed, catalogueVersion: "" }))
		return null;
	// Other names may make the rule wrong, or read differently; its warehouse query is the same.
	const now = await catalogOfVersion(ctx, found.catalogueVersion);
	requireRuleOf(now.catalog, ctx, input);
	const changes = await noticing;
	if (!changes.every(([kind, name]) => known.some((one) => one[0] === kind && one[1] === name))) return null;
	remember(ctx, { catalog: now, standing: found, changes: known });
	return { answer: await asking, rule, names: namesIn(now.catalog) };
}

async function queryAnew<Answer>(
	ctx: Context,
	input: unknown,
	asOf: Date,
	ask: Ask<Answer>,
): Promise<LastKnown<Answer>> {
	const catalog = await readVersionedCatalog(ctx);
	const rule = requireRuleOf(catalog.catalog, ctx, input);
	const mentions = mentionsOf([rule]);
	const [standing, typed] = await Promise.all([
		readQueryBasis(ctx, mentions),
		readTypedProperties(ctx.warehouse),
	]);
	const changes = await readChangesSince(ctx, standing.stored);
	const scope = scopeOn(ctx, asOf, { standing, mentions, typed, since: changes });
	remember(ctx, { catalog, standing, changes });
	return { answer: await ask(rule, scope), rule, names: namesIn(catalog.catalog) };
}

function isBuilt({ segments, lists }: QueryBasis): boolean {
	return (
		[...segments.values()].every(({ servedVersion }) => servedVersion !== null) &&
		[...lists.values()].every(({ build }) => build !== null)
	);
}

function remember(ctx: Context, known: Known): void {
	const { number: ws } = ctx.workspace;
	lastKnown.delete(ws);
	lastKnown.set(ws, known);
	const [oldest] = lastKnown.keys();
	if (lastKnown.size > maxKnown && oldest !== undefined) lastKnown.delete(oldest);
}
