// @vitest-environment happy-dom
import { screen } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { AuthorizedPage } from "@/components/destinations/authorized-page";
import { ConnectPage } from "@/components/destinations/connect-page";
import { DestinationPage } from "@/components/destinations/destination-page";
import { answerApi } from "@/components/testing/answer-api";
import { mount } from "@/components/testing/mount";
import { destination, network } from "@/components/testing/sample-answers";

const { replace } = vi.hoisted(() => ({ replace: vi.fn() }));
vi.mock("next/navigation", () => ({
	useParams: () => ({ workspace: "acme" }),
	useRouter: () => ({ push: vi.fn(), replace, prefetch: vi.fn() }),
	usePathname: () => "/acme/destinations",
	useSearchParams: () => new URLSearchParams(),
}));

const lists = {
	...network,
	slug: "lists",
	name: "Lists",
	auth: "oauth2",
	redirectAddress: "https://muster.example/api/oauth/callback",
	fields: [
		{
			...{ name: "clientId", label: "Client ID", help: "Of your app.", kind: "text", isSecret: false },
			...{
				isRequired: true,
				isAdvanced: false,
				canGenerate: null,
				placeholder: "",
				initial: "",
				options: [],
			},
		},
	],
};
const networks = { items: [lists], nextCursor: null };
const page = "https://id.example/authorize?state=s";
const finished = "POST /destinations/authorizations/finish";
const result = {
	outcome: "connected",
	network: "lists",
	destinationId: null,
	message: "",
	account: null,
	owedRemovals: 0,
};

const assign = vi.fn();
beforeEach(() => {
	replace.mockClear();
	assign.mockClear();
	vi.spyOn(window.location, "assign").mockImplementation(assign);
});

describe("connecting with access from the network", () => {
	it("shows the fields and the address to register, and leads to the network's page", async () => {
		const { sentTo } = answerApi({
			"GET /destinations/networks": networks,
			"POST /destinations/authorizations": { url: page },
		});
		const { user } = mount(<ConnectPage networkSlug="lists" />);
		await user.type(await screen.findByLabelText("Client ID"), "app-1");
		expect(screen.getByText("https://muster.example/api/oauth/callback")).toBeTruthy();
		expect(screen.queryByRole("button", { name: "Test connection" })).toBeNull();
		await user.click(screen.getByRole("button", { name: "Connect with Lists" }));
		await vi.waitFor(() => expect(assign).toHaveBeenCalledWith(page));
		expect(sentTo("POST /destinations/authorizations")).toEqual([
			{ network: "lists", name: "Lists", values: { clientId: "app-1" } },
		]);
	});

	it("is offered again on the page of a destination whose access is gone", async () => {
		const gone = { ...destination, network: "lists", status: "failing", needsReconnect: true };
		answerApi({
			"GET /destinations/dst_1": { ...gone, account: { id: "111", name: "Shop" }, checkError: "Reconnect." },
			"GET /destinations/networks": networks,
			"GET /syncs": { items: [], nextCursor: null },
			"POST /destinations/dst_1/authorizations": { url: page },
		});
		const { user } = mount(<DestinationPage destinationId="dst_1" />);
		expect(await screen.findByText("Shop (111)")).toBeTruthy();
		await user.click(await screen.findByRole("button", { name: "Reconnect" }));
		await vi.waitFor(() => expect(assign).toHaveBeenCalledWith(page));
	});
});

