import { readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import type { Database } from "@/lib/platform/postgres/database";
import { uploadsFolder } from "@/lib/sources/server/imports/uploads";

/** How long an uploaded file waits to be started. It holds people's data, and may never have been meant. */
export const uploadWaitsMs = 24 * 3_600_000;

/**
 * Removes uploaded files that were never started, and files in the folder that no import names: left by a
 * crash in the middle of an upload. Returns how many were removed.
 */
export async function tidyUploads(db: Database, now: Date): Promise<number> {
	const before = new Date(now.getTime() - uploadWaitsMs);
	const waiting = await db.import.findMany({
		where: { status: "uploaded", createdAt: { lt: before } },
		select: { id: true, storedPath: true },
		take: 1_000,
	});
	let removed = 0;
	for (const { id, storedPath } of waiting) {
		// Only while no one has started it meanwhile.
		const { count } = await db.import.updateMany({
			where: { id, status: "uploaded" },
			data: {
				status: "cancelled",
				storedPath: null,
				finishedAt: now,
				error: "The file was not started within a day and was removed. Upload it again.",
			},
		});
		if (count === 0 || storedPath === null) continue;
		await rm(path.join(uploadsFolder(), path.basename(storedPath)), { force: true });
		removed += 1;
	}
	return removed + (await removeUnnamed(db, before));
}

async function removeUnnamed(db: Database, before: Date): Promise<number> {
	const names = await readdir(uploadsFolder()).catch(() => []);
	let removed = 0;
	for (const name of names) {
		const file = path.join(uploadsFolder(), name);
		const about = await stat(file).catch(() => null);
		if (!about?.isFile() || about.mtime >= before) continue;
		if (await db.import.findFirst({ where: { storedPath: name }, select: { id: true } })) continue;
		await rm(file, { force: true });
		removed += 1;
	}
	return removed;
}
