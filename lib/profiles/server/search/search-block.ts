import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { Database, Transaction } from "@/lib/platform/postgres/database";
import { seal, unseal } from "@/lib/platform/secrets/keyring";
import { blockSize } from "@/lib/profiles/block-of";
import { acceptingLock } from "@/lib/profiles/server/erase-person";
import { readSearchTexts } from "@/lib/profiles/server/search/read-search-texts";

/** Lines of a number and what it is found by, newest first. */
function pack(texts: ReadonlyMap<number, string>): Uint8Array<ArrayBuffer> {
	const lines = [...texts].sort(([a], [b]) => b - a).map(([uid, text]) => `${uid}\t${text}`);
	return seal(deflateRawSync(lines.join("\n"), { level: 1 }).toString("base64"));
}

/** The text of a block: lines of a number, a tab, and what it is found by. */
export function openBlock(sealed: Uint8Array): string {
	return inflateRawSync(Buffer.from(unseal(sealed), "base64")).toString("utf8");
}

/** One builder of a block at a time: who waits reads what was committed meanwhile. */
export async function lockBlock(tx: Transaction, ws: number, block: number): Promise<void> {
	await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`search:${ws}:${block}`}, 0))`;
}

/**
 * Rebuilds a block and stores it. Changes recorded before are in it; those committed meanwhile stay recorded.
 * Returns the text of the block.
 */
export async function buildBlock(
	db: Database,
	ws: number,
	block: number,
): Promise<ReadonlyMap<number, string>> {
	return await db.$transaction(async (tx) => {
		// An erasure waits for anything that may have read the person, and deletes the block afterwards.
		await tx.$executeRaw`SELECT pg_advisory_xact_lock_shared(${acceptingLock}::int, ${ws}::int)`;
		await lockBlock(tx, ws, block);
		await tx.searchChange.deleteMany({ where: { workspaceNumber: ws, block } });
		const uids = Array.from({ length: blockSize }, (_, at) => block * blockSize + at);
		const texts = await readSearchTexts(tx, ws, uids);
		const textEncrypted = pack(texts);
		await tx.searchBlock.upsert({
			where: { workspaceNumber_block: { workspaceNumber: ws, block } },
			create: { workspaceNumber: ws, block, textEncrypted },
			update: { textEncrypted, builtAt: new Date() },
		});
		return texts;
	});
}
