import { z } from "zod";
import { defineApi } from "@/lib/kernel/api-contract";
import { pageOf } from "@/lib/kernel/page";
import { profileParams } from "@/lib/profiles/api";

export const profileMembership = z.object({
	segmentId: z.string(),
	name: z.string(),
	isMember: z.boolean(),
	/** When the person entered or left, by the membership that was served; null for members from before the log. */
	since: z.iso.datetime().nullable(),
	/** The instant the segment's people were evaluated at. */
	asOf: z.iso.datetime().nullable(),
});
export type ProfileMembership = z.output<typeof profileMembership>;

export const membershipsApi = {
	list: defineApi({
		method: "GET",
		path: "/profiles/{profileId}/segments",
		summary: "Segments one person is in now, and those they left",
		allow: "people.read",
		params: profileParams,
		output: pageOf(profileMembership),
	}),
};
