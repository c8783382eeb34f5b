import { z } from "zod";
import { defineApi } from "@/lib/kernel/api-contract";
import { idSchema } from "@/lib/kernel/ids";
import { pageOf, pageQuery } from "@/lib/kernel/page";
import {
	deliveredTotals,
	holdoutPreview,
	runView,
	syncDetail,
	syncPreview,
	syncView,
} from "@/lib/syncs/contracts";
import { audienceEnds, scheduleForecast } from "@/lib/syncs/sync-settings";

const params = z.object({ syncId: idSchema("syn") });
const runParams = params.extend({ runId: idSchema("run") });

export const syncsApi = {
	list: defineApi({
		method: "GET",
		path: "/syncs",
		summary: "Syncs, newest first; by segment, destination or campaign",
		allow: "syncs.read",
		query: z.object({
			segmentId: idSchema("seg").optional(),
			destinationId: idSchema("dst").optional(),
			campaignId: idSchema("cmp").optional(),
		}),
		output: pageOf(syncView),
	}),
	get: defineApi({
		method: "GET",
		path: "/syncs/{syncId}",
		summary: "One sync with its totals in people, all as of one instant",
		allow: "syncs.read",
		params,
		output: syncDetail,
	}),
	duplicate: defineApi({
		method: "POST",
		path: "/syncs/{syncId}/duplicate",
		summary: "Create a paused copy of a sync, called “Copy of …”, with an audience of its own",
		allow: "syncs.write",
		params,
		output: syncDetail,
		status: 201,
	}),
	archive: defineApi({
		method: "DELETE",
		path: "/syncs/{syncId}",
		summary: "End a sync; its people at the destination stay there (leave) or are removed first (empty)",
		allow: "syncs.write",
		params,
		query: z.object({ audience: z.enum(audienceEnds) }),
		/** Not archived yet while its audience is being emptied. */
		output: z.object({ id: z.string(), isArchived: z.boolean() }),
	}),
	restore: defineApi({
		method: "POST",
		path: "/syncs/{syncId}/restore",
		summary: "Take a sync out of the archive, or stop its audience from being emptied",
		allow: "syncs.write",
		params,
		output: syncDetail,
	}),
	forecast: defineApi({
		method: "GET",
		path: "/syncs/schedule-forecast",
		summary: "The next three runs of a cron expression in the workspace's time zone",
		allow: "syncs.read",
		query: z.object({ cron: z.string().trim().min(1, "A time is needed").max(100) }),
		output: scheduleForecast,
	}),
	delivered: defineApi({
		method: "GET",
		path: "/syncs/delivered",
		summary: "How many people are at the destinations now, each counted once",
		allow: "syncs.read",
		output: deliveredTotals,
	}),
	preview: defineApi({
		method: "GET",
		path: "/syncs/{syncId}/preview",
		summary: "What a run would do now; nothing is sent",
		allow: "people.read",
		params,
		output: syncPreview,
	}),
	holdouts: defineApi({
		method: "GET",
		path: "/syncs/holdouts",
		summary: "How many people held out by campaigns a sync of this segment to this destination would reach",
		allow: "people.read",
		query: z.object({ segmentId: idSchema("seg"), destinationId: idSchema("dst") }),
		output: holdoutPreview,
	}),
	pause: defineApi({
		method: "POST",
		path: "/syncs/{syncId}/pause",
		summary: "Stop sending until resumed",
		allow: "syncs.write",
		params,
		output: syncDetail,
	}),
	resume: defineApi({
		method: "POST",
		path: "/syncs/{syncId}/resume",
		summary: "Resume after a pause",
		allow: "syncs.write",
		params,
		output: syncDetail,
	}),
	retryRejected: defineApi({
		method: "POST",
		path: "/syncs/{syncId}/retry-rejected",
		summary: "Send values the destination rejected once more",
		allow: "syncs.write",
		params,
		output: syncDetail,
	}),
	runs: defineApi({
		method: "GET",
		path: "/syncs/{syncId}/runs",
		summary: "Runs, newest first",
		allow: "syncs.read",
		params,
		query: pageQuery,
		output: pageOf(runView),
	}),
	run: defineApi({
		method: "POST",
		path: "/syncs/{syncId}/runs",
		summary: "Run now, in the background",
		allow: "syncs.write",
		params,
		body: z.strictObject({
			/** Check everyone again, not only those who changed. */
			isFull: z.boolean().default(false),
			/** Send everyone again, as after someone edited the audience by hand. */
			isResend: z.boolean().default(false),
			/**
			 * Agree to the first run, of about so many people (null: of whoever is wanted). Without it the first run
			 * only reports what it would send.
			 */
			confirms: z.strictObject({ people: z.number().int().min(0).max(2_147_483_647).nullable() }).optional(),
		}),
		output: runView,
		status: 202,
	}),
	getRun: defineApi({
		method: "GET",
		path: "/syncs/{syncId}/runs/{runId}",
		summary: "One run with its counts by reason",
		allow: "syncs.read",
		params: runParams,
		output: runView,
	}),
	confirmRun: defineApi({
		method: "POST",
		path: "/syncs/{syncId}/runs/{runId}/confirm",
		summary: "Let exactly the change through that a run asks about, in a new run",
		allow: "syncs.write",
		params: runParams,
		output: runView,
		status: 202,
	}),
	cancelRun: defineApi({
		method: "POST",
		path: "/syncs/{syncId}/runs/{runId}/cancel",
		summary: "End a run after the request it is at",
		allow: "syncs.write",
		params: runParams,
		output: runView,
	}),
};
