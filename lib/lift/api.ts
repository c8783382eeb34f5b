import { z } from "zod";
import { defineApi } from "@/lib/kernel/api-contract";
import { idSchema } from "@/lib/kernel/ids";
import { pageOf, pageQuery } from "@/lib/kernel/page";
import { forecastInput, liftForecast, liftReadOut, liftSummary } from "@/lib/lift/contracts";

export const liftApi = {
	list: defineApi({
		method: "GET",
		path: "/lift",
		summary: "Verdict and main figures of every campaign that has been launched or imported, newest first",
		allow: "campaigns.read",
		query: pageQuery,
		output: pageOf(liftSummary),
	}),
	get: defineApi({
		method: "GET",
		path: "/lift/{campaignId}",
		summary:
			"What a campaign added: treated against held-out people, with intervals, money, health and a verdict",
		allow: "campaigns.read",
		params: z.object({ campaignId: idSchema("cmp") }),
		output: liftReadOut,
	}),
	forecast: defineApi({
		method: "POST",
		path: "/lift/forecast",
		summary: "How small a lift a campaign like this could show, with each share held out, and when",
		allow: "people.read",
		body: forecastInput,
		output: liftForecast,
	}),
	forecastLaunch: defineApi({
		method: "GET",
		path: "/lift/{campaignId}/forecast",
		summary: "How small a lift a draft could show if it were launched now",
		allow: "people.read",
		params: z.object({ campaignId: idSchema("cmp") }),
		output: liftForecast,
	}),
};
