import { blockOf, blockSize } from "@/lib/profiles/block-of";
import { holdsWords, type SearchWords } from "@/lib/profiles/search-text";
import { readSearchTexts } from "@/lib/profiles/server/search/read-search-texts";
import { buildBlock, openBlock } from "@/lib/profiles/server/search/search-block";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** Cost limit of one request: the next continues from where this one stopped. */
const maxBlocks = 128;
const maxBuilds = 16;
/** Blocks that are read with one statement. */
const atOnce = 16;
/** Changed people in a block who are read one by one; with more of them the block is rebuilt. */
const maxChanged = 64;

type Search = {
	words: SearchWords;
	/** Only people with smaller numbers; null for everyone. */
	before: number | null;
	known: boolean | null;
	/** Whom of these to keep. */
	keep?: ((uids: readonly number[]) => Promise<ReadonlySet<number>>) | undefined;
	limit: number;
};

/** A person who was found, by the number of theirs that was. */
export type Hit = { at: number; uid: number; isKnown: boolean };

/**
 * People with all of the words somewhere in their name, email or id, newest numbers first. `nextBefore` is
 * where to continue: there may be more, or the request's limit was reached; null when everyone was searched.
 */
export async function searchPeople(
	ctx: Context,
	{ words, before, known, keep, limit }: Search,
): Promise<{ hits: Hit[]; nextBefore: number | null }> {
	allow(ctx, "people.read");
	const ws = ctx.workspace.number;
	const top = before ?? (await nextNumber(ctx));
	const hits: Hit[] = [];
	let builds = 0;
	const last = Math.max(0, blockOf(top - 1) - maxBlocks + 1);
	for (let from = blockOf(top - 1); from >= last; from -= atOnce) {
		const blocks = Array.from({ length: Math.min(atOnce, from - last + 1) }, (_, at) => from - at);
		const held = await readBlocks(ctx, blocks);
		for (const block of blocks) {
			const { sealed, changed } = held.get(block) ?? { sealed: null, changed: [] };
			const mustBuild = sealed === null || changed.length > maxChanged;
			if (mustBuild && builds === maxBuilds) {
				return { hits, nextBefore: Math.min(top, (block + 1) * blockSize) };
			}
			if (mustBuild) builds++;
			const found = mustBuild
				? matching(await buildBlock(ctx.db, ws, block), words)
				: [
						...matchingLines(openBlock(sealed), words, new Set(changed)),
						...matching(await readSearchTexts(ctx.db, ws, changed), words),
					];
			const candidates = found.filter((uid) => uid < top).sort((a, b) => b - a);
			// A hundred or so at a time, so that someone who fills a whole block is not looked up whole.
			for (let at = 0; at < candidates.length; at += limit + 1) {
				hits.push(...(await persons(ctx, candidates.slice(at, at + limit + 1), { words, known, keep })));
				const extra = hits[limit];
				if (extra) return { hits: hits.slice(0, limit), nextBefore: extra.at + 1 };
			}
		}
	}
	return { hits, nextBefore: last === 0 ? null : last * blockSize };
}

async function nextNumber(ctx: Context): Promise<number> {
	const [row] = await ctx.db.$queryRaw<{ top: number | null }[]>`
		SELECT max(uid) + 1 AS top FROM profile WHERE workspace_number = ${ctx.workspace.number}`;
	return row?.top ?? 1;
}

type Held = { sealed: Uint8Array | null; changed: number[] };

async function readBlocks(ctx: Context, blocks: readonly number[]): Promise<Map<number, Held>> {
	const rows = await ctx.db.$queryRaw<
		{ block: number; sealed: Uint8Array | null; changed: number[] | null }[]
	>`
		SELECT b.block, s.text_encrypted AS sealed, c.uids AS changed FROM unnest(${[...blocks]}::int[]) AS b(block)
		LEFT JOIN search_block s ON s.workspace_number = ${ctx.workspace.number} AND s.block = b.block
		LEFT JOIN LATERAL (
			SELECT array_agg(DISTINCT uid) AS uids FROM search_change, unnest(uids) AS uid
			WHERE workspace_number = ${ctx.workspace.number} AND block = b.block AND s.block IS NOT NULL) c ON true`;
	return new Map(rows.map(({ block, sealed, changed }) => [block, { sealed, changed: changed ?? [] }]));
}

function matching(texts: ReadonlyMap<number, string>, words: SearchWords): number[] {
	return [...texts].flatMap(([uid, text]) => (holdsWords(text, words) ? [uid] : []));
}

function matchingLines(text: string, words: SearchWords, but: ReadonlySet<number>): number[] {
	return text.split("\n").flatMap((line) => {
		const tab = line.indexOf("\t");
		const uid = Number(line.slice(0, tab));
		return tab > 0 && !but.has(uid) && holdsWords(line.slice(tab + 1), words) ? [uid] : [];
	});
}

/** Who the numbers are today. Someone with several numbers that match is found by the newest of them alone. */
async function persons(
	ctx: Context,
	uids: readonly number[],
	{ words, known, keep }: Pick<Search, "words" | "known" | "keep">,
): Promise<Hit[]> {
	const rows = await ctx.db.$queryRaw<
		{ at: number; uid: number; is_known: boolean; newer: number[] | null }[]
	>`
		SELECT p.uid AS at, root.uid, root.is_known,
			(SELECT array_agg(o.uid) FROM profile o
				WHERE o.workspace_number = p.workspace_number AND o.root_uid = p.root_uid AND o.uid > p.uid) AS newer
		FROM profile p JOIN profile root ON root.workspace_number = p.workspace_number AND root.uid = p.root_uid
		WHERE p.workspace_number = ${ctx.workspace.number} AND p.uid = ANY(${[...uids]}::int[])
			AND root.erased_at IS NULL AND (${known}::bool IS NULL OR root.is_known = ${known}::bool)
		ORDER BY p.uid DESC`;
	const newer = await readSearchTexts(
		ctx.db,
		ctx.workspace.number,
		rows.flatMap((row) => row.newer ?? []),
	);
	const kept = keep ? await keep(rows.map(({ uid }) => uid)) : null;
	return rows.flatMap((row) => {
		const isFoundBefore = row.newer?.some((uid) => holdsWords(newer.get(uid) ?? "", words));
		if (isFoundBefore || (kept && !kept.has(row.uid))) return [];
		return [{ at: row.at, uid: row.uid, isKnown: row.is_known }];
	});
}
