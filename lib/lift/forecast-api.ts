import { z } from "zod";
import { defineApi } from "@/lib/kernel/api-contract";
import { idSchema } from "@/lib/kernel/ids";
import { forecastInput, liftForecast } from "@/lib/lift/forecast-contracts";

/** Separate from the read-out endpoints: the form of a new campaign needs nothing else. */
export const forecastApi = {
	describe: defineApi({
		method: "POST",
		path: "/lift/forecast",
		summary: "How small a lift a campaign like this could show, with each share held out, and when",
		allow: "people.read",
		body: forecastInput,
		output: liftForecast,
	}),
	launch: defineApi({
		method: "GET",
		path: "/lift/{campaignId}/forecast",
		summary: "How small a lift a draft could show if it were launched now",
		allow: "people.read",
		params: z.object({ campaignId: idSchema("cmp") }),
		output: liftForecast,
	}),
};
