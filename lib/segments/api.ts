import { z } from "zod";
import { consentPurpose } from "@/lib/consent/purposes";
import { defineApi } from "@/lib/kernel/api-contract";
import { pageQuery } from "@/lib/kernel/page";
import {
	archiveQuery,
	createSegmentInput,
	listSegmentsQuery,
	listTrendsQuery,
	membersPage,
	previewInput,
	samplePeopleOutput,
	segmentDetail,
	segmentHistory,
	segmentId,
	segmentPage,
	segmentPreview,
	segmentRefresh,
	segmentTrends,
	updateSegmentInput,
} from "@/lib/segments/contracts";

const params = z.object({ segmentId });

/** Everything the API can do with segments. */
export const segmentsApi = {
	list: defineApi({
		method: "GET",
		path: "/segments",
		summary: "List segments",
		allow: "segments.read",
		query: listSegmentsQuery,
		output: segmentPage,
	}),
	create: defineApi({
		method: "POST",
		path: "/segments",
		summary: "Create a segment from a rule",
		allow: "segments.write",
		body: createSegmentInput,
		output: segmentDetail,
		status: 201,
	}),
	trends: defineApi({
		method: "GET",
		path: "/segments/trends",
		summary:
			"Sizes of the last 30 days and uses of one segment, or of the 200 that were changed last; without archived ones",
		allow: "segments.read",
		query: listTrendsQuery,
		output: segmentTrends,
	}),
	get: defineApi({
		method: "GET",
		path: "/segments/{segmentId}",
		summary: "Get a segment with its current rule",
		allow: "segments.read",
		params,
		output: segmentDetail,
	}),
	update: defineApi({
		method: "PATCH",
		path: "/segments/{segmentId}",
		summary: "Change a segment; a changed rule is a new version",
		allow: "segments.write",
		params,
		body: updateSegmentInput,
		output: segmentDetail,
	}),
	duplicate: defineApi({
		method: "POST",
		path: "/segments/{segmentId}/duplicate",
		summary: "Make a new segment with the same rule, called “Copy of …”",
		allow: "segments.write",
		params,
		output: segmentDetail,
		status: 201,
	}),
	archive: defineApi({
		method: "POST",
		path: "/segments/{segmentId}/archive",
		summary:
			"Archive a segment: it is no longer refreshed. What builds on it is named first, until confirmed",
		allow: "segments.write",
		params,
		query: archiveQuery,
		output: segmentDetail,
	}),
	restore: defineApi({
		method: "POST",
		path: "/segments/{segmentId}/restore",
		summary: "Take a segment out of the archive",
		allow: "segments.write",
		params,
		output: segmentDetail,
	}),
	refresh: defineApi({
		method: "POST",
		path: "/segments/{segmentId}/refresh",
		summary: "Recompute the people of a segment now",
		allow: "segments.write",
		params,
		output: segmentRefresh,
	}),
	members: defineApi({
		method: "GET",
		path: "/segments/{segmentId}/members",
		summary: "Page through the current members",
		allow: "people.read",
		params,
		query: pageQuery,
		output: membersPage,
	}),
	download: defineApi({
		method: "GET",
		path: "/segments/{segmentId}/members.csv",
		summary:
			"The current members as CSV, with how they are reached and what they agreed to; with `purpose`, only those who agreed to it",
		allow: "people.read",
		params,
		query: z.object({ purpose: consentPurpose.optional() }),
		output: "csv",
	}),
	history: defineApi({
		method: "GET",
		path: "/segments/{segmentId}/history",
		summary: "Versions, refreshes and size over time",
		allow: "segments.read",
		params,
		output: segmentHistory,
	}),
	preview: defineApi({
		method: "POST",
		path: "/segments/preview",
		summary: "Exact size of a rule and of each of its conditions, without saving it",
		allow: "people.read",
		body: previewInput,
		output: segmentPreview,
	}),
	sample: defineApi({
		method: "POST",
		path: "/segments/sample",
		summary: "Ten people whom a rule holds for",
		allow: "people.read",
		body: previewInput,
		output: samplePeopleOutput,
	}),
};
