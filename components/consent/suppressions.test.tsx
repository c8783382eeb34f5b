// @vitest-environment happy-dom
import { screen, waitFor, within } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { SuppressButton } from "@/components/consent/suppress-button";
import { SuppressionsTab } from "@/components/consent/suppressions-tab";
import { answerApi } from "@/components/testing/answer-api";
import { mount } from "@/components/testing/mount";

vi.mock("next/navigation", () => ({
	useParams: () => ({ workspace: "acme" }),
	useRouter: () => ({ push: () => {}, prefetch: () => {} }),
	usePathname: () => "/acme/data",
	useSearchParams: () => new URLSearchParams(),
}));

const row = {
	id: "sup_00000000000000000000000001",
	kind: "email",
	hint: "a…@example.com",
	purpose: null,
	reason: "bounce",
	addedBy: "Ada",
	addedAt: "2026-11-01T09:00:00.000Z",
};

it("adds a pasted list, and keeps what was refused to be corrected", async () => {
	const api = answerApi({
		"POST /suppressions": {
			added: 1,
			known: 0,
			invalid: [
				{ index: 1, reason: "is not an email address" },
				{ index: 2, reason: "is not an email address" },
			],
			people: 1,
		},
	});
	const { user } = mount(<SuppressButton />);
	await user.click(screen.getByRole("button", { name: "Add to the list" }));
	const field = screen.getByLabelText("Email addresses");
	const add = () => screen.getByRole("button", { name: /^Add( \d+)?$/ });
	expect(add()).toHaveProperty("disabled", true);
	await user.click(field);
	await user.paste("Email,Reason\nana@example.com,hard\nnonsense\nben,hard");
	await user.click(add());
	await waitFor(() =>
		expect(api.sentTo("POST /suppressions")).toEqual([
			{
				kind: "email",
				values: ["ana@example.com", "nonsense", "ben"],
				reason: "manual",
				purpose: null,
			},
		]),
	);
	expect(
		await screen.findByText("“nonsense” is not an email address. 1 more line is left here, too."),
	).toBeTruthy();
	expect(field).toHaveProperty("value", "nonsense\nben");
});

it("lists with reasons, and takes an entry off once that is confirmed", async () => {
	const api = answerApi({
		"GET /suppressions": {
			items: [row, { ...row, id: "sup_2", hint: "", purpose: "sms" }],
			nextCursor: null,
		},
		[`DELETE /suppressions/${row.id}`]: { id: row.id },
	});
	const { user } = mount(<SuppressionsTab />);
	const first = within(await screen.findByRole("row", { name: /a…@example\.com/ }));
	expect(first.getByText("Bounced")).toBeTruthy();
	expect(screen.getByRole("row", { name: /Of someone erased/ })).toBeTruthy();
	await user.click(first.getByRole("button", { name: "Remove a…@example.com" }));
	expect(api.sentTo(`DELETE /suppressions/${row.id}`)).toEqual([]);
	await user.click(screen.getByRole("button", { name: "Take off the list" }));
	await waitFor(() => expect(api.sentTo(`DELETE /suppressions/${row.id}`)).toHaveLength(1));
});

it("offers removal to admins only, and says when nothing is found", async () => {
	answerApi({ "GET /suppressions": { items: [], nextCursor: null } });
	const { user } = mount(<SuppressionsTab />, "marketer");
	expect(await screen.findByText("No one is suppressed")).toBeTruthy();
	await user.type(screen.getByLabelText("Look up an identifier"), "zoe@example.com");
	expect(await screen.findByText("Not on the list")).toBeTruthy();
	answerApi({ "GET /suppressions": { items: [row], nextCursor: null } });
	await user.clear(screen.getByLabelText("Look up an identifier"));
	await user.type(screen.getByLabelText("Look up an identifier"), "ana@example.com");
	expect(await screen.findByText("Bounced")).toBeTruthy();
	expect(screen.queryByRole("button", { name: /^Remove/ })).toBeNull();
});
