import { openConnection } from "@/lib/destinations/server/open-connection";
import type { Destination, Sync } from "@/lib/platform/postgres/generated/client";
import type { HookView } from "@/lib/syncs/hooks-api";

/** A subscription as its subscriber knows it. */
export function toHookView({
	id,
	segmentId,
	createdAt,
	destination,
}: Pick<Sync, "id" | "segmentId" | "createdAt"> & { destination: Destination }): HookView {
	const { settings } = openConnection(destination);
	return {
		id,
		// Safe because only a subscription writes it, with one of these.
		event: settings.event as HookView["event"],
		segmentId,
		targetUrl: settings.url ?? "",
		createdAt: createdAt.toISOString(),
	};
}
