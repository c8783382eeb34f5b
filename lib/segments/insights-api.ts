import { z } from "zod";
import { defineApi } from "@/lib/kernel/api-contract";
import { profileUid } from "@/lib/profiles/api";
import { segmentId } from "@/lib/segments/contracts";
import {
	compareInput,
	explanation,
	goldenList,
	lintInput,
	lintOutput,
	membersAtPage,
	membersAtQuery,
	overlap,
	overlapQuery,
	pinGoldenInput,
	publishDiff,
	reach,
	reachInput,
} from "@/lib/segments/insights-contracts";

const params = z.object({ segmentId });
const personParams = params.extend({ profileId: profileUid });

/** Questions about segments: why, when, how much, what if. */
export const insightsApi = {
	lint: defineApi({
		method: "POST",
		path: "/segments/lint",
		summary: "What is probably a mistake in a rule, with a fixed rule where there is one",
		allow: "people.read",
		body: lintInput,
		output: lintOutput,
	}),
	overlap: defineApi({
		method: "GET",
		path: "/segments/overlap",
		summary: "How many people are in exactly which of up to eight segments",
		allow: "segments.read",
		query: overlapQuery,
		output: overlap,
	}),
	ruleReach: defineApi({
		method: "POST",
		path: "/segments/reach",
		summary: "How many people of a rule can be reached by each channel and destination",
		allow: "people.read",
		body: reachInput,
		output: reach,
	}),
	reach: defineApi({
		method: "GET",
		path: "/segments/{segmentId}/reach",
		summary: "How many of the current members can be reached by each channel and destination",
		allow: "segments.read",
		params,
		output: reach,
	}),
	compare: defineApi({
		method: "POST",
		path: "/segments/{segmentId}/compare",
		summary: "Who would enter and leave with another rule, and what uses the segment",
		allow: "people.read",
		params,
		body: compareInput,
		output: publishDiff,
	}),
	membersAt: defineApi({
		method: "GET",
		path: "/segments/{segmentId}/members-at",
		summary: "Size and people at a past instant: by the rule recalculated with current data, or as recorded",
		allow: "people.read",
		params,
		query: membersAtQuery,
		output: membersAtPage,
	}),
	explain: defineApi({
		method: "GET",
		path: "/segments/{segmentId}/people/{profileId}/explain",
		summary: "Why a person is in or out, condition by condition, and until when",
		allow: "people.read",
		params: personParams,
		output: explanation,
	}),
	golden: defineApi({
		method: "GET",
		path: "/segments/{segmentId}/golden",
		summary: "Test profiles of a segment, and whether they are in or out as expected",
		allow: "people.read",
		params,
		output: goldenList,
	}),
	pinGolden: defineApi({
		method: "PUT",
		path: "/segments/{segmentId}/golden/{profileId}",
		summary: "Pin a test profile as expected in or out; a rule that breaks it is only saved when confirmed",
		allow: "segments.write",
		params: personParams,
		body: pinGoldenInput,
		output: goldenList,
	}),
	unpinGolden: defineApi({
		method: "DELETE",
		path: "/segments/{segmentId}/golden/{profileId}",
		summary: "Unpin a test profile",
		allow: "segments.write",
		params: personParams,
		output: goldenList,
	}),
};
