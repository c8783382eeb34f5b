import { mostPushedBytes, pushFormat } from "@/lib/destinations/opt-outs/push-formats";
import { readPushed } from "@/lib/destinations/opt-outs/read-pushed";
import { applyOptOuts } from "@/lib/destinations/server/opt-outs/apply-opt-outs";
import { isSigned } from "@/lib/destinations/server/opt-outs/is-signed";
import { noteReports } from "@/lib/destinations/server/opt-outs/note-reports";
import { AppError } from "@/lib/kernel/app-error";
import { readBytes } from "@/lib/platform/http/read-body";
import { database } from "@/lib/platform/postgres/database";
import { unseal } from "@/lib/platform/secrets/keyring";
import { systemContext } from "@/lib/workspaces/server/context";

type Received = { received: number; applied: number; unreadable: number };

/**
 * Applies what a tool posts about people who no longer want messages, or no longer get them. Only its signature says who it
 * is, checked over the bytes as they came. A repeat changes nothing.
 */
export async function receiveOptOuts(
	destinationId: string,
	request: Request,
	{ requestId, now = new Date() }: { requestId?: string; now?: Date } = {},
): Promise<Received> {
	const stored = await database().destination.findFirst({
		where: { id: destinationId, archivedAt: null, optOutFeed: { pushFormat: { not: null } } },
		include: { optOutFeed: true },
	});
	const feed = stored?.optOutFeed;
	const secret = feed?.pushSecretEncrypted;
	if (!stored || !secret)
		throw new AppError("not_found", "No opt-outs are received here. Copy the destination's address again.");
	const format = pushFormat.parse(feed.pushFormat);
	const body = await readBytes(request, mostPushedBytes);
	if (!isSigned(format, { secret: unseal(secret), headers: request.headers, body, now })) {
		throw new AppError(
			"unauthenticated",
			"The signature does not fit. Check that the destination in Muster has the tool's present key.",
		);
	}
	const read = readPushed(format, parse(body));
	if (!read.ok) throw new AppError("invalid", read.message);
	const ctx = await systemContext(stored.workspaceId, requestId, now);
	const result = await applyOptOuts(ctx, stored, read.optOuts);
	await noteReports(ctx.db, destinationId, result, now);
	return { received: read.optOuts.length, ...result };
}

function parse(body: Buffer): unknown {
	try {
		return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
	} catch {
		throw new AppError("invalid", "The body is not valid JSON in UTF-8.");
	}
}
