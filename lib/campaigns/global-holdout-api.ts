import {
	globalHoldoutState,
	rotateGlobalHoldoutInput,
	startGlobalHoldoutInput,
} from "@/lib/campaigns/global-holdout-contracts";
import { defineApi } from "@/lib/kernel/api-contract";

export const globalHoldoutApi = {
	get: defineApi({
		method: "GET",
		path: "/global-holdout",
		summary: "Whom no campaign and no sync reaches: the present group, how many it is, and former ones",
		allow: "campaigns.read",
		output: globalHoldoutState,
	}),
	start: defineApi({
		method: "POST",
		path: "/global-holdout",
		summary: "Begin to hold a share of everyone out of all campaigns and syncs",
		allow: "settings.write",
		body: startGlobalHoldoutInput,
		output: globalHoldoutState,
		status: 201,
	}),
	rotate: defineApi({
		method: "POST",
		path: "/global-holdout/rotate",
		summary: "Release the present group and choose another, with the same settings or those that are given",
		allow: "settings.write",
		body: rotateGlobalHoldoutInput,
		output: globalHoldoutState,
	}),
	release: defineApi({
		method: "DELETE",
		path: "/global-holdout",
		summary: "Release the people of the global holdout: campaigns and syncs reach them again",
		allow: "settings.write",
		output: globalHoldoutState,
	}),
};
