import { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import { universeSql } from "@/lib/profiles/universe-sql";
import { type Catalog, unitMs } from "@/lib/rules/catalog";
import { checkRule } from "@/lib/rules/check/check-rule";
import { compileLeaf } from "@/lib/rules/compile/compile-rule";
import type { CompileScope } from "@/lib/rules/compile/compile-scope";
import { type ServedPointer, servedMembershipsSql } from "@/lib/rules/compile/served-membership-sql";
import { pointerColumns, toPointer } from "@/lib/rules/compile/served-pointer";
import { absencesOf, nearlySame } from "@/lib/rules/lint/data-findings";
import type { LintFacts } from "@/lib/rules/lint/lint-facts";
import { lintRule } from "@/lib/rules/lint/lint-rule";
import { leavesOf } from "@/lib/rules/lint/walk-rule";
import type { SegmentRule } from "@/lib/rules/rule";
import { namesIn } from "@/lib/rules/server/names-of";
import { previewInstant } from "@/lib/rules/server/preview-instant";
import { queryPeople, type ReadRule } from "@/lib/rules/server/query-people";
import { readCatalog } from "@/lib/rules/server/read-catalog";
import { scopeOf } from "@/lib/rules/server/scope-of";
import { sealAddresses } from "@/lib/rules/server/seal-addresses";
import { type LintInput, type LintOutput, lintInput } from "@/lib/segments/insights-contracts";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const count = z.coerce.number();
const churnDays = 7;
const maxCompared = 20;
/** Findings appear while people type: what takes longer is omitted. */
const maxSeconds = 2;

type Question = {
	readRule: ReadRule;
	scope: CompileScope;
	since: number[];
	ranked: string[];
	catalog: Catalog;
};

const measureRule = defineQuery({
	name: "segments.lint_sizes",
	row: z.object({
		total: count,
		known: count,
		base: count,
		knownBase: count,
		older: z.array(count),
		holders: z.array(count),
	}),
	build: ({ readRule, scope, since, ranked, catalog }: Question) => {
		const binder = new SqlBinder();
		const { withClause, matching } = readRule(binder);
		const older = since.map(
			(asOf) => `bitmapAndCardinality(matching, ${universeSql(binder, { ...scope, asOf })})`,
		);
		const holders = ranked.map((field) => {
			const type = catalog.traits.get(field) ?? "number";
			const leaf = { kind: "trait", field, type, operator: "isSet", value: null } as const;
			return `bitmapCardinality(${compileLeaf(leaf, binder, scope)})`;
		});
		return binder.finish(`${withClause}, ${matching} AS matching
SELECT bitmapCardinality(matching) AS total, bitmapAndCardinality(matching, known_once) AS known,
	bitmapCardinality(everyone) AS base, bitmapAndCardinality(everyone, known_once) AS knownBase,
	${listOf(older)} AS older, ${listOf(holders)} AS holders`);
	},
});

function listOf(numbers: readonly string[]): string {
	return numbers.length === 0 ? "emptyArrayUInt64()" : `[${numbers.join(", ")}]`;
}

const compareWithServed = defineQuery({
	name: "segments.lint_similar",
	row: z.object({ segment: z.string(), both: count, size: count }),
	build: ({
		readRule,
		scope,
		pointers,
	}: {
		readRule: ReadRule;
		scope: CompileScope;
		pointers: ServedPointer[];
	}) => {
		const binder = new SqlBinder();
		const { withClause, matching } = readRule(binder);
		return binder.finish(`${withClause}, ${matching} AS matching
SELECT segment, bitmapAndCardinality(served.people, matching) AS both, bitmapCardinality(served.people) AS size
FROM (${servedMembershipsSql(binder, scope.ws, pointers)}) AS served`);
	},
});

/**
 * What is probably unintended in a rule, saved or not. `minimums` are the smallest audiences that the
 * workspace's destinations deliver to, which the segments room does not know.
 */
export async function lintSegment(
	ctx: Context,
	given: LintInput,
	{ minimums = [], signal }: { minimums?: LintFacts["minimums"]; signal?: AbortSignal } = {},
): Promise<LintOutput> {
	allow(ctx, "people.read");
	const started = performance.now();
	const input = lintInput.parse(given);
	const at = { ...ctx, now: previewInstant(ctx, input.asOf) };
	const [catalog, events, churn] = await Promise.all([
		readCatalog(ctx),
		ctx.db.eventDefinition.findMany({
			where: { workspaceNumber: ctx.workspace.number },
			select: { name: true, lastSeenAt: true },
		}),
		input.segmentId === undefined ? null : readChurn(ctx, input.segmentId),
	]);
	const checked = checkRule(input.rule, catalog, ctx.workspace.timeZone);
	const measured = checked.ok
		? await measure(at, sealAddresses(checked.rule), catalog, input, signal)
		: nothingMeasured;
	const findings = lintRule(input.rule, {
		asOf: at.now.getTime(),
		timeZone: ctx.workspace.timeZone,
		catalog,
		names: namesIn(catalog),
		lastSeen: new Map(events.map(({ name, lastSeenAt }) => [name, lastSeenAt.getTime()])),
		churn,
		minimums,
		...measured,
	});
	return { asOf: at.now.toISOString(), findings, tookMs: Math.round(performance.now() - started) };
}

type Measured = Pick<LintFacts, "sizes" | "newcomers" | "traitHolders" | "similar">;
const nothingMeasured: Measured = { sizes: null, newcomers: new Map(), traitHolders: new Map(), similar: [] };

async function measure(
	ctx: Context,
	rule: SegmentRule,
	catalog: Catalog,
	{ segmentId, session }: LintInput,
	signal: AbortSignal | undefined,
): Promise<Measured> {
	const options = { ...(signal ? { signal } : {}), settings: { max_execution_time: maxSeconds } };
	const absences = absencesOf(rule, { asOf: ctx.now.getTime(), timeZone: ctx.workspace.timeZone });
	const ranked = leavesOf(rule).flatMap(({ leaf }) =>
		leaf.kind === "rank" && leaf.by.kind === "trait" ? [leaf.by.trait] : [],
	);
	try {
		const scope = await scopeOf(ctx, ctx.now, [rule]);
		const since = absences.map((absence) => absence.since);
		const { sizes, compared } = await queryPeople(
			ctx,
			{ rule, scope, session },
			options,
			async (readRule) => {
				const question = { readRule, scope, since, ranked, catalog };
				const [found] = await measureRule(ctx.warehouse, question, options);
				if (!found) throw new Error("The warehouse gave no sizes");
				const pointers = await findCandidates(ctx, found.total, segmentId);
				const similar =
					pointers.length === 0
						? []
						: await compareWithServed(ctx.warehouse, { readRule, scope, pointers }, options);
				return { sizes: found, compared: similar };
			},
		);
		return {
			sizes,
			newcomers: new Map(
				absences.map(({ path }, index) => [path.join(), sizes.total - (sizes.older[index] ?? sizes.total)]),
			),
			traitHolders: new Map(ranked.map((trait, index) => [trait, sizes.holders[index] ?? 0])),
			similar: compared.flatMap(({ segment, both, size }) => {
				const jaccard = both / (sizes.total + size - both);
				const name = catalog.segments.get(segment)?.name;
				return name !== undefined && jaccard >= nearlySame ? [{ name, jaccard }] : [];
			}),
		};
	} catch (error) {
		// What could not be counted in time, or builds on something not built yet, is omitted.
		if (error instanceof AppError && ["limit", "precondition"].includes(error.code)) return nothingMeasured;
		throw error;
	}
}

/** Segments of about this size: no others can be nearly the same. */
async function findCandidates(
	ctx: Context,
	total: number,
	segmentId: string | undefined,
): Promise<ServedPointer[]> {
	if (total === 0) return [];
	const rows = await ctx.db.segment.findMany({
		where: {
			workspaceId: ctx.workspace.id,
			campaignId: null,
			archivedAt: null,
			size: { gte: Math.floor(total * nearlySame), lte: Math.ceil(total / nearlySame) },
			...(segmentId === undefined ? {} : { id: { not: segmentId } }),
		},
		select: pointerColumns,
		orderBy: { updatedAt: "desc" },
		take: maxCompared,
	});
	return rows.map(toPointer).filter((pointer) => pointer !== null);
}

/** How many people entered and left recently; null for a segment that is too new. */
async function readChurn(ctx: Context, segmentId: string): Promise<LintFacts["churn"]> {
	const since = new Date(ctx.now.getTime() - churnDays * unitMs.days);
	const segment = await ctx.db.segment.findFirst({
		where: { id: segmentId, workspaceId: ctx.workspace.id, servedVersion: { not: null } },
		select: { size: true, servedVersion: true },
	});
	if (!segment?.servedVersion || segment.size === null) return null;
	const where = { segmentId, status: "finished", version: segment.servedVersion };
	const [before, moved] = await Promise.all([
		ctx.db.segmentRefresh.findFirst({ where: { ...where, asOf: { lte: since } }, select: { id: true } }),
		ctx.db.segmentRefresh.aggregate({
			where: { ...where, asOf: { gt: since } },
			_sum: { entered: true, exited: true },
		}),
	]);
	if (!before) return null;
	return { moved: (moved._sum.entered ?? 0) + (moved._sum.exited ?? 0), size: segment.size, days: churnDays };
}
