// @vitest-environment happy-dom
import { fireEvent, screen, waitFor } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { NotificationsPage } from "@/components/notifications/notifications-page";
import { answerApi } from "@/components/testing/answer-api";
import { mount } from "@/components/testing/mount";
import type { AlertSettingsView } from "@/lib/notifications/alerts-api";
import type { OwnNotifications } from "@/lib/notifications/api";
import type { Role } from "@/lib/workspaces/policy";

vi.mock("next/navigation", () => ({
	useParams: () => ({ workspace: "acme" }),
	usePathname: () => "/acme/settings/notifications",
}));

const own: OwnNotifications = {
	email: "ada@example.com",
	choices: { attention: true, results: "own" },
	sender: "Muster <muster@example.com>",
	delivery: { problem: null, nextTryAt: null },
};

const alerts: AlertSettingsView = {
	timeZone: "Europe/Berlin",
	quiet: null,
	failuresAtOnce: true,
	channels: [],
};

function mountPage(
	differs: Partial<OwnNotifications> = {},
	answers: Record<string, unknown> = {},
	role?: Role,
) {
	const api = answerApi({
		"GET /alerts": alerts,
		"PATCH /alerts": alerts,
		"GET /notifications": { ...own, ...differs },
		"PATCH /notifications": { ...own, choices: { attention: false, results: "all" } },
		"POST /notifications/test": { sentTo: own.email, answer: "250 Taken over as 4711" },
		...answers,
	});
	return { ...mount(<NotificationsPage />, role), sentTo: api.sentTo };
}

const attention = () => screen.findByRole("checkbox", { name: "Something needs attention" });
const isOn = (control: HTMLElement) => control.getAttribute("aria-checked") === "true";
const chosen = () =>
	screen
		.getAllByRole("radio")
		.flatMap((radio) =>
			isOn(radio) ? [document.querySelector(`label[for="${radio.id}"]`)?.textContent] : [],
		);

describe("what a member gets by email", () => {
	it("is shown as it is stored, and stored as it is shown", async () => {
		const { user, sentTo } = mountPage();
		expect(isOn(await attention())).toBe(true);
		expect(chosen()).toEqual(["Campaigns I created"]);
		const save = screen.getByRole<HTMLButtonElement>("button", { name: "Save" });
		expect(save.disabled).toBe(true);
		await user.click(await attention());
		await user.click(screen.getByRole("radio", { name: "All campaigns" }));
		await user.click(save);
		await waitFor(() =>
			expect(sentTo("PATCH /notifications")).toEqual([{ attention: false, results: "all" }]),
		);
		await waitFor(async () => expect(isOn(await attention())).toBe(false));
		expect(chosen()).toEqual(["All campaigns"]);
		expect(screen.getByRole<HTMLButtonElement>("button", { name: "Save" }).disabled).toBe(true);
	});

	it("is what was chosen elsewhere, when the server returns that", async () => {
		mountPage({ choices: { attention: false, results: "none" } });
		expect(isOn(await attention())).toBe(false);
		expect(chosen()).toEqual(["None"]);
	});

	it("stays selected when it could not be saved", async () => {
		// An invalid response.
		const { user } = mountPage({}, { "PATCH /notifications": {} });
		await user.click(await attention());
		await user.click(screen.getByRole("button", { name: "Save" }));
		expect(await screen.findByText("Not saved")).toBeTruthy();
		expect(isOn(await attention())).toBe(false);
	});
});

describe("a test email", () => {
	it("shows the mail server's response", async () => {
		const { user, sentTo } = mountPage();
		await user.click(await screen.findByRole("button", { name: "Send a test email" }));
		expect(await screen.findByText("Test email sent to ada@example.com")).toBeTruthy();
		expect(screen.getByText("The mail server answered: 250 Taken over as 4711")).toBeTruthy();
		expect(sentTo("POST /notifications/test")).toHaveLength(1);
	});

	it("is not offered while there is no mail server; admins see what to set, and choices are kept anyway", async () => {
		const { user, sentTo, unmount } = mountPage({ sender: null });
		expect(await screen.findByText("Email is not set up")).toBeTruthy();
		expect(screen.getByText("MUSTER_SMTP_URL")).toBeTruthy();
		expect(screen.getByRole<HTMLButtonElement>("button", { name: "Send a test email" }).disabled).toBe(true);
		await user.click(await attention());
		await user.click(screen.getByRole("button", { name: "Save" }));
		await waitFor(() => expect(sentTo("PATCH /notifications")).toHaveLength(1));
		unmount();
		mountPage({ sender: null }, {}, "viewer");
		expect(await screen.findByText(/An admin can/)).toBeTruthy();
		expect(screen.queryByText("MUSTER_SMTP_URL")).toBeNull();
	});
});

