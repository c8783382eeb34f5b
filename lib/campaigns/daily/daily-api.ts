import {
	dailyFigures,
	dailyParams,
	dailyPreview,
	dailyReportParams,
	importDailyInput,
	previewDailyInput,
	setDailyInput,
} from "@/lib/campaigns/daily/contracts";
import { defineApi } from "@/lib/kernel/api-contract";

const path = "/campaigns/{campaignId}/daily/{kind}";

/** Figures per day: `cost`, what a campaign cost; `platform`, what ad platforms say it brought. */
export const dailyApi = {
	list: defineApi({
		method: "GET",
		path,
		summary: "A campaign's costs, or ad platforms' own totals, per day, with the reports they come from",
		allow: "campaigns.read",
		params: dailyParams,
		output: dailyFigures,
	}),
	set: defineApi({
		method: "PUT",
		path,
		summary: "State figures of some days; null takes a day away",
		allow: "campaigns.write",
		params: dailyParams,
		body: setDailyInput,
		output: dailyFigures,
	}),
	preview: defineApi({
		method: "POST",
		path: `${path}/preview`,
		summary: "What importing a CSV of days would change, and which rows it would leave out",
		allow: "campaigns.write",
		params: dailyParams,
		body: previewDailyInput,
		output: dailyPreview,
	}),
	import: defineApi({
		method: "POST",
		path: `${path}/files`,
		summary: "Import a CSV of days: later files replace the days they name, and nothing is counted twice",
		allow: "campaigns.write",
		params: dailyParams,
		body: importDailyInput,
		output: dailyFigures,
		status: 201,
	}),
	undo: defineApi({
		method: "DELETE",
		path: `${path}/files/{reportId}`,
		summary: "Take a report back: its days are as if it had never come",
		allow: "campaigns.write",
		params: dailyReportParams,
		output: dailyFigures,
	}),
	refused: defineApi({
		method: "GET",
		path: `${path}/files/{reportId}/refused.csv`,
		summary: "The rows of a file that are not counted, with the reasons, as CSV",
		allow: "data.read",
		params: dailyReportParams,
		output: "csv",
	}),
};
