import { existsSync } from "node:fs";
import { mkdir, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { newId } from "@/lib/kernel/ids";
import { tidyUploads, uploadWaitsMs } from "@/lib/sources/server/imports/tidy-uploads";
import { uploadsFolder } from "@/lib/sources/server/imports/uploads";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

let ctx: Context;
const now = new Date();
const agoMs = (ms: number) => new Date(now.getTime() - ms);

async function upload(status: string, createdAt: Date): Promise<{ id: string; file: string }> {
	const id = newId("imp");
	const file = path.join(uploadsFolder(), `${id}.csv`);
	await writeFile(file, "email\na@example.com\n");
	await utimes(file, createdAt, createdAt);
	await ctx.db.import.create({
		data: {
			id,
			workspaceId: ctx.workspace.id,
			kind: "people",
			fileName: "people.csv",
			storedPath: `${id}.csv`,
			bytesTotal: 20n,
			status,
			createdBy: "Test",
			createdAt,
		},
	});
	return { id, file };
}

beforeAll(async () => {
	ctx = await createTestWorkspace();
	await mkdir(uploadsFolder(), { recursive: true });
});

test("a file that was not started within a day is removed; a younger, a started and a running one stay", async () => {
	const old = await upload("uploaded", agoMs(uploadWaitsMs + 1_000));
	const young = await upload("uploaded", agoMs(uploadWaitsMs - 60_000));
	const running = await upload("running", agoMs(uploadWaitsMs + 1_000));
	const orphan = path.join(uploadsFolder(), `${newId("imp")}.csv`);
	await writeFile(orphan, "half");
	const growing = path.join(uploadsFolder(), `${newId("imp")}.csv`);
	await writeFile(growing, "still coming");
	await utimes(orphan, agoMs(uploadWaitsMs + 1_000), agoMs(uploadWaitsMs + 1_000));

	expect(await tidyUploads(ctx.db, now)).toBe(2);
	expect([old.file, orphan].map(existsSync)).toEqual([false, false]);
	expect([young.file, running.file, growing].map(existsSync)).toEqual([true, true, true]);
	const row = await ctx.db.import.findUniqueOrThrow({ where: { id: old.id } });
	expect(row).toMatchObject({ status: "cancelled", storedPath: null });
	expect(await tidyUploads(ctx.db, now)).toBe(0);
});