describe("the page", () => {
	it("shows why the last email could not be sent", async () => {
		const problem = "The mail server mail.example.com refused the address: 550 No such mailbox";
		mountPage({ delivery: { problem, nextTryAt: "2026-11-30T10:00:00.000Z" } });
		expect(await screen.findByText(new RegExp(problem))).toBeTruthy();
		expect(screen.getByText(/Retries automatically/)).toBeTruthy();
	});

	it("links to the other settings only for admins", async () => {
		const first = mountPage();
		await attention();
		expect(screen.getByRole("link", { name: "Members" })).toBeTruthy();
		first.unmount();
		mountPage({}, {}, "marketer");
		await attention();
		expect(screen.queryByRole("link", { name: "Members" })).toBeNull();
	});
});

describe("alerts for the team", () => {
	const webhook = { kind: "webhook" as const, host: "ops.example", problem: null, nextTryAt: null };

	it("send the address that was typed, and never show it again", async () => {
		const { user, sentTo } = mountPage(
			{},
			{ "PATCH /alerts": { ...alerts, channels: [{ ...webhook, kind: "slack", host: "hooks.slack.com" }] } },
		);
		const field = await screen.findByLabelText<HTMLInputElement>("Address of an incoming webhook");
		expect(field.type).toBe("password");
		await user.type(field, " https://hooks.slack.com/services/T0/B0/x ");
		await user.click(screen.getByRole("button", { name: "Send alerts to Slack" }));
		await waitFor(() =>
			expect(sentTo("PATCH /alerts")).toEqual([
				{ slack: { url: "https://hooks.slack.com/services/T0/B0/x" } },
			]),
		);
		expect(await screen.findByText("hooks.slack.com")).toBeTruthy();
		expect(screen.queryByLabelText("Address of an incoming webhook")).toBeNull();
	});

	it("are tested and removed, and show why the last message was not accepted", async () => {
		const problem = "The receiver answered with status 500.";
		const { user, sentTo } = mountPage(
			{},
			{
				"GET /alerts": {
					...alerts,
					channels: [{ ...webhook, problem, nextTryAt: "2026-11-30T10:00:00.000Z" }],
				},
				"POST /alerts/test": { sentTo: "ops.example" },
			},
		);
		expect(await screen.findByText(problem)).toBeTruthy();
		await user.click(screen.getByRole("button", { name: "Send a test to Webhook" }));
		await waitFor(() => expect(sentTo("POST /alerts/test")).toEqual([{ kind: "webhook" }]));
		await user.click(screen.getByRole("button", { name: "Remove Webhook" }));
		await waitFor(() => expect(sentTo("PATCH /alerts")).toEqual([{ webhook: null }]));
	});

	it("wait in quiet hours, in the workspace's time zone", async () => {
		const { user, sentTo } = mountPage();
		await user.click(await screen.findByRole("checkbox", { name: "Quiet hours" }));
		expect(screen.getByText(/Times are in Europe\/Berlin/)).toBeTruthy();
		const until = screen.getByLabelText("Until");
		fireEvent.change(until, { target: { value: "22:00" } });
		const save = screen.getByRole<HTMLButtonElement>("button", { name: "Save quiet hours" });
		expect(save.disabled).toBe(true);
		expect(screen.getByText("must be another time than the beginning")).toBeTruthy();
		fireEvent.change(until, { target: { value: "06:30" } });
		await user.click(screen.getByRole("checkbox", { name: /Send failed deliveries at once/ }));
		await user.click(save);
		await waitFor(() =>
			expect(sentTo("PATCH /alerts")).toEqual([
				{ quiet: { from: "22:00", until: "06:30" }, failuresAtOnce: false },
			]),
		);
	});

	it("are for admins", async () => {
		mountPage({}, {}, "marketer");
		await attention();
		expect(screen.queryByText("Alerts for the team")).toBeNull();
	});
});
