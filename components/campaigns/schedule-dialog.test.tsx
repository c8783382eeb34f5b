// @vitest-environment happy-dom
import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { ScheduleDialog } from "@/components/campaigns/schedule-dialog";
import { answerApi } from "@/components/testing/answer-api";
import { mount } from "@/components/testing/mount";
import { filledCampaign } from "@/components/testing/sample-answers";

const draft = { ...filledCampaign, status: "draft" as const, launchedAt: null };

describe("the schedule of a campaign", () => {
	it("asks for a day with a time, and sends the instant", async () => {
		const path = `PUT /campaigns/${draft.id}/schedule`;
		const { sentTo } = answerApi({ [path]: { ...draft, status: "scheduled" } });
		const { user } = mount(<ScheduleDialog campaign={draft} onClose={() => {}} />);
		const field = screen.getByLabelText<HTMLInputElement>("Starts at");
		await user.click(screen.getByRole("button", { name: "Schedule" }));
		await screen.findByText("Choose a day and a time.");
		await user.type(field, "2027-01-05");
		await user.click(screen.getByRole("button", { name: "Schedule" }));
		expect(sentTo(path)).toEqual([]);
		await user.type(field, " 09:30");
		await user.click(screen.getByRole("button", { name: "Schedule" }));
		await waitFor(() => expect(sentTo(path)).toHaveLength(1));
		expect(sentTo(path)[0]).toEqual({ startsAt: new Date("2027-01-05T09:30").toISOString() });
	});
});
