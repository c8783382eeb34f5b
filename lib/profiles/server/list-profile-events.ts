import { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";
import type { ProfileEvent } from "@/lib/profiles/api";
import { nameSources } from "@/lib/profiles/server/name-sources";
import { openProfile } from "@/lib/profiles/server/open-profile";
import { readEvents } from "@/lib/profiles/server/read-history";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const properties = z.record(z.string(), z.unknown());

/** One person's events, newest first; of one instant, the greater message id first. */
export async function listProfileEvents(
	ctx: Context,
	input: { profileId: number; cursor?: string | undefined; limit: number },
): Promise<{ items: ProfileEvent[]; nextCursor: string | null }> {
	allow(ctx, "people.read");
	const { uids } = await openProfile(ctx, input.profileId);
	const [sourceName, rows] = await Promise.all([
		nameSources(ctx),
		readEvents(ctx.warehouse, {
			ws: ctx.workspace.number,
			uids,
			before: readCursor(input.cursor),
			limit: input.limit + 1,
		}),
	]);
	const page = rows.slice(0, input.limit);
	const last = page.at(-1);
	return {
		items: page.map((row) => ({
			event: row.event,
			time: row.time,
			receivedAt: row.received_at,
			message: row.message,
			source: sourceName(row.source),
			properties: properties.parse(JSON.parse(row.properties)),
		})),
		nextCursor: rows.length > input.limit && last ? `${new Date(last.time).getTime()}.${last.message}` : null,
	};
}

function readCursor(cursor: string | undefined): { timeMs: number; message: string } | null {
	if (cursor === undefined) return null;
	const found = /^(-?\d{1,15})\.(\d{1,20})$/.exec(cursor);
	if (!found?.[1] || !found[2]) {
		throw new AppError("invalid", "This is not a cursor of this list.", {
			issues: [{ path: "query.cursor", message: "is not a cursor of this list" }],
		});
	}
	return { timeMs: Number(found[1]), message: found[2] };
}