describe("coming back from the network", () => {
	it("finishes once and shows the destination", async () => {
		const { sentTo } = answerApi({ [finished]: { ...result, destinationId: "dst_1" } });
		const { rerender } = mount(<AuthorizedPage state="s" code="c" error="" />);
		rerender(<div />);
		await vi.waitFor(() => expect(replace).toHaveBeenCalledWith("/acme/destinations/dst_1"));
		expect(sentTo(finished)).toEqual([{ state: "s", code: "c" }]);
	});

	it("says when access was denied, and where to try again", async () => {
		const { sentTo } = answerApi({ [finished]: { ...result, outcome: "denied", message: "No access." } });
		mount(<AuthorizedPage state="s" code="" error="access_denied" />);
		expect(await screen.findByText("No access.")).toBeTruthy();
		expect(sentTo(finished)).toEqual([{ state: "s", error: "access_denied" }]);
		expect(screen.getByRole("link", { name: "Try again" }).getAttribute("href")).toBe(
			"/acme/destinations/connect/lists",
		);
	});

	it("says when the attempt has expired", async () => {
		vi.stubGlobal("fetch", async () =>
			Response.json(
				{ error: { code: "precondition", message: "It has expired.", requestId: "req_1" } },
				{ status: 412 },
			),
		);
		mount(<AuthorizedPage state="s" code="c" error="" />);
		expect(await screen.findByText("It has expired.")).toBeTruthy();
		expect(screen.getByRole("link", { name: "Go to Destinations" })).toBeTruthy();
	});

	it("asks about another account, and starts over there only when that is confirmed", async () => {
		const account = { id: "222", name: "Agency" };
		const asked = {
			...result,
			outcome: "other_account",
			destinationId: "dst_1",
			message: "Not Shop.",
			account,
		};
		const { sentTo } = answerApi({ [finished]: asked });
		const { user } = mount(<AuthorizedPage state="s" code="c" error="" />);
		expect(await screen.findByText("Not Shop.")).toBeTruthy();
		expect(screen.getByRole("link", { name: "Keep the previous account" }).getAttribute("href")).toBe(
			"/acme/destinations/dst_1",
		);
		expect(sentTo(finished)).toHaveLength(1);
		const second = answerApi({ [finished]: { ...asked, outcome: "connected" } });
		await user.click(screen.getByRole("button", { name: "Start over with Agency" }));
		await vi.waitFor(() => expect(replace).toHaveBeenCalledWith("/acme/destinations/dst_1"));
		expect(second.sentTo(finished)).toEqual([{ state: "s", startsOver: true }]);
	});

	it("names how many removals at the account before are given up with that", async () => {
		const asked = {
			...result,
			outcome: "other_account",
			destinationId: "dst_1",
			message: "Not Shop.",
			account: { id: "222", name: "Agency" },
			owedRemovals: 2,
		};
		answerApi({ [finished]: asked });
		const { user } = mount(<AuthorizedPage state="s" code="c" error="" />);
		const confirm = await screen.findByRole("button", {
			name: "Give up 2 removals and start over with Agency",
		});
		const second = answerApi({ [finished]: { ...asked, outcome: "connected" } });
		await user.click(confirm);
		await vi.waitFor(() =>
			expect(second.sentTo(finished)).toEqual([{ state: "s", startsOver: true, givesUpRemovals: 2 }]),
		);
	});
});

describe("changing a connection to another place", () => {
	it("asks in the dialog, and confirms with the same button, with the removals that are given up", async () => {
		const hook = { ...destination, network: "lists", settings: { clientId: "a" } };
		const bodies: unknown[] = [];
		vi.stubGlobal("fetch", async (address: string, init: RequestInit) => {
			const to = `${init.method} ${address.replace(/^\/api\/v1/, "").replace(/\?.*$/, "")}`;
			if (to === "GET /destinations/networks")
				return Response.json({ items: [{ ...lists, auth: "static" }], nextCursor: null });
			if (to === "GET /syncs") return Response.json({ items: [], nextCursor: null });
			if (to.endsWith("/owed-removals")) return Response.json({ people: 2, erased: 1, withdrawn: 1 });
			if (init.method === "GET") return Response.json(hook);
			const body = JSON.parse(String(init.body));
			bodies.push(body);
			if (body.startsOver) return Response.json(hook);
			const error = {
				code: "conflict",
				requestId: "req_1",
				message: "This changes “Address”.",
				issues: [{ path: "startsOver", message: "must be true" }],
			};
			return Response.json({ error }, { status: 409 });
		});
		const { user } = mount(<DestinationPage destinationId="dst_1" isChanging />);
		await user.type(await screen.findByLabelText("Client ID"), "b");
		await user.click(screen.getByRole("button", { name: "Save" }));
		expect(await screen.findByText("This changes “Address”.")).toBeTruthy();
		// Another value is another question.
		await user.type(screen.getByLabelText("Client ID"), "c");
		expect(screen.queryByText("This changes “Address”.")).toBeNull();
		await user.click(screen.getByRole("button", { name: "Save" }));
		await user.click(await screen.findByRole("button", { name: "Give up 2 removals and start over there" }));
		await vi.waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
		expect(bodies).toEqual([
			{ name: destination.name, values: { clientId: "ab" } },
			{ name: destination.name, values: { clientId: "abc" } },
			{ name: destination.name, values: { clientId: "abc" }, startsOver: true, givesUpRemovals: 2 },
		]);
	});
});
