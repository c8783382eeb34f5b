import { z } from "zod";
import {
	campaignDetail,
	campaignPreview,
	campaignStart,
	campaignSummary,
	createCampaignInput,
	leakReport,
	listCampaignsQuery,
	previewCampaignInput,
	updateCampaignInput,
} from "@/lib/campaigns/contracts";
import { defineApi } from "@/lib/kernel/api-contract";
import { idSchema } from "@/lib/kernel/ids";
import { pageOf } from "@/lib/kernel/page";

const params = z.object({ campaignId: idSchema("cmp") });

export const campaignsApi = {
	list: defineApi({
		method: "GET",
		path: "/campaigns",
		summary: "List campaigns, newest first",
		allow: "campaigns.read",
		query: listCampaignsQuery,
		output: pageOf(campaignSummary),
	}),
	create: defineApi({
		method: "POST",
		path: "/campaigns",
		summary: "Create a campaign as a draft: segment, destination, holdout, goal, value and window",
		allow: "campaigns.write",
		body: createCampaignInput,
		output: campaignDetail,
		status: 201,
	}),
	preview: defineApi({
		method: "POST",
		path: "/campaigns/preview",
		summary: "How many people a launch would send and hold out",
		allow: "people.read",
		body: previewCampaignInput,
		output: campaignPreview,
	}),
	start: defineApi({
		method: "GET",
		path: "/campaigns/start",
		summary:
			"What a new campaign begins with: destination, goal, value and the rest as this workspace uses them",
		allow: "campaigns.read",
		output: campaignStart,
	}),
	get: defineApi({
		method: "GET",
		path: "/campaigns/{campaignId}",
		summary: "One campaign",
		allow: "campaigns.read",
		params,
		output: campaignDetail,
	}),
	update: defineApi({
		method: "PATCH",
		path: "/campaigns/{campaignId}",
		summary: "Change a campaign; once it runs, only what cannot move anyone already assigned",
		allow: "campaigns.write",
		params,
		body: updateCampaignInput,
		output: campaignDetail,
	}),
	duplicate: defineApi({
		method: "POST",
		path: "/campaigns/{campaignId}/duplicate",
		summary: "Create a draft of the same campaign, called “Copy of …”",
		allow: "campaigns.write",
		params,
		output: campaignDetail,
		status: 201,
	}),
	launchPreview: defineApi({
		method: "GET",
		path: "/campaigns/{campaignId}/launch",
		summary: "Exactly how many people launching this draft would send and hold out now",
		allow: "campaigns.read",
		params,
		output: campaignPreview,
	}),
	launch: defineApi({
		method: "POST",
		path: "/campaigns/{campaignId}/launch",
		summary: "Launch a draft: assign everyone present, create its sync and start delivering",
		allow: "campaigns.write",
		params,
		output: campaignDetail,
	}),
	end: defineApi({
		method: "POST",
		path: "/campaigns/{campaignId}/end",
		summary: "End a running campaign: no one new is assigned, its audience is emptied at the destination",
		allow: "campaigns.write",
		params,
		output: campaignDetail,
	}),
	archive: defineApi({
		method: "POST",
		path: "/campaigns/{campaignId}/archive",
		summary: "Archive a campaign that is not running; its read-out stays",
		allow: "campaigns.write",
		params,
		output: campaignDetail,
	}),
	restore: defineApi({
		method: "POST",
		path: "/campaigns/{campaignId}/restore",
		summary: "Restore a campaign from the archive",
		allow: "campaigns.write",
		params,
		output: campaignDetail,
	}),
	leaks: defineApi({
		method: "GET",
		path: "/campaigns/{campaignId}/leaks",
		summary: "Held-out people who were reached anyway, and by which ways",
		allow: "people.read",
		params,
		output: leakReport,
	}),
};
