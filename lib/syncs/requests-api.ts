import { z } from "zod";
import { defineApi } from "@/lib/kernel/api-contract";
import { idSchema } from "@/lib/kernel/ids";
import { pageOf, pageQuery } from "@/lib/kernel/page";
import { dryRun } from "@/lib/syncs/dry-run";
import { draftSampleInput, sampleInput, sampleView } from "@/lib/syncs/mapping/sample";
import { requestView } from "@/lib/syncs/request-contracts";

const params = z.object({ syncId: idSchema("syn") });
const runParams = params.extend({ runId: idSchema("run") });

/** What would be sent, down to the requests; apart from `syncsApi`, which every page with a sync loads. */
export const syncRequestsApi = {
	requests: defineApi({
		method: "GET",
		path: "/syncs/{syncId}/runs/{runId}/requests",
		summary: "The requests of a run, in the order sent",
		allow: "syncs.read",
		params: runParams,
		query: pageQuery,
		output: pageOf(requestView),
	}),
	sample: defineApi({
		method: "POST",
		path: "/syncs/{syncId}/sample",
		summary: "The request that would be sent for one person, with this mapping or another; nothing is sent",
		allow: "people.read",
		params,
		body: sampleInput,
		output: sampleView,
	}),
	sampleDraft: defineApi({
		method: "POST",
		path: "/syncs/sample",
		summary: "The same for a sync that is not made yet",
		allow: "people.read",
		body: draftSampleInput,
		output: sampleView,
	}),
	dryRun: defineApi({
		method: "GET",
		path: "/syncs/{syncId}/dry-run",
		summary: "What a run would send now, down to the requests, with identifiers covered; nothing is sent",
		allow: "people.read",
		params,
		output: dryRun,
	}),
};
